"""The demonstration tells exactly the figures of the design, and its counts are those of its rows."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, text

from webhook_dashboard.demo.company import INBOX_TOKEN, MATRIX, RECEIVERS
from webhook_dashboard.demo.filling import fill
from webhook_dashboard.demo.past import Simulation, hold_and_queue
from webhook_dashboard.demo.plan import make_plan
from webhook_dashboard.domain.deliveries import OPEN_STATUSES, Status
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.periods import Window, parse_period, window_at
from webhook_dashboard.domain.signing import verify_request
from webhook_dashboard.storage import (
    delivery_details,
    delivery_log,
    inboxes,
    statistics,
    webhook_revisions,
    webhooks,
)
from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.delivery_log import LogFilter
from webhook_dashboard.storage.migrate import migrate
from webhook_dashboard.storage.vault import Vault

NOW = datetime(2026, 11, 20, 13, 32, 7, 250_000, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled database, read by one connection, and the key of its secrets."""

    connection: Connection
    vault: Vault

    @property
    def ids(self) -> dict[str, int]:
        """The webhooks' ids by name."""
        return {webhook.name: webhook.id for webhook in webhooks.list_webhooks(self.connection)}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    path: Path = tmp_path_factory.mktemp("demo") / "demo.db"
    database = Database(f"sqlite:///{path}")
    vault = Vault([Fernet.generate_key().decode()])
    migrate(database.write_engine)
    database.writing(lambda connection: fill(connection, vault, NOW, BERLIN)).result()
    with database.reading() as connection:
        yield Filled(connection, vault)
    database.close()


def period(key: str) -> Window:
    return window_at(parse_period(key), NOW, BERLIN)


def test_thirty_days_are_those_of_the_pictures(filled: Filled) -> None:
    totals = statistics.read_totals(filled.connection, period("30d"))
    assert (totals.total, totals.failed, totals.waiting) == (32_725, 269, 217)
    assert totals.succeeded == 32_725 - 269 - 217
    assert round(100 * (totals.success_share or 0), 1) == 99.2
    assert round(totals.average_ms or 0) == 234
    assert round(totals.p95_ms or 0) == 812


def test_they_are_compared_with_the_thirty_days_before(filled: Filled) -> None:
    before = statistics.read_totals_before(filled.connection, period("30d"))
    assert (before.total, before.failed, before.waiting) == (31_078, 186, 0)
    assert round(100 * (before.success_share or 0), 1) == 99.4
    assert round(before.average_ms or 0) == 241
    assert round(before.p95_ms or 0) == 779


def test_a_day_has_1421_deliveries_of_which_217_wait(filled: Filled) -> None:
    totals = statistics.read_totals(filled.connection, period("24h"))
    assert (totals.total, totals.succeeded, totals.failed, totals.waiting) == (1_421, 1_194, 10, 217)
    assert statistics.read_retries(filled.connection) == (41, NOW + timedelta(seconds=37))


@pytest.mark.parametrize(
    ("name", "total", "failed", "p95_ms"),
    [
        ("Order Sync", 5_678, 31, 468),
        ("Inventory Update", 12_345, 187, 402),
        ("Customer CRM", 2_345, 4, 540),
        ("Accounting Sync", 8_901, 46, 1_640),
        ("Slack Notifications", 3_456, 1, 210),
    ],
)
def test_each_webhook_has_its_share(filled: Filled, name: str, total: int, failed: int, p95_ms: int) -> None:
    totals = statistics.read_by_webhook(filled.connection, period("30d"))[filled.ids[name]]
    assert (totals.total, totals.failed) == (total, failed)
    assert totals.p95_ms == pytest.approx(p95_ms, abs=0.5)


@pytest.mark.parametrize("key", ["24h", "7d", "30d"])
def test_the_counts_are_those_of_the_rows(filled: Filled, key: str) -> None:
    window = period(key)
    rows = delivery_log.list_deliveries(
        filled.connection, LogFilter(since=window.start, until=window.end), limit=EVERY
    )
    for webhook_id, totals in statistics.read_by_webhook(filled.connection, window).items():
        mine = [row for row in rows if row.webhook_id == webhook_id]
        durations = [row.duration_ms or 0 for row in mine if row.status is Status.SUCCEEDED]
        assert len(mine) == totals.total
        assert len(durations) == totals.succeeded
        assert sum(row.status is Status.FAILED for row in mine) == totals.failed
        assert sum(durations) / len(durations) == pytest.approx(totals.average_ms)
    assert len(rows) == statistics.read_totals(filled.connection, window).total


def test_the_matrix_says_who_gets_what(filled: Filled) -> None:
    names = {receiver.key: receiver.name for receiver in RECEIVERS}
    rows = delivery_log.list_deliveries(filled.connection, LogFilter(), limit=EVERY)
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        found[row.event_type, row.webhook_name] = found.get((row.event_type, row.webhook_name), 0) + 1
    assert found == {
        (event_type, names[key]): count for event_type, row in MATRIX.items() for key, count in row.items()
    }


def test_the_filter_of_a_webhook_explains_who_got_an_order_and_who_did_not(filled: Filled) -> None:
    found = webhooks.find_webhook(filled.connection, filled.ids["Order Sync"])
    assert found is not None
    condition = parse_filter(found.summary.filters["order.created"])
    events = filled.connection.execute(text("SELECT id, data FROM events WHERE type = 'order.created'")).all()
    passing = {row.id for row in events if condition.matches(json.loads(row.data), "order.created")}
    got = filled.connection.execute(
        text("SELECT event_id FROM deliveries WHERE webhook_id = :id AND event_type = 'order.created'"),
        {"id": filled.ids["Order Sync"]},
    )
    skipped = filled.connection.execute(text("SELECT event_id FROM skips WHERE reason = 'filtered'"))
    assert set(got.scalars()) == passing
    assert set(skipped.scalars()) == {row.id for row in events} - passing
    assert (len(events), len(passing)) == (2_753, 2_141)


def test_every_save_of_a_webhook_is_there_and_changed_something(filled: Filled) -> None:
    for webhook in webhooks.list_webhooks(filled.connection):
        saves = webhook_revisions.list_revisions(filled.connection, webhook.id)
        assert [save.revision for save in saves] == list(range(webhook.revision, 0, -1))
        assert saves[0].snapshot == webhook.columns()
        assert all(one.snapshot != before.snapshot for one, before in pairwise(saves))
        assert all(one.saved_at > before.saved_at for one, before in pairwise(saves))


def test_failures_have_the_causes_of_the_design(filled: Filled) -> None:
    wanted = LogFilter(statuses=(Status.FAILED,))
    causes: dict[object, int] = {}
    for row in delivery_log.list_deliveries(filled.connection, wanted, limit=EVERY):
        cause = (row.webhook_name, row.response_code or row.error_kind)
        causes[cause] = causes.get(cause, 0) + 1
    assert causes == {
        ("Inventory Update", "connection_refused"): 162,
        ("Accounting Sync", 401): 41,
        ("Order Sync", 500): 31,
        ("Inventory Update", 422): 25,
        ("Accounting Sync", 400): 5,
        ("Customer CRM", "read_timeout"): 4,
        ("Slack Notifications", 404): 1,
    }


def test_only_the_receiver_with_the_expired_certificate_is_failing(filled: Filled) -> None:
    failing = [one for one in webhooks.list_webhooks(filled.connection) if one.health.is_failing]
    assert [one.name for one in failing] == ["Customer CRM"]
    since = failing[0].health.failing_since
    assert since is not None
    assert NOW - since == pytest.approx(timedelta(hours=6, minutes=20), abs=timedelta(seconds=1))


def test_nothing_is_due_at_the_start(filled: Filled) -> None:
    waiting = LogFilter(statuses=OPEN_STATUSES)
    rows = delivery_log.list_deliveries(filled.connection, waiting, limit=EVERY)
    by_status = Counter(row.status for row in rows)
    assert by_status == {Status.RETRYING: 41, Status.HELD: 176}
    assert min(row.next_at for row in rows if row.next_at) == NOW + timedelta(seconds=37)


def test_a_past_request_can_be_verified_with_the_secret_of_its_webhook(filled: Filled) -> None:
    wanted = LogFilter(statuses=(Status.SUCCEEDED,))
    for row in delivery_log.list_deliveries(filled.connection, wanted, limit=20):
        detail = delivery_details.find_delivery(filled.connection, row.id)
        sealed = webhooks.find_webhook(filled.connection, row.webhook_id)
        assert detail is not None
        assert sealed is not None
        attempt = detail.attempts[-1]
        body = attempt.body_of(detail.event)
        secrets = (filled.vault.open(sealed.sealed_secret),)
        verdict = verify_request(dict(attempt.request_headers), body, secrets, attempt.started_at)
        assert verdict.verdict == "valid"
        assert json.loads(body)


def test_phases_add_up_to_the_time_of_their_attempt(filled: Filled) -> None:
    for row in delivery_log.list_deliveries(filled.connection, LogFilter(), limit=300):
        detail = delivery_details.find_delivery(filled.connection, row.id)
        assert detail is not None
        for attempt in detail.attempts:
            phases = attempt.phases
            parts = (phases.dns_ms, phases.connect_ms, phases.tls_ms, phases.wait_ms, phases.read_ms)
            assert sum(part or 0 for part in parts) == pytest.approx(attempt.duration_ms, abs=0.01)


def test_the_inbox_holds_nine_requests_one_wrong_and_one_unsigned(filled: Filled) -> None:
    verdicts = [request.verdict for request in inboxes.list_requests(filled.connection, INBOX_TOKEN)]
    assert len(verdicts) == 9
    assert sorted(verdict for verdict in verdicts if verdict != "valid") == ["none", "wrong"]


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Kolkata"])
@pytest.mark.parametrize("hour", [0, 9, 23])
def test_the_figures_do_not_depend_on_when_and_where_it_starts(zone: str, hour: int) -> None:
    now = datetime(2026, 3, 29, hour, 58, 3, tzinfo=UTC)
    chance = random.Random(1)
    plan = make_plan(chance, now, ZoneInfo(zone))
    simulation = Simulation(plan, chance, {receiver.key: receiver for receiver in RECEIVERS})
    pasts = [past for event in plan.events for past in simulation.deliveries_of(event)]
    hold_and_queue([past for past in pasts if past.status in OPEN_STATUSES], chance, now)
    window = window_at(parse_period("30d"), now, ZoneInfo(zone))
    assert all(window.start <= past.created_at <= now for past in pasts)
    by_status = {status: sum(past.status is status for past in pasts) for status in Status}
    assert by_status[Status.FAILED] == 269
    assert by_status[Status.RETRYING] == 41
    assert by_status[Status.PENDING] == 176
    assert len(pasts) == 32_725
