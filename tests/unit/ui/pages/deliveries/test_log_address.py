"""What the address of the log says, and that nothing in it can do harm."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.ui.pages.deliveries.log_samples import NOW
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id
from webhook_dashboard.domain.periods import PERIODS
from webhook_dashboard.storage.delivery_log import LogFilter
from webhook_dashboard.ui.pages.deliveries.address import LogAddress, parse_address
from webhook_dashboard.ui.row_parts import delivery_href, log_href

SINCE, UNTIL = datetime(2026, 11, 12, tzinfo=UTC), datetime(2026, 11, 13, 8, 30, tzinfo=UTC)


def parse(href: str) -> LogAddress:
    query = href.partition("?")[2]
    return parse_address(dict(pair.split("=", 1) for pair in query.split("&") if pair))


@pytest.mark.parametrize(
    "address",
    [
        LogAddress(),
        LogAddress(webhook_id=7, statuses=(Status.FAILED,), event_type="order.created", period=PERIODS[1]),
        LogAddress(statuses=(Status.PENDING, Status.RETRYING), since=SINCE, until=UNTIL),
        LogAddress(since=SINCE.replace(second=9), before_id=12, shown_id=99),
        LogAddress(after_id=12),
    ],
)
def test_what_is_written_is_read_again(address: LogAddress) -> None:
    assert parse(address.href()) == address


def test_the_links_of_other_screens_are_understood() -> None:
    href = log_href(webhook_id=7, status="failed", event_type="order.created", since=SINCE, until=UNTIL)
    address = LogAddress(7, (Status.FAILED,), "order.created", None, SINCE, UNTIL)
    assert parse(href.replace("%3A", ":")) == address
    assert parse(delivery_href(99)) == LogAddress(shown_id=99)


@pytest.mark.parametrize(
    "query",
    [
        {"webhook": "wh_1"},
        {"webhook": encode_id(DELIVERY, 5)},
        {"status": "lost"},
        {"type": "a b<script>"},
        {"period": "1y"},
        {"since": "yesterday"},
        {"since": "0001-01-01T00:00+14:00", "until": "9999-12-31T23:59-12:00"},
        {"before": "whd_!", "after": "", "id": "whd_zzzzzzzzzzz"},
    ],
)
def test_what_makes_no_sense_is_left_out(query: dict[str, str]) -> None:
    assert parse_address(query) == LogAddress()


def test_a_time_without_a_zone_is_utc() -> None:
    assert parse_address({"since": "2026-11-12T00:00"}).since == SINCE


def test_a_period_wins_over_a_range_and_older_over_newer() -> None:
    address = parse_address(
        {
            "period": "7d",
            "since": "2026-11-12",
            "before": encode_id(DELIVERY, 3),
            "after": encode_id(DELIVERY, 4),
        }
    )
    assert address == LogAddress(period=PERIODS[1], before_id=3)


def test_a_period_begins_where_the_overview_says_and_has_no_end() -> None:
    wanted = LogAddress(period=PERIODS[0]).log_filter(NOW, UTC)
    assert wanted == LogFilter(since=NOW.replace(second=0) - timedelta(hours=23, minutes=59))


def test_filters_are_counted_a_range_once() -> None:
    assert not LogAddress(shown_id=1, before_id=2).is_filtered
    assert LogAddress(1, (Status.FAILED,), "a", None, SINCE, UNTIL).filter_count == 4


def test_a_panel_is_opened_by_adding_an_id() -> None:
    shown = encode_id(DELIVERY, 99)
    assert LogAddress(shown_id=1).href_before_id() + shown == f"/deliveries?id={shown}"
    of_webhook = LogAddress(webhook_id=7, shown_id=1)
    assert of_webhook.href_before_id() + shown == f"/deliveries?webhook={encode_id(WEBHOOK, 7)}&id={shown}"
    assert parse(of_webhook.href_before_id() + shown).shown_id == 99
