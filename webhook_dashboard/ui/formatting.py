"""Numbers, times and sizes as people read them. Pure: the moment and the time zone are arguments."""

from datetime import datetime, timedelta, tzinfo
from http import HTTPStatus

THIN_SPACE = "\u202f"
MISSING = "–"
KIBIBYTE = 1024
LONG_MS = 10_000
"""From here a duration is told in seconds."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_count(count: int) -> str:
    """A whole number with thousands separated: 32,725."""
    return f"{count:,}"


def format_noun(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun in the right number: "1 webhook", "5 webhooks"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def percent_of(part: int, whole: int) -> float | None:
    """Percent rounded to one decimal, never to 100.0 while one is missing nor to 0.0 while one is there.

    None when there is no whole.
    """
    if whole <= 0:
        return None
    if part in (0, whole):
        return 100.0 * part / whole
    return min(max(round(100.0 * part / whole, 1), 0.1), 99.9)


def format_percent(part: int, whole: int) -> str:
    """The share as text, "99.2 %", "100 %" when nothing is missing; an en dash when there is no whole."""
    percent = percent_of(part, whole)
    if percent is None:
        return MISSING
    number = f"{percent:.0f}" if percent in (0.0, 100.0) else f"{percent:.1f}"
    return f"{number}{THIN_SPACE}%"


def format_ms(milliseconds: float | None) -> str:
    """A duration: "234 ms", "1,640 ms", and from ten seconds on "12.3 s"; an en dash when there is none."""
    if milliseconds is None:
        return MISSING
    if milliseconds >= LONG_MS:
        return f"{milliseconds / 1000:,.1f}{THIN_SPACE}s"
    if 0 < milliseconds < 1:
        return f"<1{THIN_SPACE}ms"
    return f"{milliseconds:,.0f}{THIN_SPACE}ms"


def format_seconds(milliseconds: float) -> str:
    """A duration in seconds for a sentence: "0.2 s"; below 50 ms, where that would be nothing, in ms."""
    if milliseconds < 50:
        return format_ms(milliseconds)
    return f"{milliseconds / 1000:.1f}{THIN_SPACE}s"


def format_bytes(size_bytes: int) -> str:
    """A size: "248 bytes", "1.2 KB", "3.4 MB"."""
    if size_bytes < KIBIBYTE:
        return format_noun(size_bytes, "byte")
    if size_bytes < KIBIBYTE * KIBIBYTE:
        return f"{size_bytes / KIBIBYTE:.1f}{THIN_SPACE}KB"
    return f"{size_bytes / KIBIBYTE / KIBIBYTE:.1f}{THIN_SPACE}MB"


def format_rate(per_minute: float) -> str:
    """Deliveries per minute, or per second when there are many: "1.4 / min", "12 / s", "idle"."""
    if per_minute <= 0:
        return "idle"
    if per_minute >= 600:
        return f"{per_minute / 60:,.0f} / s"
    return f"{per_minute:.0f} / min" if per_minute >= 10 else f"{per_minute:.1f} / min"


def format_countdown(seconds: float) -> str:
    """The time until something: "0:37", "25:33", "1 h 52 min", "2 d 4 h"; never negative."""
    left = max(0, round(seconds))
    if left < 3600:
        return f"{left // 60}:{left % 60:02d}"
    hours, minutes = left // 3600, left % 3600 // 60
    return f"{hours} h {minutes:02d} min" if hours < 24 else f"{hours // 24} d {hours % 24} h"


def format_clock(moment: datetime, zone: tzinfo) -> str:
    """The time of day with seconds: "14:32:07"."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def format_clock_minute(moment: datetime, zone: tzinfo) -> str:
    """The time of day: "14:32"."""
    return f"{moment.astimezone(zone):%H:%M}"


def format_day(moment: datetime, zone: tzinfo, weekday: bool = False) -> str:
    """The day: "12 Nov", or with the weekday "Thu 12 Nov"."""
    local = moment.astimezone(zone)
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{_DAYS[local.weekday()]} {day}" if weekday else day


def format_moment(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The clock for today, day and clock for this year, else the whole date: for a table cell."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return format_clock(moment, zone)
    if local.year == today.year:
        return f"{format_day(moment, zone)} {local:%H:%M}"
    return f"{format_day(moment, zone)} {local.year}"


def format_since(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Where a state began, for a sentence: "since 08:12", "since 3 Nov"."""
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return f"since {format_clock_minute(moment, zone)}"
    return f"since {format_day(moment, zone)}"


def format_ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit: "now", "40 s ago", "2 min ago", "3 h ago", "5 d ago"."""
    seconds = int((now - moment).total_seconds())
    if seconds < 5:
        return "now"
    for limit, unit, size in ((60, "s", 1), (3600, "min", 60), (86_400, "h", 3600)):
        if seconds < limit:
            return f"{seconds // size} {unit} ago"
    return f"{seconds // 86_400} d ago"


def format_span(span: timedelta) -> str:
    """A length of time for a sentence: "40 s", "4 min", "2 h", "3 d"."""
    seconds = int(span.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} d"


def format_absolute(moment: datetime, zone: tzinfo) -> str:
    """The exact moment with its zone, for a tooltip: "20 Nov 2026, 14:32:07 CET"."""
    local = moment.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M:%S} {local.tzname()}"


def format_code(response_code: int) -> str:
    """A code with its standard phrase, "200 OK"; the number alone when there is none."""
    try:
        return f"{response_code} {HTTPStatus(response_code).phrase}"
    except ValueError:
        return str(response_code)


def initials_of(name_or_email: str) -> str:
    """One or two letters for the round mark of a person: "AL" for Ada Lind or ada.lind@company.com."""
    words = [
        word for word in name_or_email.partition("@")[0].replace(".", " ").replace("-", " ").split() if word
    ]
    letters = "".join(word[0] for word in words[:2])
    return letters.upper() or "?"
