"""The outbox: written with the change of state, sent once, tried again, and never lost."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import MovableClock
from tests.integration.delivery.sending import LOOPBACK
from tests.mail_server import MailServer
from tests.receivers import Answer, Receiver
from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.alerts import AlertOptions, Alerts
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.transport import PooledTransport
from webhook_dashboard.domain.alerts import Alert, AlertKind, Channel
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.storage.alerts import claim_due, delete_old_alerts
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.ids import IdSource

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
HOOK = "/services/T0/B0/T0PS3CRET"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@asynccontextmanager
async def sending_alerts(clock: MovableClock, **options: Any) -> AsyncIterator[Alerts]:
    guard = AddressGuard(LOOPBACK)
    sender = Sender(PooledTransport(guard))
    defaults: dict[str, Any] = {"public_url": "https://hooks.company.com/", "smtp_from": "hooks@company.com"}
    try:
        yield Alerts(AlertOptions(**defaults | options), guard, sender, IdSource(1, clock))
    finally:
        await sender.close()


def mail_options(server: MailServer, **options: Any) -> dict[str, Any]:
    return {"smtp_url": f"smtp://127.0.0.1:{server.port}", "emails": ("ops@company.com",)} | options


def change(kind: AlertKind, at: datetime = NOW, **fields: Any) -> Alert:
    defaults: dict[str, Any] = {"webhook_id": 7, "webhook_name": "Order Sync", "host": "crm.company.com"}
    return Alert(kind=kind, happened_at=at, **defaults | fields)


async def note(database: Database, alerts: Alerts, *changes: Alert) -> None:
    await database.write(lambda connection: alerts.note(connection, changes))


async def rows(database: Database) -> list[Any]:
    query = text("SELECT kind, target, attempt_count, next_at, sent_at, error FROM alerts ORDER BY id")
    return await database.read(lambda connection: list(connection.execute(query)))


async def kinds(database: Database) -> list[str]:
    return [row.kind for row in await rows(database)]


async def test_a_change_of_state_is_told_once_by_every_way(
    database: Database, clock: MovableClock, mail_server: MailServer, receiver: Receiver
) -> None:
    options = mail_options(mail_server, chat_url=receiver.url + HOOK)
    async with sending_alerts(clock, **options) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED, failures=10, limit=10))
        for _ in range(3):
            await alerts.send_due(database, clock)
            clock.move(hours=1)
    (mail,), (posted,) = mail_server.mails, receiver.requests
    assert mail.recipients == ("ops@company.com",)
    assert mail.message["Subject"] == "Order Sync is paused after 10 failed deliveries in a row"
    assert "https://hooks.company.com/deliveries?webhook=wh_00000000007" in mail.message.get_content()
    assert posted.json()["text"] == mail.message["Subject"]
    assert [(row.target, row.next_at, row.error) for row in await rows(database)] == [
        ("ops@company.com", None, ""),
        ("127.0.0.1", None, ""),
    ]


async def test_a_change_that_is_rolled_back_is_not_told(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:

        def work(connection: Connection) -> None:
            alerts.note(connection, [change(AlertKind.PAUSED)])
            raise ValueError("the change failed")

        with pytest.raises(ValueError, match="the change failed"):
            await database.write(work)
        await alerts.send_due(database, clock)
    assert await rows(database) == []
    assert mail_server.conversations == 0


async def test_a_webhook_with_an_address_of_its_own_tells_that_one(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.GONE, notify_email="jo@company.com, al@company.com"))
        await alerts.send_due(database, clock)
    assert {mail.recipients for mail in mail_server.mails} == {("jo@company.com",), ("al@company.com",)}


async def test_with_nowhere_to_send_to_nothing_is_stored(database: Database, clock: MovableClock) -> None:
    async with sending_alerts(clock) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED, notify_email="jo@company.com"))
        await alerts.send_due(database, clock)
    assert await rows(database) == []


async def test_what_fails_is_tried_again_after_1_5_and_30_minutes_then_given_up(
    database: Database, clock: MovableClock, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.refuse(*["451 try later"] * 9)
    waits: list[float | None] = []
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
        with caplog.at_level(logging.ERROR):
            for tries in range(1, 5):
                before = clock.moment
                await alerts.send_due(database, clock)
                (row,) = await rows(database)
                assert (row.attempt_count, row.sent_at) == (tries, None)
                assert row.error == "127.0.0.1 refused the message: 451 try later"
                due = row.next_at and datetime.fromtimestamp(row.next_at / 1_000_000, UTC)
                waits.append(due and (due - before).total_seconds())
                clock.moment = due or clock.moment + timedelta(days=1)
        await alerts.send_due(database, clock)
    assert waits == [60, 300, 1800, None]
    assert mail_server.conversations == 4


async def test_what_failed_arrives_later_and_once(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    mail_server.refuse("451 try later")
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
        for _ in range(4):
            await alerts.send_due(database, clock)
            clock.move(seconds=59)
    assert len(mail_server.mails) == 1
    (row,) = await rows(database)
    assert (row.attempt_count, row.next_at, row.error) == (2, None, "")


async def test_one_address_that_fails_holds_up_no_other(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    both = ("nobody@company.com", "ops@company.com")
    async with sending_alerts(clock, **mail_options(mail_server, emails=both)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
        await alerts.send_due(database, clock)
    assert [mail.recipients for mail in mail_server.mails] == [("ops@company.com",)]


async def test_what_a_dead_process_had_claimed_is_sent_by_the_next(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
        until = clock.moment + timedelta(minutes=3)
        claimed = await database.write(lambda c: claim_due(c, clock.moment, until, 8))
        assert len(claimed) == 1
        await alerts.send_due(database, clock)
        assert mail_server.conversations == 0
        clock.move(minutes=3)
        await alerts.send_due(database, clock)
    assert len(mail_server.mails) == 1


async def test_a_repetition_has_the_same_message_id(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED), change(AlertKind.GONE, webhook_id=8))
        await alerts.send_due(database, clock)
        # As after a kill between the sending and its note.
        again = text("UPDATE alerts SET next_at = created_at, sent_at = NULL")
        await database.write(lambda connection: connection.execute(again) and None)
        await alerts.send_due(database, clock)
    by_id: dict[str, set[str]] = {}
    for mail in mail_server.mails:
        by_id.setdefault(mail.message["Message-ID"], set()).add(mail.message["Subject"])
    assert len(mail_server.mails) == 4
    assert sorted(map(len, by_id.values())) == [1, 1]


async def test_hundreds_of_deliveries_given_up_are_one_message(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        for _ in range(30):
            given_up = [change(AlertKind.EXHAUSTED, clock.moment, given_up=1)] * 10
            await note(database, alerts, *given_up)
            clock.move(minutes=10)
        await alerts.send_due(database, clock)
    (mail,) = mail_server.mails
    assert mail.message["Subject"] == "Order Sync gave up a delivery"


async def test_a_webhook_that_comes_and_goes_is_told_of_once_an_hour_with_a_count(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        for _ in range(7):
            await note(database, alerts, change(AlertKind.EXHAUSTED, clock.moment, given_up=2))
            await note(database, alerts, change(AlertKind.RECOVERED, clock.moment))
            clock.move(minutes=10)
        await alerts.send_due(database, clock)
    assert await kinds(database) == ["exhausted", "recovered"] * 2
    assert [mail.message["Subject"] for mail in mail_server.mails] == [
        "Order Sync gave up 2 deliveries",
        "Order Sync delivers again",
        "Order Sync gave up 12 deliveries",
        "Order Sync delivers again",
    ]
    assert "12 deliveries since 2026-11-20 13:32 UTC" in mail_server.mails[2].message.get_content()


async def test_from_the_first_failure_to_the_recovery_every_step_is_told_once(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    steps = [
        AlertKind.EXHAUSTED,
        AlertKind.EXHAUSTED,
        AlertKind.WARNED_HALF,
        AlertKind.EXHAUSTED,
        AlertKind.WARNED_MOST,
        AlertKind.PAUSED,
        AlertKind.EXHAUSTED,
        AlertKind.RECOVERED,
        AlertKind.RECOVERED,
    ]
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, *[change(step, given_up=1) for step in steps])
    assert await kinds(database) == ["exhausted", "warned_half", "warned_most", "paused", "recovered"]


async def test_many_messages_leave_in_one_go(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, *[change(AlertKind.GONE, webhook_id=number) for number in range(30)])
        await alerts.send_due(database, clock)
    assert len(mail_server.mails) == 30


async def test_webhooks_do_not_silence_each_other(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        for webhook_id in (7, 8, 7, 8, 9):
            await note(database, alerts, change(AlertKind.EXHAUSTED, webhook_id=webhook_id, given_up=1))
        await note(database, alerts, *[change(AlertKind.RECOVERED, webhook_id=number) for number in (9, 10)])
    assert await kinds(database) == ["exhausted"] * 3 + ["recovered"]


async def test_a_channel_that_is_gone_from_the_settings_is_said(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
    async with sending_alerts(clock) as alerts:
        await alerts.send_due(database, clock)
    (row,) = await rows(database)
    assert row.error == "This channel is no longer set up."
    assert row.next_at is not None


async def test_old_messages_are_forgotten_and_waiting_ones_kept(
    database: Database, clock: MovableClock, mail_server: MailServer
) -> None:
    async with sending_alerts(clock, **mail_options(mail_server)) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
        await alerts.send_due(database, clock)
        await note(database, alerts, change(AlertKind.RECOVERED))
    later = NOW + timedelta(seconds=1)
    assert await database.write(lambda c: delete_old_alerts(c, NOW)) == 0
    assert await database.write(lambda c: delete_old_alerts(c, later)) == 1
    assert await kinds(database) == ["recovered"]


async def test_no_secret_is_stored_or_logged(
    database: Database,
    clock: MovableClock,
    mail_server: MailServer,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    receiver.answer(Answer(status=500, body=HOOK.encode()))
    smtp_url = f"smtp://jo:T0PS3CRET@127.0.0.1:{mail_server.port}"  # it lets nobody sign in
    options = mail_options(mail_server, smtp_url=smtp_url, chat_url=receiver.url + HOOK)
    async with sending_alerts(clock, **options) as alerts:
        await note(database, alerts, change(AlertKind.PAUSED))
        await alerts.send_due(database, clock)
        assert "S3CRET" not in repr(AlertOptions(**options))
    stored = await rows(database)
    assert [row.attempt_count for row in stored] == [1, 1]
    assert "S3CRET" not in f"{stored} {caplog.text}"
    assert "alert not sent" in caplog.text


async def test_a_test_message_takes_every_way_and_says_what_became_of_it(
    clock: MovableClock, mail_server: MailServer, receiver: Receiver
) -> None:
    receiver.answer(Answer(status=404, body=b"no_service"))
    options = mail_options(mail_server, chat_url=receiver.url + HOOK)
    async with sending_alerts(clock, **options) as alerts:
        tried = await alerts.send_test(NOW)
        told = await alerts.send_test(NOW, "jo@company.com")
    assert [(one.channel, one.target, bool(one.error)) for one in tried] == [
        (Channel.EMAIL, "ops@company.com", False),
        (Channel.CHAT, "127.0.0.1", True),
    ]
    assert told[0].target == "jo@company.com"
    assert "This is a test" in mail_server.mails[1].message.get_content()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"smtp_url": "mail.company.com"}, r"^WEBHOOK_DASHBOARD_SMTP_URL: write smtps://"),
        ({"smtp_url": "smtp://x", "smtp_from": ""}, r"^WEBHOOK_DASHBOARD_SMTP_FROM: '' is not an address"),
        ({"emails": ("ops",)}, r"^WEBHOOK_DASHBOARD_ALERT_EMAIL: 'ops' is not an address"),
        ({"chat_url": "hooks.slack.com"}, r"^WEBHOOK_DASHBOARD_ALERT_CHAT_URL: Write a URL"),
        ({"chat_url": "https://10.0.0.1/T0PS3CRET"}, r"^WEBHOOK_DASHBOARD_ALERT_CHAT_URL: 10\.0\.0\.1 is a"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_named(
    clock: MovableClock, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refused:
        async with sending_alerts(clock, **options):
            pass
    assert "S3CRET" not in refused.value.message


async def test_the_user_of_the_mail_server_is_the_sender_when_none_is_named(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    with MailServer(logins={"hooks@x.com": "pw"}) as server:
        smtp_url = f"smtp://hooks%40x.com:pw@127.0.0.1:{server.port}"
        options = mail_options(server, smtp_url=smtp_url, smtp_from="")
        async with sending_alerts(clock, **options) as alerts:
            await alerts.send_test(NOW)
        (mail,) = server.mails
    assert (mail.sender, mail.user) == ("hooks@x.com", "hooks@x.com")
