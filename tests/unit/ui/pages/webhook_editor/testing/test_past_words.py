"""Sending events of the past, in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.services.past_events import PastCount, PastEvents
from webhook_dashboard.ui.pages.webhook_editor.testing import past_words

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(("chosen", "hours"), [("1h", 1), ("24h", 24), ("7d", 168)])
def test_a_range_ends_now(chosen: str, hours: int) -> None:
    wanted = past_words.wanted_events(chosen, "", "", "10", now=NOW, zone=BERLIN)
    assert wanted == PastEvents(NOW - timedelta(hours=hours), NOW, 10.0)


def test_a_custom_range_is_in_the_zone_of_the_reader() -> None:
    wanted = past_words.wanted_events(
        past_words.CUSTOM, "2026-11-20T08:00", "2026-11-20T09:30", "1", now=NOW, zone=BERLIN
    )
    assert (wanted.since, wanted.until) == (
        datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    )
    assert past_words.to_field(wanted.since, BERLIN) == "2026-11-20T08:00"


def test_a_time_that_is_missing_is_asked_for() -> None:
    with pytest.raises(InvalidInput, match="since: choose day and time"):
        past_words.wanted_events(past_words.CUSTOM, "", "2026-11-20T09:30", "1", now=NOW, zone=BERLIN)


def test_the_count_says_what_is_sent_what_is_stopped_and_how_long_it_takes() -> None:
    view = past_words.say_count(PastCount(312, 88, 31.2, False), "10")
    assert view.title == "312 events would be sent."
    assert view.detail == "88 are stopped by the filter. At 10 a second this takes 32 s."
    assert view.button == "Send 312 events"


def test_one_event_is_one() -> None:
    view = past_words.say_count(PastCount(1, 1, 0.1, False), "10")
    assert view.title == "1 event would be sent."
    assert view.detail == "1 is stopped by the filter. At 10 a second this takes 1 s."
    assert view.button == "Send 1 event"
    assert past_words.say_sent(1, 0.1).title == "1 event is on the way."


def test_where_there_is_nothing_to_send_there_is_no_button() -> None:
    assert past_words.say_count(PastCount(0, 0, 0.0, False), "10").button == ""
    assert past_words.say_count(PastCount(0, 5, 0.0, False), "10").detail == "5 are stopped by the filter."


def test_too_many_are_cut_and_said_to_be() -> None:
    view = past_words.say_count(PastCount(10_000, 0, 1_000.0, True), "10")
    assert view.title == "The oldest 10,000 events would be sent; there are more."
    assert view.detail == "At 10 a second this takes 16 min."


def test_what_was_begun_says_when_it_ends() -> None:
    view = past_words.say_sent(312, 31.2)
    assert view.title == "312 events are on the way."
    assert view.detail.startswith("The last one is sent in about 32 s.")
