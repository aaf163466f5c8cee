"""The event types to choose from, by category, with how often they come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.webhooks import check_event_types, matches_pattern
from webhook_dashboard.ui.formatting import format_count
from webhook_dashboard.ui.pages.webhook_editor.reading import OfferedType
from webhook_dashboard.ui.pages.webhook_editor.shown import EventGroup, EventOption
from webhook_dashboard.ui.pages.webhook_editor.work import Work

ALL = "*"
OWN = "Patterns and your own"


class EventsView:
    """How the reader looks at the event types. A plain class, as `Work` is."""

    def __init__(self) -> None:
        self.search = ""
        self.only_chosen = False
        self.toggled: frozenset[str] = frozenset()

    def addable(self, work: Work, offered: Sequence[OfferedType]) -> str:
        """What was typed into the search, when it is a type or pattern that can be added."""
        text = self.search.strip()
        known = {*work.typed.event_types, *(one.key for one in offered)}
        if not text or text in known:
            return ""
        try:
            check_event_types([text])
        except InvalidInput:
            return ""
        is_part = not text.endswith("*") and any(text in key for key in known)
        return "" if is_part else text


def event_groups(
    work: Work, offered: Sequence[OfferedType], rates: Mapping[str, float], view: EventsView
) -> list[EventGroup]:
    """The checkboxes by category; a category is open while something in it is chosen or searched for."""
    known = {one.key for one in offered}
    own = [
        OfferedType(key, OWN, "")
        for key in (*work.typed.event_types, *work.saved.event_types)
        if key not in known
    ]
    wanted = view.search.strip().casefold()
    groups: dict[str, list[OfferedType]] = {}
    for one in [*dict.fromkeys(own), *offered]:
        groups.setdefault(one.category, []).append(one)
    shown = [_group(category, types, work, rates, view, wanted) for category, types in groups.items()]
    return [group for group in shown if group.options or not (wanted or view.only_chosen)]


def events_sentence(work: Work, offered: Sequence[OfferedType], rates: Mapping[str, float]) -> str:
    """How much is chosen: "4 of 28 chosen. About 196 events a day would be sent."."""
    types = work.chosen_types(offered)
    if not work.typed.event_types:
        return "None chosen."
    if ALL in work.typed.event_types:
        start = "All, those to come too."
        a_day = sum(rates.values())
    else:
        start = f"{len(types):,} of {len(offered):,} chosen."
        a_day = sum(rates.get(key, 0) for key in types)
    if a_day <= 0:
        return f"{start} None of them came in the last 7 days."
    filtered = ", before filters" if any(work.typed.filters.values()) else ""
    noun = "event" if round(a_day) == 1 else "events"
    return f"{start} About {_daily(a_day)} {noun} a day would be sent{filtered}."


def covering(patterns: Sequence[str], key: str) -> str:
    """The pattern that takes an event type in without naming it; empty when none does."""
    return next((one for one in patterns if one.endswith("*") and matches_pattern(one, key)), "")


@dataclass(frozen=True, slots=True)
class _Marks:
    chosen: int
    total: int

    @property
    def mark(self) -> str:
        if not self.chosen:
            return "none"
        return "all" if self.chosen == self.total else "some"


def _group(
    category: str,
    types: Sequence[OfferedType],
    work: Work,
    rates: Mapping[str, float],
    view: EventsView,
    wanted: str,
) -> EventGroup:
    patterns, saved = work.typed.event_types, work.saved.event_types
    options = [
        EventOption(
            key=one.key,
            description=one.description,
            rate=f"{_daily(rates[one.key])} / day" if one.key in rates else "",
            is_chosen=one.key in patterns,
            is_changed=(one.key in patterns) != (one.key in saved),
            covered="" if one.key in patterns else covering(patterns, one.key),
        )
        for one in types
    ]
    marks = _Marks(sum(1 for one in options if one.is_chosen or one.covered), len(options))
    is_open = (marks.chosen > 0) != (category in view.toggled)
    listed = [one for one in options if _is_shown(one, category, view, wanted)]
    if not (is_open or wanted):
        listed = listed[:0] if not view.only_chosen else listed
    return EventGroup(
        category=category,
        count=f"{marks.chosen} of {marks.total}",
        mark=marks.mark,
        is_open=bool(listed),
        options=listed,
    )


def _is_shown(option: EventOption, category: str, view: EventsView, wanted: str) -> bool:
    if view.only_chosen and not (option.is_chosen or option.covered):
        return False
    if wanted.endswith("*") and matches_pattern(wanted, option.key.casefold()):
        return True
    return any(wanted in text.casefold() for text in (category, option.key, option.description))


def _daily(rate: float) -> str:
    return "<1" if rate < 1 else format_count(round(rate))
