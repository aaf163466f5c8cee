"""The strip above the log: when the deliveries were made, and how they ended. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from webhook_dashboard.domain.periods import Period, Window
from webhook_dashboard.storage.statistics import MINUTES_KEPT, Bar
from webhook_dashboard.ui.formatting import format_clock_minute, format_day

MAX_BARS: Final = 96
DAY: Final = timedelta(days=1)
HEIGHT: Final = 44
_STEP: Final = 10
_BAR: Final = 7
_BY_MINUTES: Final = Period("minutes", "", 1, 0)
_BY_HOURS: Final = Period("hours", "", 2, 0)


def bars_of(since: datetime | None, until: datetime | None, now: datetime) -> Window:
    """Cut the time from `since` to `until` into at most 96 bars of whole minutes, or of whole hours.

    Without `since` these are the 24 hours before the end; without `until` the end is the present minute's.
    The statistics know minutes for three days only; what begins earlier is cut into hours.
    """
    end = min(_ceiling(until or now + timedelta(minutes=1)), _ceiling(now + timedelta(minutes=1)))
    start = min(since, end - timedelta(minutes=1)) if since else end - DAY
    by_minutes = start > now - MINUTES_KEPT + timedelta(hours=1)
    unit = timedelta(minutes=1) if by_minutes else timedelta(hours=1)
    start = start.replace(second=0, microsecond=0) if by_minutes else _full_hour(start)
    units = -((start - end) // unit)
    step = unit * -(-units // MAX_BARS)
    bars: list[datetime] = []
    at = start
    while at < end:
        bars.append(at)
        at += step
    period = _BY_MINUTES if by_minutes else _BY_HOURS
    return Window(period=period, before=start, before_end=start, start=start, end=end, bars=tuple(bars))


def draw_histogram(bars: Sequence[Bar]) -> str:
    """The bars as SVG text, 44 high, as wide as its place: delivered, on top failed and waiting.

    A failure or a wait is at least two pixels high. The text beside it says the numbers.
    """
    top = max((bar.totals.total for bar in bars), default=0) or 1
    paths: dict[str, list[str]] = {"delivered": [], "failed": [], "waiting": []}
    for index, bar in enumerate(bars):
        x, y = index * _STEP, HEIGHT
        counts = (
            ("delivered", bar.totals.succeeded),
            ("failed", bar.totals.failed),
            ("waiting", bar.totals.waiting),
        )
        for name, count in counts:
            if count:
                height = max(round(count / top * (HEIGHT - 4)), 1 if name == "delivered" else 2)
                y -= height
                paths[name].append(f"M{x} {y}h{_BAR}v{height}h-{_BAR}z")
    drawn = "".join(f'<path class="{name}" d="{"".join(d)}"/>' for name, d in paths.items() if d)
    width = max(len(bars) * _STEP - (_STEP - _BAR), 1)
    return (
        f'<svg class="histogram" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true">{drawn}</svg>'
    )


def say_moment(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Where the strip begins or ends: "Thu 14:32" within a week, else "12 Nov 14:32"."""
    local = moment.astimezone(zone)
    clock = format_clock_minute(moment, zone)
    if abs(now - moment) < timedelta(days=6):
        return f"{format_day(moment, zone, weekday=True)[:3]} {clock}"
    at_midnight = local.hour == 0 and local.minute == 0
    return format_day(moment, zone) if at_midnight else f"{format_day(moment, zone)} {clock}"


def say_end(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Where the strip ends; within the last minute "now"."""
    return "now" if moment > now - timedelta(minutes=1) else say_moment(moment, now, zone)


def _ceiling(moment: datetime) -> datetime:
    floor = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(minutes=1)


def _full_hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
