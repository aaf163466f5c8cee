"""`webhook-dashboard alerts test`: sends a message and says what became of it."""

from tests.e2e.server_process import clean_environment, run_command
from tests.mail_server import MailServer
from tests.receivers import Answer, Receiver


def test_it_says_what_became_of_each_message() -> None:
    with MailServer() as mails, Receiver(Answer(status=404, body=b"no_service")) as chat:
        environment = clean_environment(
            allowed_addresses="127.0.0.0/8",
            public_url="https://hooks.company.com",
            smtp_url=f"smtp://127.0.0.1:{mails.port}",
            smtp_from="Webhooks <hooks@company.com>",
            alert_email="ops@company.com, nobody@company.com",
            alert_chat_url=f"{chat.url}/services/T0PS3CRET",
        )
        done = run_command("alerts", "test", environment=environment)
        (mail,) = mails.mails
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "E-mail to ops@company.com: taken.",
        "E-mail to nobody@company.com: not sent. 127.0.0.1 refused the recipient: 550 no such user",
        "Chat 127.0.0.1: not sent. 127.0.0.1 answered 404. no_service",
    ]
    assert done.stderr == ""
    assert mail.message["From"] == "Webhooks <hooks@company.com>"
    assert "https://hooks.company.com" in mail.message.get_content()


def test_one_address_can_be_tried() -> None:
    with MailServer() as mails:
        environment = clean_environment(
            smtp_url=f"smtp://127.0.0.1:{mails.port}", smtp_from="hooks@company.com"
        )
        done = run_command("alerts", "test", "--to", "jo@company.com", environment=environment)
    assert (done.returncode, done.stdout) == (0, "E-mail to jo@company.com: taken.\n")


def test_with_nobody_to_tell_it_says_what_to_set() -> None:
    done = run_command("alerts", "test")
    assert done.returncode == 1
    assert done.stderr == (
        "There is nobody to tell. Set WEBHOOK_DASHBOARD_SMTP_URL and WEBHOOK_DASHBOARD_ALERT_EMAIL, "
        "or WEBHOOK_DASHBOARD_ALERT_CHAT_URL.\n"
    )


def test_a_setting_that_cannot_be_used_is_named_without_its_value() -> None:
    environment = clean_environment(smtp_url="smtps://jo:T0PS3CRET/@mail.company.com")
    done = run_command("alerts", "test", environment=environment)
    assert done.returncode == 1
    assert done.stderr.startswith("WEBHOOK_DASHBOARD_SMTP_URL: ")
    assert "S3CRET" not in done.stderr
