"""The filters of the log as chips and choices."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.ui.pages.deliveries.log_samples import NOW, make_webhook
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.periods import PERIODS
from webhook_dashboard.ui.pages.deliveries.address import LogAddress
from webhook_dashboard.ui.pages.deliveries.filters import Offer, to_chips, to_fields

OFFER = Offer([make_webhook()], ["order.created"])
SINCE = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)


def words(address: LogAddress) -> list[tuple[str, str, str]]:
    return [(chip.label, chip.operator, chip.value) for chip in to_chips(address, OFFER, NOW, UTC)]


def test_without_filters_there_are_no_chips() -> None:
    assert words(LogAddress(shown_id=4, before_id=9)) == []


def test_each_filter_is_a_chip_in_words() -> None:
    address = LogAddress(3, (Status.FAILED, Status.CANCELLED), "order.created", PERIODS[0])
    assert words(address) == [
        ("Time", "last", "24 hours"),
        ("Webhook", "is", "Customer CRM"),
        ("Status", "is", "Failed or Cancelled"),
        ("Event", "is", "order.created"),
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (LogAddress(since=SINCE), ("Time", "since", "Fri 08:12")),
        (LogAddress(until=SINCE), ("Time", "before", "Fri 08:12")),
        (
            LogAddress(since=datetime(2026, 11, 2, tzinfo=UTC), until=SINCE),
            ("Time", "from", "2 Nov to Fri 08:12"),
        ),
        (LogAddress(webhook_id=8), ("Webhook", "is", "deleted webhook")),
    ],
)
def test_ranges_and_deleted_webhooks_have_words(address: LogAddress, expected: tuple[str, str, str]) -> None:
    assert words(address) == [expected]


def test_the_cross_of_a_chip_takes_only_its_filter_away() -> None:
    address = LogAddress(3, (Status.FAILED,), "order.created", None, SINCE, before_id=5, shown_id=6)
    cleared = {chip.label: chip.clear for chip in to_chips(address, OFFER, NOW, UTC)}
    assert cleared["Time"] == LogAddress(3, (Status.FAILED,), "order.created").href()
    assert cleared["Webhook"] == LogAddress(None, (Status.FAILED,), "order.created", None, SINCE).href()
    assert cleared["Status"] == LogAddress(3, (), "order.created", None, SINCE).href()
    assert cleared["Event"] == LogAddress(3, (Status.FAILED,), None, None, SINCE).href()


@pytest.mark.parametrize(
    "address",
    [
        LogAddress(),
        LogAddress(3, (Status.FAILED,), "order.created", PERIODS[2]),
        LogAddress(
            8, (Status.FAILED, Status.PENDING), "not.in.the.log", None, SINCE, SINCE + timedelta(hours=1)
        ),
    ],
)
def test_what_is_chosen_is_always_among_the_choices(address: LogAddress) -> None:
    for field in to_fields(address, OFFER):
        hrefs = [href for href, _ in field.options]
        assert field.chosen in hrefs
        assert len(hrefs) == len(set(hrefs))


def test_a_choice_keeps_the_other_filters() -> None:
    fields = {
        field.name: {label: href for href, label in field.options}
        for field in to_fields(LogAddress(3, before_id=4), OFFER)
    }
    assert fields["status"]["Failed"] == LogAddress(3, (Status.FAILED,)).href()
    assert fields["type"]["order.created"] == LogAddress(3, event_type="order.created").href()
    assert fields["time"]["Last 7 days"] == LogAddress(3, period=PERIODS[1]).href()
    assert fields["webhook"]["All webhooks"] == "/deliveries"


def test_what_waits_for_its_turn_and_what_is_on_its_way_are_one_choice_with_one_word() -> None:
    waiting = LogAddress(statuses=(Status.PENDING, Status.SENDING))
    fields = {field.name: field for field in to_fields(waiting, OFFER)}
    assert (waiting.href(), "Pending") in fields["status"].options
    assert words(waiting) == [("Status", "is", "Pending")]
    labels = [label for _, label in fields["status"].options]
    assert len(labels) == len(set(labels))
