"""The backtest as the screen says it: a sentence, a funnel, and lists of events. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from webhook_dashboard.services.filters import Backtest, FilterChange, TriedEvent
from webhook_dashboard.ui.formatting import (
    THIN_SPACE,
    format_clock_minute,
    format_count,
    format_day,
    format_ms,
)
from webhook_dashboard.ui.pages.webhook_editor.filters.views import plain_value

LIMITS: Final = (100, 500, 1_000)
GONE, NEW, ALL = "gone", "new", "all"


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of the funnel: what it asks, the width of its bar, how many are left, how many it took."""

    words: str
    width: str
    count: str
    loss: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class TriedRow:
    """An event in the lists below the funnel; `value` is what was found where it was decided."""

    key: str
    entity: str
    time: str
    value: str
    triggers: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is said of the last events.

    `saved_at` is where the mark of the saved filter stands, `first` the list to show while none is chosen.
    """

    title: str = ""
    share: str = ""
    change: str = ""
    second: str = ""
    is_empty: bool = False
    bars: list[Bar] = field(default_factory=list)
    saved: str = ""
    saved_at: str = ""
    gone: list[TriedRow] = field(default_factory=list)
    new: list[TriedRow] = field(default_factory=list)
    latest: list[TriedRow] = field(default_factory=list)
    gone_count: str = "0"
    new_count: str = "0"
    total: str = "0"
    first: str = ALL
    notes: dict[str, str] = field(default_factory=dict)


def figures_of(found: Backtest, *, had_filter: bool, zone: tzinfo) -> Figures:
    """Return a backtest in words. `had_filter` says whether what is saved is a filter or every event."""
    event_type = found.event_type
    if found.from_at is None or found.to_at is None:
        return Figures(
            title=f"No {event_type} has been published yet.",
            second="As soon as one is, this says how many of the last ones would trigger.",
            is_empty=True,
        )
    change, duration = found.change, format_ms(found.duration_ms)
    return Figures(
        title=f"{found.matched:,} of the last {found.total:,} {event_type} would trigger.",
        share=percent(found.matched, found.total),
        change="" if change is None else change_words(found.matched, change, had_filter=had_filter),
        second=f"Events from {days(found.from_at, found.to_at, zone)}, checked in {duration}.",
        bars=_bars(found),
        saved=_saved_words(change, had_filter=had_filter),
        saved_at="" if change is None else width_of(change.saved_matched, found.total),
        gone=_rows(change.no_longer if change else (), zone),
        new=_rows(change.newly if change else (), zone),
        latest=_rows(found.latest, zone),
        gone_count=format_count(change.no_longer_matched if change else 0),
        new_count=format_count(change.newly_matched if change else 0),
        total=format_count(found.total),
        first=_first(change),
        notes={
            GONE: _note(change.no_longer, change.no_longer_matched) if change else "",
            NEW: _note(change.newly, change.newly_matched) if change else "",
            ALL: _note(found.latest, found.total),
        },
    )


def change_words(matched: int, change: FilterChange, *, had_filter: bool) -> str:
    """Return the difference to what is saved: "88 fewer than the saved filter"."""
    than = "the saved filter" if had_filter else "without a filter"
    difference = matched - change.saved_matched
    if difference:
        return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than {than}"
    if change.newly_matched:
        return f"as many as {'with the saved filter' if had_filter else than}, but others"
    return f"the same as {'with the saved filter' if had_filter else than}"


def percent(part: int, whole: int) -> str:
    """Return a share in whole per cent, never 0 or 100 while it is not."""
    rounded = round(100 * part / whole)
    if part and not rounded:
        return f"less than 1{THIN_SPACE}%"
    if part < whole and rounded == 100:
        return f"more than 99{THIN_SPACE}%"
    return f"{rounded}{THIN_SPACE}%"


def days(first: datetime, last: datetime, zone: tzinfo) -> str:
    """Return from when to when: "7 to 20 Nov", "28 Oct to 3 Nov", "20 Nov, 13:02 to 14:31"."""
    start, end = first.astimezone(zone), last.astimezone(zone)
    if start.date() == end.date():
        clocks = f"{format_clock_minute(first, zone)} to {format_clock_minute(last, zone)}"
        return f"{format_day(last, zone)}, {clocks}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {format_day(last, zone)}"
    return f"{format_day(first, zone)} to {format_day(last, zone)}"


def width_of(part: int, whole: int) -> str:
    """Return a share as a width in CSS."""
    return f"{100 * part / whole:.1f}%" if whole else "0%"


def _bars(found: Backtest) -> list[Bar]:
    bars = [Bar(f"All {found.event_type}", "100%", format_count(found.total), "", not found.funnel)]
    before = found.total
    for place, step in enumerate(found.funnel, start=1):
        lost = before - step.matched
        bars.append(
            Bar(
                step.words,
                width_of(step.matched, found.total),
                format_count(step.matched),
                f"−{THIN_SPACE}{lost:,}" if lost else "",
                place == len(found.funnel),
            )
        )
        before = step.matched
    return bars


def _first(change: FilterChange | None) -> str:
    if change is None or not (change.no_longer_matched or change.newly_matched):
        return ALL
    return GONE if change.no_longer_matched else NEW


def _saved_words(change: FilterChange | None, *, had_filter: bool) -> str:
    if change is None:
        return ""
    return f"{'saved filter' if had_filter else 'without a filter'}: {change.saved_matched:,}"


def _rows(events: Sequence[TriedEvent], zone: tzinfo) -> list[TriedRow]:
    return [
        TriedRow(
            event.id,
            event.entity,
            f"{format_day(event.happened_at, zone)} {format_clock_minute(event.happened_at, zone)}",
            "" if event.value is None else plain_value(event.value),
            event.matches,
            event.detail,
        )
        for event in events
    ]


def _note(shown: Sequence[TriedEvent], counted: int) -> str:
    return f"The newest {len(shown):,} of {counted:,} are shown." if counted > len(shown) else ""
