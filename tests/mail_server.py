"""A real SMTP server for tests, on a free port of 127.0.0.1, in a thread of its own."""

import asyncio
import logging
import ssl
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.patience import PATIENCE_SECONDS

logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as it arrived: what the conversation said of it, and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        parsed = message_from_bytes(self.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class MailServer:
    """Takes mail. `at_once` is TLS from the first byte, `starttls` TLS on request; `logins` are who may.

    With `hangs` it accepts connections and never says a word.
    """

    def __init__(
        self,
        *,
        at_once: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        logins: dict[str, str] | None = None,
        hangs: bool = False,
    ) -> None:
        self._at_once = at_once
        self._starttls = starttls
        self._logins = logins
        self._hangs = hangs
        self._changed = threading.Condition()
        self._mails: list[Mail] = []
        self._refusals: list[str] = []
        self._open: set[asyncio.Transport] = set()
        self.conversations = 0
        self.closed = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def mails(self) -> list[Mail]:
        """All that arrived, in order."""
        with self._changed:
            return list(self._mails)

    def refuse(self, *answers: str) -> None:
        """Answer the next messages with these lines, such as `451 try later`, one each."""
        with self._changed:
            self._refusals.extend(answers)

    def wait_for(self, count: int, timeout_seconds: float = PATIENCE_SECONDS) -> list[Mail]:
        """Block until `count` messages have arrived; raises AssertionError when they do not."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self._mails) >= count, timeout_seconds)
            assert arrived, f"{len(self._mails)} of {count} messages in {timeout_seconds:g} s"
            return list(self._mails)

    def wait_until_all_closed(self, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        """Block until no client is connected; raises AssertionError when one stays."""
        with self._changed:
            closed = self._changed.wait_for(lambda: self.closed == self.conversations, timeout_seconds)
            assert closed, f"{self.conversations - self.closed} conversations go on"

    # aiosmtpd calls these, by name.

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such user\r\n here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        with self._changed:
            if self._refusals:
                return self._refusals.pop(0)
            encrypted = self._at_once is not None or session.ssl is not None
            user = session.auth_data.login.decode() if session.auth_data else ""
            recipients = tuple(envelope.rcpt_tos)
            self._mails.append(Mail(envelope.mail_from, recipients, envelope.content, encrypted, user))
            self._changed.notify_all()
        return "250 taken"

    def _authenticate(
        self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        known = (self._logins or {}).get(data.login.decode()) == data.password.decode()
        message = None if known else f"535 not you, with {data.password.decode()}"
        return AuthResult(success=known, handled=known, message=message, auth_data=data)

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._conversation, "127.0.0.1", 0, ssl=self._at_once)

    def _conversation(self) -> asyncio.BaseProtocol:
        with self._changed:
            self.conversations += 1
        return _Silent(self) if self._hangs else _Speaking(self, **self._manners())

    def _manners(self) -> dict[str, Any]:
        manners: dict[str, Any] = {"hostname": "mail.test", "loop": self._loop}
        if self._starttls is not None:
            manners |= {"tls_context": self._starttls}
        if self._logins is not None:
            require_tls = self._at_once is None and self._starttls is not None
            manners |= {"auth_require_tls": require_tls, "authenticator": self._authenticate}
        return manners

    def conversation_began(self, transport: asyncio.BaseTransport) -> None:
        """Called in the server's thread."""
        assert isinstance(transport, asyncio.Transport)
        self._open.add(transport)

    def conversation_ended(self) -> None:
        """Called in the server's thread."""
        with self._changed:
            self.closed += 1
            self._changed.notify_all()

    async def _stop(self) -> None:
        self._server.close()
        for transport in self._open:
            transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Speaking(SMTP):
    def __init__(self, server: MailServer, **manners: Any) -> None:
        super().__init__(server, **manners)
        self._mail_server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._mail_server.conversation_began(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._mail_server.conversation_ended()
        super().connection_lost(error)


class _Silent(asyncio.Protocol):
    def __init__(self, server: MailServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._server.conversation_began(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.conversation_ended()
