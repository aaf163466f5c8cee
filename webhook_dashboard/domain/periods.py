"""The periods of the statistics: where each begins, and into which bars it is cut."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Period:
    """A choice of the reader: its word, the days it spans and the hours of one bar."""

    key: str
    label: str
    days: int
    bar_hours: int


PERIODS: Final = (Period("24h", "24 h", 1, 1), Period("7d", "7 d", 7, 6), Period("30d", "30 d", 30, 24))
DEFAULT_PERIOD: Final = PERIODS[0]


@dataclass(frozen=True, slots=True)
class Window:
    """A period at one moment: it holds what was created in [start, end), cut into bars that begin at `bars`.

    24 hours roll with the minute. Days are whole days of the reader's zone: 7 d is today and the six
    days before. Compared with it is [before, before_end), as long and as many days earlier, so that a
    day that is not over is set against the same part of a day.
    """

    period: Period
    before: datetime
    before_end: datetime
    start: datetime
    end: datetime
    bars: tuple[datetime, ...]


def parse_period(text: str) -> Period:
    """Return the period with this word.

    Raises:
        InvalidInput: there is no such period.
    """
    for period in PERIODS:
        if period.key == text:
            return period
    raise InvalidInput("period", f"period: expected 24h, 7d or 30d; got {text[:20]!r}.")


def window_at(period: Period, now: datetime, zone: tzinfo = UTC) -> Window:
    """Return what a period covers at `now`, with bars that begin at full hours or days of `zone`.

    Days are counted by the hour of UTC, so in a zone that is half an hour off they begin at the full
    hour of UTC before midnight.
    """
    end = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if period.days == 1:
        start = end - timedelta(days=1)
        bars = _hour_bars(start - timedelta(minutes=start.astimezone(zone).minute), end)
    else:
        midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        first_bar = midnight - timedelta(days=period.days - 1)
        start = _full_hour(first_bar)
        bars = _day_bars(first_bar, end, period.bar_hours)
    length = timedelta(days=period.days)
    return Window(period, start - length, end - length, start, end, bars)


def _hour_bars(first: datetime, end: datetime) -> tuple[datetime, ...]:
    """Step in real time: an hour that the clocks skip or repeat is a bar like any other."""
    hours = -(-(end - first) // timedelta(hours=1))
    return tuple(first + timedelta(hours=hour) for hour in range(hours))


def _day_bars(first: datetime, end: datetime, hours: int) -> tuple[datetime, ...]:
    """Step on the wall clock, so that days begin at midnight when the clocks change."""
    bars: list[datetime] = []
    wall = first
    while _full_hour(wall) < end:
        bars.append(_full_hour(wall))
        wall += timedelta(hours=hours)
    return tuple(bars)


def _full_hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0)
