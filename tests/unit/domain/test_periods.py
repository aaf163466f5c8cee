"""Where periods begin and into which bars they are cut, in every zone and when the clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.periods import PERIODS, Period, Window, parse_period, window_at

DAY, WEEK, MONTH = PERIODS
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, 500, tzinfo=UTC)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",  # clocks change at midnight
    "America/Santiago",  # there is a midnight that does not exist
    "Asia/Kolkata",  # half an hour off
    "Asia/Kathmandu",  # three quarters of an hour off
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Pacific/Kiritimati",  # 14 hours ahead
    "Pacific/Marquesas",
]
moments = st.datetimes(datetime(2024, 1, 2), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.sampled_from(PERIODS), moments, st.sampled_from(ZONES))
@example(DAY, datetime(2026, 3, 29, 14, 0, tzinfo=UTC), "Europe/Berlin")  # an hour is skipped
@example(DAY, datetime(2026, 10, 25, 14, 0, tzinfo=UTC), "Europe/Berlin")  # an hour comes twice
@example(WEEK, datetime(2026, 10, 25, 14, 0, tzinfo=UTC), "Europe/Berlin")
@example(MONTH, datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/Havana")
@example(WEEK, datetime(2026, 9, 6, 4, 30, tzinfo=UTC), "America/Santiago")
@example(DAY, datetime(2026, 4, 5, 15, 15, tzinfo=UTC), "Australia/Lord_Howe")
def test_bars_part_the_window_without_gap_or_overlap(period: Period, now: datetime, zone: str) -> None:
    window = window_at(period, now, ZoneInfo(zone))
    assert list(window.bars) == sorted(set(window.bars))
    assert window.bars[0] <= window.start < (*window.bars, window.end)[1]  # the first bar holds the start
    assert window.bars[-1] < window.end
    longest = timedelta(hours=period.bar_hours + 1)  # the hour that comes twice
    assert all(later - earlier <= longest for earlier, later in pairwise((*window.bars, window.end)))


@given(st.sampled_from(PERIODS), moments, st.sampled_from(ZONES))
def test_a_window_holds_the_present_and_begins_where_the_counts_have_a_row(
    period: Period, now: datetime, zone: str
) -> None:
    window = window_at(period, now, ZoneInfo(zone))
    assert window.start <= now < window.end <= now + timedelta(minutes=1)
    assert window.start.second == window.start.microsecond == 0
    if period is not DAY:  # these are read from the counts by the hour
        assert all(bar.minute == 0 for bar in (window.start, *window.bars))


@given(st.sampled_from(PERIODS), moments, st.sampled_from(ZONES))
def test_it_is_compared_with_as_long_a_stretch_that_ends_earlier(
    period: Period, now: datetime, zone: str
) -> None:
    window = window_at(period, now, ZoneInfo(zone))
    assert window.before_end - window.before == window.end - window.start
    assert window.end - window.before_end == timedelta(days=period.days)


def hours(window: Window, zone: ZoneInfo) -> list[str]:
    return [f"{bar.astimezone(zone):%d %H:%M}" for bar in window.bars]


def test_a_day_rolls_with_the_minute_and_its_bars_are_full_hours_of_the_zone() -> None:
    window = window_at(DAY, NOW, ZoneInfo("Asia/Kolkata"))
    assert window.start == datetime(2026, 11, 19, 13, 33, tzinfo=UTC)
    assert window.end == datetime(2026, 11, 20, 13, 33, tzinfo=UTC)
    bars = hours(window, ZoneInfo("Asia/Kolkata"))
    assert (len(bars), bars[0], bars[1], bars[-1]) == (25, "19 19:00", "19 20:00", "20 19:00")


def test_a_full_hour_has_no_extra_bar() -> None:
    now = datetime(2026, 11, 20, 13, 59, 59, tzinfo=UTC)
    assert len(window_at(DAY, now).bars) == 24


def test_a_week_is_today_and_the_six_days_before_in_quarters_of_days() -> None:
    window = window_at(WEEK, NOW, BERLIN)
    assert window.start == datetime(2026, 11, 13, 23, 0, tzinfo=UTC)
    bars = hours(window, BERLIN)
    assert (len(bars), bars[0], bars[1], bars[-1]) == (27, "14 00:00", "14 06:00", "20 12:00")


def test_a_month_has_a_bar_a_day_that_begins_at_midnight_on_both_sides_of_a_change() -> None:
    window = window_at(MONTH, datetime(2026, 11, 5, 9, tzinfo=UTC), BERLIN)
    assert len(window.bars) == 30
    assert {bar.astimezone(BERLIN).hour for bar in window.bars} == {0}
    assert {bar.hour for bar in window.bars} == {22, 23}


def test_the_hour_that_comes_twice_has_two_bars() -> None:
    window = window_at(DAY, datetime(2026, 10, 25, 12, 59, 30, tzinfo=UTC), BERLIN)
    assert hours(window, BERLIN).count("25 02:00") == 2


def test_a_day_begins_at_the_full_hour_before_midnight_where_zones_are_half_an_hour_off() -> None:
    window = window_at(WEEK, NOW, ZoneInfo("Asia/Kolkata"))
    assert window.start == datetime(2026, 11, 13, 18, 0, tzinfo=UTC)  # midnight is 18:30


def test_periods_are_found_by_their_words() -> None:
    assert [parse_period(period.key) for period in PERIODS] == list(PERIODS)
    with pytest.raises(InvalidInput, match=r"^period: expected 24h, 7d or 30d; got '1y'\.$"):
        parse_period("1y")
