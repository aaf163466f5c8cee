"""The strip above the log: its bars and its words."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.unit.ui.pages.deliveries.log_samples import NOW
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.ui.pages.deliveries.histogram import (
    MAX_BARS,
    bars_of,
    draw_histogram,
    say_end,
    say_moment,
)


def test_without_a_range_it_is_the_last_day_in_quarter_hours() -> None:
    window = bars_of(None, None, NOW)
    assert len(window.bars) == 96
    assert window.end == datetime(2026, 11, 20, 13, 34, tzinfo=UTC)
    assert window.end - window.start == timedelta(days=1)
    assert window.bars[1] - window.bars[0] == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("since", "until", "bars", "step"),
    [
        (NOW - timedelta(minutes=30), None, 32, timedelta(minutes=1)),
        (NOW - timedelta(days=7), None, 85, timedelta(hours=2)),
        (NOW - timedelta(days=30), NOW - timedelta(days=29), 25, timedelta(hours=1)),
        (NOW + timedelta(days=1), None, 1, timedelta(minutes=1)),
    ],
)
def test_a_range_is_cut_into_whole_minutes_or_hours(
    since: datetime, until: datetime | None, bars: int, step: timedelta
) -> None:
    window = bars_of(since, until, NOW)
    assert len(window.bars) == bars
    assert all(later - sooner == step for sooner, later in pairwise(window.bars))
    assert window.bars[0] == window.start <= max(since, window.start)
    assert window.bars[-1] < window.end <= window.bars[-1] + step


@pytest.mark.parametrize("year", [2000, 2200])
def test_no_range_has_more_bars_than_the_strip_holds(year: int) -> None:
    for since, until in ((datetime(year, 1, 1, tzinfo=UTC), None), (None, datetime(year, 1, 1, tzinfo=UTC))):
        assert 1 <= len(bars_of(since, until, NOW).bars) <= MAX_BARS


def test_statistics_by_minute_are_asked_only_while_they_are_kept() -> None:
    assert bars_of(NOW - timedelta(hours=71), None, NOW).period.days == 1
    assert bars_of(NOW - timedelta(hours=73), None, NOW).period.days == 2


def test_a_single_failure_is_seen_on_top_of_many_successes() -> None:
    drawn = draw_histogram([Bar(NOW, Totals(total=1000, succeeded=998, failed=1)), Bar(NOW, Totals())])
    assert 'class="delivered" d="M0 4h7v40h-7z"' in drawn
    assert 'class="failed" d="M0 2h7v2h-7z"' in drawn
    assert 'class="waiting" d="M0 0h7v2h-7z"' in drawn
    assert 'viewBox="0 0 17 44"' in drawn


def test_nothing_is_drawn_where_nothing_was() -> None:
    assert "path" not in draw_histogram([Bar(NOW, Totals())])
    assert "path" not in draw_histogram([])


def test_the_ends_are_named_by_weekday_within_a_week_and_by_day_before() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert say_moment(NOW - timedelta(days=1), NOW, zone) == "Thu 14:32"
    assert say_moment(NOW - timedelta(days=20), NOW, zone) == "31 Oct 14:32"
    assert say_end(bars_of(None, None, NOW).end, NOW, zone) == "now"
    assert say_end(NOW - timedelta(days=1), NOW, zone) == "Thu 14:32"
    assert say_moment(datetime(2026, 10, 31, 23, 0, tzinfo=UTC), NOW, zone) == "1 Nov"
