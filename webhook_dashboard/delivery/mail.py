"""E-mail: builds a message that nobody can add a header to, and has the SMTP server take it."""

import asyncio
import smtplib
import ssl
from concurrent.futures import Future
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from threading import Thread
from typing import Final

from webhook_dashboard.delivery.smtp_server import (
    Conversation,
    MakeTls,
    NoTls,
    SmtpServer,
    sentence_about,
)
from webhook_dashboard.domain.alert_messages import Message
from webhook_dashboard.domain.alerts import check_email_address
from webhook_dashboard.domain.errors import InvalidInput

TOTAL_SECONDS: Final = 60.0
_POLICY: Final = SMTP.clone(cte_type="7bit")  # every server takes it
_OWN_NAME: Final = "Webhook Dashboard"


class Mailer:
    """Sends messages from `sender`, which is `ada@company.com` or `Webhooks <ada@company.com>`.

    Raises InvalidInput, field `smtp_from`, when that is no address.
    """

    def __init__(
        self, server: SmtpServer, sender: str, *, make_tls: MakeTls = ssl.create_default_context
    ) -> None:
        name, address = parseaddr(sender) if sender.isprintable() else ("", "")
        self._sender = check_email_address(address, name="smtp_from")
        self._domain = address.rpartition("@")[2]
        self._from = Address(name or _OWN_NAME, addr_spec=address)
        self._server = server
        self._make_tls = make_tls

    @property
    def server(self) -> SmtpServer:
        """The mail server."""
        return self._server

    async def send(self, message: Message, to: str, key: str, at: datetime) -> str | None:
        """Send one message; None when the server took it, else a sentence that says why not.

        `key` is the same for every repetition: mail programs show messages with one Message-ID once. Takes
        a minute at most.
        """
        try:
            email = self._build(message, check_email_address(to, name="to"), key, at)
        except InvalidInput as problem:
            return problem.message
        conversation = Conversation(self._server, self._domain, self._make_tls)
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()
        # Not a pool's: its threads are waited for when the program ends.
        Thread(target=_talk, args=(done, conversation, email, self._sender, to), daemon=True).start()
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                await asyncio.wrap_future(done)
        except (smtplib.SMTPException, OSError, NoTls) as error:
            return sentence_about(self._server, error)
        finally:
            conversation.break_off()
        return None

    def _build(self, message: Message, to: str, key: str, at: datetime) -> EmailMessage:
        email = EmailMessage(policy=_POLICY)
        email["From"] = self._from
        email["To"] = Address(addr_spec=to)
        email["Subject"] = _one_line(message.subject)
        email["Date"] = format_datetime(at)
        email["Message-ID"] = f"<{key}@{self._domain}>"
        email["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer comes back
        email.set_content(message.text)
        return email


def _talk(done: Future[None], conversation: Conversation, email: EmailMessage, sender: str, to: str) -> None:
    try:
        done.set_result(conversation.deliver(email, sender, to))
    except Exception as error:
        done.set_exception(error)


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text).strip()
