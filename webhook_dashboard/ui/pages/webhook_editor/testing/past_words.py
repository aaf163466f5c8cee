"""Sending events of the past, in words: which range, how many, how long. Pure."""

import math
from datetime import datetime, timedelta, tzinfo
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.services.past_events import MAX_EVENTS, PastCount, PastEvents
from webhook_dashboard.ui.formatting import format_noun, format_span
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import PastView

CUSTOM: Final = "custom"
RANGES: Final = (("1h", "Last hour"), ("24h", "24 hours"), ("7d", "7 days"), (CUSTOM, "Custom"))
_SPANS: Final = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}
PACES: Final = (("1", "1"), ("10", "10"), ("50", "50"), ("200", "200"))
"""How many a second."""


def wanted_events(
    chosen: str, since: str, until: str, pace: str, *, now: datetime, zone: tzinfo
) -> PastEvents:
    """Return what was chosen; `since` and `until` are times of day in `zone`, for a custom range only.

    Raises:
        InvalidInput: a time is missing or unusable.
    """
    per_second = float(pace)
    if chosen != CUSTOM:
        return PastEvents(now - _SPANS[chosen], now, per_second)
    return PastEvents(_moment(since, "since", zone), _moment(until, "until", zone), per_second)


def say_count(counted: PastCount, pace: str) -> PastView:
    """What sending would do."""
    stopped = _stopped(counted.filtered)
    if not counted.sent:
        return PastView("No events would be sent.", stopped or "None that it has not got already.")
    title = f"{format_noun(counted.sent, 'event')} would be sent."
    if counted.is_cut:
        title = f"The oldest {MAX_EVENTS:,} events would be sent; there are more."
    how_long = f"At {pace} a second this takes {duration_words(counted.seconds)}."
    return PastView(
        title,
        f"{stopped} {how_long}".strip(),
        f"Send {format_noun(counted.sent, 'event')}",
    )


def say_sent(count: int, seconds: float) -> PastView:
    """What was begun."""
    verb = "is" if count == 1 else "are"
    return PastView(
        f"{format_noun(count, 'event')} {verb} on the way.",
        f"The last one is sent in about {duration_words(seconds)}. What fails is tried again as usual.",
    )


def duration_words(seconds: float) -> str:
    """Return how long it takes: "1 s", "32 s", "17 min"."""
    return format_span(timedelta(seconds=max(1, math.ceil(seconds))))


def to_field(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as a field for day and time holds it."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"


def _moment(text: str, name: str, zone: tzinfo) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise InvalidInput(name, f"{name}: choose day and time.") from None


def _stopped(filtered: int) -> str:
    if not filtered:
        return ""
    verb = "is" if filtered == 1 else "are"
    return f"{filtered:,} {verb} stopped by the filter."
