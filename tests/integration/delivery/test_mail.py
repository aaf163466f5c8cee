"""E-mail to a real SMTP server: every way to encrypt, every refusal, and nothing that slips in."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.certificates import Certificate
from tests.factories import eventually
from tests.mail_server import MailServer
from tests.receivers import Answer, Drop, Receiver
from webhook_dashboard.delivery import mail
from webhook_dashboard.delivery.mail import Mailer
from webhook_dashboard.delivery.smtp_server import SmtpServer, Tls, parse_smtp_url
from webhook_dashboard.domain.alert_messages import Message
from webhook_dashboard.domain.errors import InvalidInput

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
MESSAGE = Message("Order Sync is paused", "Order Sync is paused.\n\n10 failed deliveries…\n", {})
PASSWORD = "p/w:@ä #1"
QUOTED = "p%2Fw%3A%40%C3%A4%20%231"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1", "localhost")


def mailer(url: str, certificate: Certificate | None = None, sender: str = "hooks@company.com") -> Mailer:
    make_tls = ssl.create_default_context if certificate is None else certificate.client_context
    return Mailer(parse_smtp_url(url), sender, make_tls=make_tls)


async def send(mailer: Mailer, to: str = "jo@company.com", message: Message = MESSAGE) -> str | None:
    return await mailer.send(message, to, "alert-7", NOW)


async def test_a_message_arrives_as_it_was_written() -> None:
    with MailServer() as server:
        assert await send(mailer(f"smtp://127.0.0.1:{server.port}")) is None
        (arrived,) = server.mails
    assert (arrived.sender, arrived.recipients) == ("hooks@company.com", ("jo@company.com",))
    message = arrived.message
    assert message["From"] == "Webhook Dashboard <hooks@company.com>"
    assert message["To"] == "jo@company.com"
    assert message["Subject"] == MESSAGE.subject
    assert message["Date"] == "Fri, 20 Nov 2026 13:32:07 +0000"
    assert message["Message-ID"] == "<alert-7@company.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert arrived.content.isascii()
    assert max(map(len, arrived.content.splitlines())) <= 78


async def test_the_sender_may_have_a_name() -> None:
    with MailServer() as server:
        named = mailer(f"smtp://127.0.0.1:{server.port}", sender="Bücher & Co <hooks@company.com>")
        assert await send(named) is None
        assert server.mails[0].message["From"] == "Bücher & Co <hooks@company.com>"


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "hooks",
        "<a@b@c>",
        "hooks@company.com\r\nBcc: all@company.com",
        '"A\r\nBcc: all@company.com" <a@company.com>',
    ],
)
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    with pytest.raises(InvalidInput, match="smtp_from"):
        mailer("smtp://mail.company.com", sender=sender)


async def test_nothing_adds_a_header_or_a_recipient() -> None:
    evil = Message(
        "Paused\r\nBcc: all@company.com\n\nhello", "Text\r\n.\r\nRCPT TO:<all@company.com>\r\n", {}
    )
    with MailServer() as server:
        assert await send(mailer(f"smtp://127.0.0.1:{server.port}"), message=evil) is None
        (arrived,) = server.mails
    assert arrived.recipients == ("jo@company.com",)
    assert "Bcc" not in arrived.message
    assert arrived.message["Subject"] == "Paused  Bcc: all@company.com  hello"
    assert arrived.message.get_content().splitlines() == ["Text", ".", "RCPT TO:<all@company.com>"]


@pytest.mark.parametrize("to", ["jo@company.com\r\nRCPT TO:<all@company.com>", "jo", "a@b.com, c@d.com", ""])
async def test_what_is_no_address_is_not_sent_to(to: str) -> None:
    with MailServer() as server:
        answer = await send(mailer(f"smtp://127.0.0.1:{server.port}"), to)
        assert server.conversations == 0
    assert answer is not None
    assert "is not an address" in answer


async def test_tls_from_the_first_byte_with_a_password(certificate: Certificate) -> None:
    with MailServer(at_once=certificate.server_context(), logins={"jo@x": PASSWORD}) as server:
        url = f"smtps://jo%40x:{QUOTED}@localhost:{server.port}"
        assert await send(mailer(url, certificate)) is None
        (arrived,) = server.mails
    assert (arrived.encrypted, arrived.user) == (True, "jo@x")


async def test_starttls_with_a_password(certificate: Certificate) -> None:
    with MailServer(starttls=certificate.server_context(), logins={"jo": PASSWORD}) as server:
        url = f"smtp://jo:{QUOTED}@127.0.0.1:{server.port}"
        assert await send(mailer(url, certificate)) is None
        (arrived,) = server.mails
    assert (arrived.encrypted, arrived.user) == (True, "jo")


async def test_starttls_is_used_when_it_is_offered(certificate: Certificate) -> None:
    with MailServer(starttls=certificate.server_context()) as server:
        assert await send(mailer(f"smtp://localhost:{server.port}", certificate)) is None
        assert server.mails[0].encrypted


async def test_starttls_can_be_forgone(certificate: Certificate) -> None:
    with MailServer(starttls=certificate.server_context()) as server:
        assert await send(mailer(f"smtp://localhost:{server.port}?starttls=never", certificate)) is None
        assert not server.mails[0].encrypted


async def test_a_password_is_not_sent_without_tls() -> None:
    with MailServer(logins={"jo": PASSWORD}) as server:
        required = SmtpServer("127.0.0.1", server.port, Tls.REQUIRED, "jo", PASSWORD)
        answer = await send(Mailer(required, "hooks@company.com"))
        server.wait_until_all_closed()
        assert server.mails == []
    assert answer == ("127.0.0.1 offers no STARTTLS, and without it the password is not sent. Use smtps://.")


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Certificate) -> None:
    with MailServer(starttls=certificate.server_context()) as server:
        answer = await send(mailer(f"smtp://localhost:{server.port}"))
        assert server.mails == []
    assert answer == "The TLS certificate of localhost was not accepted: self-signed certificate."


async def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    other = Certificate(tmp_path, "mail.example.com")
    with MailServer(at_once=other.server_context()) as server:
        answer = await send(mailer(f"smtps://localhost:{server.port}", other))
        assert server.mails == []
    assert answer is not None
    assert answer.startswith("The TLS certificate of localhost was not accepted: Hostname mismatch")


async def test_the_wrong_kind_of_port_is_explained(certificate: Certificate) -> None:
    with MailServer() as server:
        answer = await send(mailer(f"smtps://127.0.0.1:{server.port}", certificate))
        assert answer == f"No TLS connection with 127.0.0.1 on port {server.port}. Is it smtp:// or smtps://?"


async def test_a_wrong_password_is_explained_without_it(certificate: Certificate) -> None:
    with MailServer(at_once=certificate.server_context(), logins={"jo": "other"}) as server:
        answer = await send(mailer(f"smtps://jo:T0PS3CRET@127.0.0.1:{server.port}", certificate))
    assert answer == "127.0.0.1 refused the user name or password: 535 not you, with ••••"


async def test_a_server_that_knows_no_sign_in_is_explained() -> None:
    with MailServer() as server:
        answer = await send(mailer(f"smtp://jo:pw@127.0.0.1:{server.port}"))
    assert answer == "127.0.0.1 does not let anyone sign in here. Is the port right?"


async def test_an_unknown_recipient_is_explained() -> None:
    with MailServer() as server:
        answer = await send(mailer(f"smtp://127.0.0.1:{server.port}"), "nobody@company.com")
    assert answer == "127.0.0.1 refused the recipient: 550 no such user"


async def test_a_refused_message_is_explained() -> None:
    with MailServer() as server:
        server.refuse("451 try later")
        post = mailer(f"smtp://127.0.0.1:{server.port}")
        assert await send(post) == "127.0.0.1 refused the message: 451 try later"
        assert await send(post) is None


async def test_a_port_on_which_nobody_listens_is_explained(closed_port: int) -> None:
    answer = await send(mailer(f"smtp://127.0.0.1:{closed_port}"))
    assert answer == f"127.0.0.1 refused the connection on port {closed_port}. Is the port right?"


async def test_a_server_that_hangs_up_is_explained() -> None:
    with Receiver(Answer(drop=Drop.ON_CONNECT)) as receiver:
        answer = await send(mailer(f"smtp://127.0.0.1:{receiver.port}"))
    assert answer == "127.0.0.1 closed the connection."


async def test_a_name_without_address_is_explained() -> None:
    assert await send(mailer("smtp://mail.invalid")) == "mail.invalid has no address. Is the name right?"


async def test_a_silent_server_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TOTAL_SECONDS", 0.2)
    monkeypatch.setattr("webhook_dashboard.delivery.smtp_server.STEP_SECONDS", 0.4)
    with MailServer(hangs=True) as server:
        answer = await send(mailer(f"smtp://127.0.0.1:{server.port}"))
        assert answer == f"127.0.0.1 did not answer in time on port {server.port}."
        await asyncio.to_thread(server.wait_until_all_closed)


async def _count(server: MailServer) -> int:
    return server.conversations


async def test_a_slow_server_does_not_hold_up_the_loop() -> None:
    with MailServer(hangs=True) as server:
        waiting = asyncio.create_task(send(mailer(f"smtp://127.0.0.1:{server.port}")))
        assert await eventually(lambda: _count(server)) == 1
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.company.com", SmtpServer("mail.company.com", 465, Tls.AT_ONCE)),
        ("smtp://mail.company.com", SmtpServer("mail.company.com", 587, Tls.OFFERED)),
        ("smtp://mail.company.com:25/", SmtpServer("mail.company.com", 25, Tls.OFFERED)),
        ("SMTP://Mail.Company.com:2525", SmtpServer("mail.company.com", 2525, Tls.OFFERED)),
        ("smtp://[::1]:1025", SmtpServer("::1", 1025, Tls.OFFERED)),
        ("smtp://relay?starttls=never", SmtpServer("relay", 587, Tls.NEVER)),
        ("smtp://jo:pw@localhost:25", SmtpServer("localhost", 25, Tls.OFFERED, "jo", "pw")),
        ("smtp://jo:pw@localhost?starttls=never", SmtpServer("localhost", 587, Tls.NEVER, "jo", "pw")),
        (
            f"smtp://jo%40company.com:{QUOTED}@mail.company.com",
            SmtpServer("mail.company.com", 587, Tls.REQUIRED, "jo@company.com", PASSWORD),
        ),
    ],
)
def test_a_url_describes_the_server(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.company.com",
        "https://jo:T0PS3CRET@mail.company.com",
        "smtp://",
        "smtps://jo:T0PS3CRET@",
        "smtps://jo:T0PS3CRET/x@mail.company.com",
        "smtps://jo:T0PS3CRET@mail.company.com:99999",
        "smtps://jo:T0PS3CRET@mail.company.com/folder",
        "smtps://jo:T0PS3CRET@[::1",
        "smtp://jo:T0PS3CRET@mail.company.com?starttls=never",
        "smtp://jo:T0PS3CRET@mail.company.com?starttls=maybe",
    ],
)
def test_another_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"^smtp_url: ") as refused:
        parse_smtp_url(url)
    assert "S3CRET" not in refused.value.message


def test_the_password_is_not_in_the_repr() -> None:
    assert "S3CRET" not in repr(parse_smtp_url("smtps://jo:T0PS3CRET@mail.company.com"))
