"""Where e-mail goes out: the SMTP server that one URL describes, and one conversation with it."""

import base64
import ipaddress
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from webhook_dashboard.domain.errors import InvalidInput

STEP_SECONDS: Final = 15.0
_PORTS: Final = {"smtp": 587, "smtps": 465}
_FORM: Final = (
    "write smtps://user:password@mail.example.com:465, or smtp:// for STARTTLS; percent-encode what is "
    "neither letter nor digit in user and password"
)
_ANSWER_MAX_CHARACTERS: Final = 150

MakeTls = Callable[[], ssl.SSLContext]


class Tls(Enum):
    """When the conversation is encrypted."""

    AT_ONCE = "from the first byte"
    REQUIRED = "by STARTTLS, or nothing is sent"
    OFFERED = "by STARTTLS if the server offers it"
    NEVER = "not at all"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server, and who we are there; without `user` nobody signs in."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


def parse_smtp_url(url: str) -> SmtpServer:
    """Read `smtps://user:password@host:465` (TLS at once) or `smtp://user:password@host:587` (STARTTLS).

    User and password may be left out. With them STARTTLS is required, unless the server is this machine;
    without them it is used when offered, and never with `?starttls=never`.

    Raises:
        InvalidInput: field `smtp_url`. The message does not repeat the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise InvalidInput("smtp_url", f"smtp_url: this is not a URL; {_FORM}.") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
        raise InvalidInput("smtp_url", f"smtp_url: {_FORM}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port or _PORTS[parts.scheme], _tls_of(parts), user, password)


def _tls_of(parts: SplitResult) -> Tls:
    wish = parse_qs(parts.query).get("starttls", [""])[0]
    if wish not in ("", "never"):
        raise InvalidInput("smtp_url", "smtp_url: starttls may only be never.")
    if parts.scheme == "smtps":
        return Tls.AT_ONCE
    needed = bool(parts.username) and not _is_this_machine(parts.hostname or "")
    if wish == "never" and needed:
        raise InvalidInput(
            "smtp_url", "smtp_url: with starttls=never the password would travel readable; use smtps://."
        )
    return Tls.NEVER if wish == "never" else Tls.REQUIRED if needed else Tls.OFFERED


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class NoTls(Exception):
    """The server offers no STARTTLS."""


class Conversation:
    """Hands over one message; runs in one thread, and may be broken off from another."""

    def __init__(self, server: SmtpServer, own_name: str, make_tls: MakeTls) -> None:
        self._server = server
        self._own_name = own_name
        self._make_tls = make_tls
        self._lock = threading.Lock()
        self._sock: socket.socket | None = None
        self._broken_off = False

    def deliver(self, email: EmailMessage, sender: str, to: str) -> None:
        """Connect, encrypt, sign in, hand over. Raises what smtplib raises, OSError, or NoTls."""
        smtp = self._connected()
        try:
            self._may_be_broken_off(smtp)
            self._encrypt(smtp)
            self._may_be_broken_off(smtp)
            if self._server.user:
                self._sign_in(smtp)
            smtp.sendmail(sender, [to], email.as_bytes())
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()  # it has the message, whatever it says now
        finally:
            with self._lock:
                self._sock = None
            smtp.close()

    def break_off(self) -> None:
        """Have the thread that waits for the server give up."""
        with self._lock:
            self._broken_off = True
            if self._sock is not None:
                with suppress(OSError):
                    self._sock.shutdown(socket.SHUT_RDWR)

    def _connected(self) -> smtplib.SMTP:
        host, port, name = self._server.host, self._server.port, self._own_name
        if self._server.tls is Tls.AT_ONCE:
            return smtplib.SMTP_SSL(host, port, name, timeout=STEP_SECONDS, context=self._make_tls())
        return smtplib.SMTP(host, port, name, timeout=STEP_SECONDS)

    def _may_be_broken_off(self, smtp: smtplib.SMTP) -> None:
        with self._lock:
            self._sock = smtp.sock
            if self._broken_off:
                raise TimeoutError

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        user, password = self._server.user, self._server.password
        if f"{user}{password}".isascii():
            smtp.login(user, password)
            return
        # smtplib knows ASCII only; PLAIN is UTF-8 (RFC 4616).
        smtp.ehlo_or_helo_if_needed()  # anew after STARTTLS
        plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        code, answer = smtp.docmd("AUTH", f"PLAIN {plain}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, answer)

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.tls in (Tls.AT_ONCE, Tls.NEVER):
            return
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self._make_tls())
        elif self._server.tls is Tls.REQUIRED:
            raise NoTls


def sentence_about(  # noqa: C901  (a flat table, read from top to bottom)
    server: SmtpServer, error: smtplib.SMTPException | OSError | NoTls
) -> str:
    """Say in one sentence why a conversation failed; never with the password."""
    host = server.host
    match error:
        case NoTls():
            return f"{host} offers no STARTTLS, and without it the password is not sent. Use smtps://."
        case smtplib.SMTPAuthenticationError():
            return f"{host} refused the user name or password: {_answer(server, error)}"
        case smtplib.SMTPRecipientsRefused(recipients=refused) if refused:
            code, text = next(iter(refused.values()))
            return f"{host} refused the recipient: {_cleaned(server, code, text)}"
        case smtplib.SMTPSenderRefused():
            return f"{host} refused the sender: {_answer(server, error)}"
        case smtplib.SMTPResponseException():
            return f"{host} refused the message: {_answer(server, error)}"
        case smtplib.SMTPServerDisconnected() | ConnectionResetError() | BrokenPipeError():
            return f"{host} closed the connection."
        case smtplib.SMTPNotSupportedError():
            return f"{host} does not let anyone sign in here. Is the port right?"
        case smtplib.SMTPException():
            return f"{host} and we did not understand each other."
        case ssl.SSLCertVerificationError():
            return f"The TLS certificate of {host} was not accepted: {error.verify_message}."
        case ssl.SSLError():
            return f"No TLS connection with {host} on port {server.port}. Is it smtp:// or smtps://?"
        case TimeoutError():
            return f"{host} did not answer in time on port {server.port}."
        case socket.gaierror():
            return f"{host} has no address. Is the name right?"
        case ConnectionRefusedError():
            return f"{host} refused the connection on port {server.port}. Is the port right?"
        case _:
            return f"The connection to {host} failed: {error.strerror or 'closed'}."


def _answer(server: SmtpServer, error: smtplib.SMTPResponseException) -> str:
    return _cleaned(server, error.smtp_code, error.smtp_error)


def _cleaned(server: SmtpServer, code: int, text: bytes | str) -> str:
    """What the server said, on one line; some servers repeat what they were sent."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    for secret in filter(None, (server.password,)):
        said = said.replace(secret, "••••")
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return f"{code} {line}".strip()[:_ANSWER_MAX_CHARACTERS]
