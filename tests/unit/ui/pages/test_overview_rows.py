"""What the Overview says about given counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.periods import parse_period, window_at
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.throughput_chart import ColumnCounts
from webhook_dashboard.ui.formatting import THIN_SPACE
from webhook_dashboard.ui.pages.overview import rows, sentences, tiles

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
ORDER_SYNC = WebhookSummary(
    id=1,
    name="Order Sync",
    url="https://api.partner.com/hooks?x=1",
    method="POST",
    event_types=("order.created", "order.updated", "order.shipped"),
    active=True,
    secret_hint="whsec_••••9Qa",
    revision=9,
    created_at=NOW,
    updated_at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
    health=Health(),
)
FAILING = replace(
    ORDER_SYNC,
    id=2,
    name="Customer CRM",
    url="https://crm.company.com/hooks/v2",
    health=Health(
        5, datetime(2026, 11, 20, 7, 12, tzinfo=UTC), "The TLS certificate of crm.company.com has expired."
    ),
)
OFF = replace(ORDER_SYNC, id=3, name="Supplier Portal", active=False)
DAY = Totals(total=1421, succeeded=1194, failed=10, average_ms=234)
NO_RETRIES = (0, None)


def _plain(text: str) -> str:
    return text.replace(THIN_SPACE, " ")


def _said(*args: object) -> str:
    said = sentences.to_sentence(*args)  # type: ignore[arg-type]
    until = f"{said.until}." if said.until_ms else ""
    return _plain(" ".join(part for part in (said.lead, said.red, said.tail + until) if part))


@pytest.mark.parametrize(
    ("day", "webhooks", "retries", "sentence"),
    [
        (
            DAY,
            [ORDER_SYNC, ORDER_SYNC],
            NO_RETRIES,
            "All 2 webhooks deliver. 99.2 % in 24 h, typical answer 0.2 s.",
        ),
        (DAY, [ORDER_SYNC], NO_RETRIES, "The one webhook delivers. 99.2 % in 24 h, typical answer 0.2 s."),
        (
            DAY,
            [ORDER_SYNC, FAILING],
            (41, NOW + timedelta(seconds=37)),
            "99.2 % delivered in 24 h. 1 webhook is failing. 41 retries waiting, next in 0:37.",
        ),
        (DAY, [FAILING, FAILING], NO_RETRIES, "99.2 % delivered in 24 h. 2 webhooks are failing."),
        (DAY, [ORDER_SYNC], (1, NOW), "99.2 % delivered in 24 h. 1 retry waiting, next now."),
        (
            DAY,
            [ORDER_SYNC],
            (10_001, NOW + timedelta(minutes=2)),
            "99.2 % delivered in 24 h. Over 10,000 retries waiting, next in 2:00.",
        ),
        (Totals(), [ORDER_SYNC], NO_RETRIES, "Nothing was sent in 24 h."),
        (Totals(total=3), [ORDER_SYNC], NO_RETRIES, "Nothing has arrived yet in 24 h."),
        (DAY, [OFF], NO_RETRIES, "No webhook is sending."),
        (Totals(), [], NO_RETRIES, "No webhook is sending."),
    ],
)
def test_one_sentence_says_how_it_is(
    day: Totals, webhooks: list[WebhookSummary], retries: tuple[int, datetime | None], sentence: str
) -> None:
    assert _said(day, webhooks, retries, NOW) == sentence


def test_the_cause_is_that_of_the_webhook_that_fails_for_longest() -> None:
    later = replace(FAILING, id=4, name="Later", health=replace(FAILING.health, failing_since=NOW))
    cause = sentences.to_cause([ORDER_SYNC, later, FAILING], {2: Totals(total=214)})
    assert cause.text == (
        "Customer CRM: the TLS certificate of crm.company.com has expired. 214 deliveries wait."
    )
    assert cause.href.startswith("/deliveries?webhook=wh_")
    assert sentences.to_cause([FAILING], {}).text.endswith("has expired.")
    assert sentences.to_cause([ORDER_SYNC, replace(FAILING, active=False)], {}) == sentences.CauseLine()


def _tiles(now_totals: Totals, before: Totals) -> dict[str, tuple[str, str, str, bool]]:
    return {
        tile.label: (_plain(tile.figure), _plain(tile.share), _plain(tile.change), tile.worse)
        for tile in tiles.to_tiles(now_totals, before, [])
    }


def test_each_figure_stands_beside_what_it_was_before() -> None:
    now_totals = Totals(32_725, 32_456, 269, 0, 234.2, 812.0)
    before = Totals(31_078, 30_892, 186, 0, 241.0, 779.0)
    assert _tiles(now_totals, before) == {
        "Deliveries": ("32,725", "", "↑ 5.3 % from 31,078", False),
        "Delivered": ("32,456", "99.2 %", "↓ 0.2 points from 99.4 %", False),
        "Failed": ("269", "0.8 %", "↑ 83 from 186", True),
        "Average": ("234 ms", "", "↓ 7 ms from 241", False),
        "p95": ("812 ms", "", "↑ 33 ms from 779", False),
    }


def test_fewer_failures_are_not_painted_red() -> None:
    assert _tiles(Totals(10, 9, 1), Totals(10, 8, 2))["Failed"] == ("1", "10.0 %", "↓ 1 from 2", False)


def test_without_a_time_before_nothing_is_compared() -> None:
    shown = _tiles(Totals(3, 1, 2, 0, 20.0, 30.0), Totals())
    assert {change for _, _, change, _ in shown.values()} == {tiles.NOTHING_BEFORE}
    assert not any(worse for *_, worse in shown.values())


def test_without_any_delivery_the_figures_are_dashes() -> None:
    shown = _tiles(Totals(), Totals())
    assert shown["Delivered"][:2] == ("0", "–")
    assert shown["p95"] == ("–", "", "", False)


def test_an_unchanged_figure_is_the_same() -> None:
    shown = _tiles(Totals(10, 10, 0, 0, 20.0, 30.0), Totals(10, 10, 0, 0, 20.0, 30.0))
    assert shown["Deliveries"][2] == "the same, 10"
    assert shown["Delivered"][2] == "the same, 100 %"


@pytest.mark.parametrize(
    ("period", "count", "ticks", "title"),
    [
        ("30d", 30, ["26 Oct", "2 Nov", "9 Nov", "16 Nov", "Today"], "Fri 20 Nov"),
        ("7d", 27, ["Sun 15", "Mon 16", "Tue 17", "Wed 18", "Thu 19", "Now"], None),
        ("24h", 25, ["16:00", "20:00", "00:00", "04:00", "08:00", "Now"], "14:00 to 14:33"),
    ],
)
def test_columns_are_named_where_weeks_days_or_hours_begin(
    period: str, count: int, ticks: list[str], title: str | None
) -> None:
    window = window_at(parse_period(period), NOW, BERLIN)
    columns = rows.to_columns(window, BERLIN)
    assert len(columns) == count
    assert [column.tick for column in columns if column.tick] == ticks
    if title:
        assert columns[-1].title == title


def test_a_column_holds_what_came_to_an_end_and_what_waits() -> None:
    assert rows.to_counts([Bar(NOW, Totals(5, 3, 1))]) == [ColumnCounts(3, 1, 1)]


def test_a_column_leads_to_its_rows_of_the_log() -> None:
    window = window_at(parse_period("30d"), NOW, BERLIN)
    columns = rows.to_columns(window, BERLIN)
    assert columns[-2].href == "/deliveries?since=2026-11-18T23%3A00Z&until=2026-11-19T23%3A00Z"


def test_failing_webhooks_come_first_then_the_busiest() -> None:
    busy = replace(ORDER_SYNC, id=9, name="Busy")
    counts = {9: Totals(total=100), 1: Totals(total=5)}
    assert rows.order_webhooks([ORDER_SYNC, OFF, FAILING, busy], counts) == [2, 9, 1]
    assert rows.order_webhooks([OFF], {}) == [3]


def test_a_row_tells_figures_and_state() -> None:
    bars = [Bar(NOW, Totals(3, 2, 1))]
    row = rows.to_webhook_row(FAILING, Totals(2345, 2341, 4, 0, 300, 540), bars, NOW, BERLIN)
    assert (row.host, row.event_count, row.deliveries, _plain(row.success)) == (
        "crm.company.com",
        "3",
        "2,345",
        "99.8 %",
    )
    assert (row.kind, row.fact) == ("failing", "since 08:12")
    assert _plain(row.phone) == "2,345 · 99.8 % · p95 540 ms"
    assert "<svg" in row.bars


def test_a_webhook_for_every_event_and_to_an_inbox_says_so() -> None:
    inbox = replace(ORDER_SYNC, url="/inbox/k3v9tz", event_types=("*",))
    row = rows.to_webhook_row(inbox, Totals(), [], NOW, BERLIN)
    assert (row.host, row.event_count, row.success, row.p95, row.bars) == ("test inbox", "all", "–", "–", "")


@pytest.mark.parametrize(
    ("webhook", "state"),
    [(OFF, ("off", "3 Nov")), (replace(OFF, revision=1), ("unused", "")), (ORDER_SYNC, ("active", ""))],
)
def test_a_webhook_that_is_off_was_switched_off_or_never_sent(
    webhook: WebhookSummary, state: tuple[str, str]
) -> None:
    row = rows.to_webhook_row(webhook, Totals(), [], NOW, BERLIN)
    assert (row.kind, row.fact) == state


def test_how_many_send_is_one_line() -> None:
    assert rows.to_second_line([ORDER_SYNC, OFF]) == "1 sending, 1 not"
    assert rows.to_second_line([ORDER_SYNC]) == "1 sending"
    paused, broken = replace(ORDER_SYNC, paused_at=NOW), replace(ORDER_SYNC, breaker_opened_at=NOW)
    assert rows.to_second_line([ORDER_SYNC, paused, broken]) == "2 sending, 1 not"


def test_the_highest_column_counts_what_waits() -> None:
    assert rows.highest_of([Bar(NOW, Totals(10, 3, 1)), Bar(NOW, Totals(2, 2))]) == 10
    assert rows.highest_of([]) == 0
