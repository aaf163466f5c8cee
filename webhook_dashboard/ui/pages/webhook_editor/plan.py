"""The retry plan as a drawing: attempts on a logarithmic scale of time, and plans to compare with. Pure."""

import math
from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import accumulate
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.profiles import PRESETS
from webhook_dashboard.domain.schedules import parse_waits, plan
from webhook_dashboard.storage.outages import MAX_READ, Outage, PastOutages
from webhook_dashboard.ui.formatting import format_clock_minute, format_count, format_day
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft
from webhook_dashboard.ui.pages.webhook_editor.fields import show_seconds, span_words
from webhook_dashboard.ui.pages.webhook_editor.outages import (
    attempt_that_delivers,
    requests_words,
    survived_words,
)
from webhook_dashboard.ui.pages.webhook_editor.shown import (
    PlanChoice,
    PlanOutage,
    PlanPoint,
    PlanShown,
    PlanTick,
)

_TICKS: Final = (1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 21_600, 86_400, 604_800, 2_592_000)
_TICK_GAP: Final = 0.09
_DRAWN: Final = 3
_ROOM_UNTIL: Final = 0.55
_LAST_AT: Final = 0.96
"""Where the last mark stands: "gives up" has its room beside it."""
_NOTHING_MET: Final = PastOutages()
_LOOKED_AT: Final = f"Only the newest {format_count(MAX_READ)} deliveries were looked at."
_UNKNOWN: Final = ("cannot be read", "–", "–", "–", "–")
_NUMBERS: Final = (
    "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
)  # fmt: skip


def plan_of(draft: Draft, now: datetime, zone: tzinfo, past: PastOutages = _NOTHING_MET) -> PlanShown:
    """The plan that is typed; empty while the waits cannot be read."""
    waits = _waits(draft)
    if waits is None:
        return PlanShown("The waits cannot be read.", "Mend them below.")
    if not draft.is_on("retries_enabled"):
        return PlanShown("One attempt, then it gives up.", "Automatic retries are off.")
    total = sum(waits)
    if not waits:
        return PlanShown("One attempt, then it gives up.", "No retry is planned.")
    number = _NUMBERS[len(waits)] if len(waits) < len(_NUMBERS) else str(len(waits) + 1)
    gives_up = plan([float(wait) for wait in waits], now).gives_up_at
    return PlanShown(
        title=f"{number} attempts in {span_words(total)}, then it gives up.",
        second=f"A delivery that fails now would be tried until {_when(gives_up, now, zone)}. "
        f"Retry-After is honoured, up to {draft.texts['retry_after_cap']}.",
        points=_points(waits),
        ticks=_ticks(waits),
        end_at=_Scale(waits).at(total),
        outages=_outages(waits, past.outages, zone),
        outages_of=_LOOKED_AT if past.is_cut else "",
    )


def plan_choices(draft: Draft, outages: Sequence[Outage] = ()) -> list[PlanChoice]:
    """This plan, and those of the presets that differ from it and from each other."""
    own = _waits(draft) if draft.is_on("retries_enabled") else ()
    figures = _UNKNOWN if own is None else _figures(own, outages)
    rows = [PlanChoice("", "This plan", *figures, is_chosen=True)]
    seen = {own}
    for key, preset in PRESETS.items():
        waits = preset.profile.retry_waits
        if waits not in seen:
            seen.add(waits)
            rows.append(PlanChoice(key, preset.label, *_figures(waits, outages), is_chosen=False))
    return rows


def compared_words(outages: Sequence[Outage]) -> str:
    """What the plans are compared by. Since when is not said: a busy webhook is read back some hours only."""
    if not outages:
        return "with the plans of the presets; choosing one fills it in"
    noun = "latest outage" if len(outages) == 1 else f"{len(outages)} latest outages"
    return f"against the {noun} that this webhook met"


class _Scale:
    """Where a time stands, 0 to 1: even for what is short, logarithmic from there on."""

    def __init__(self, waits: Sequence[int]) -> None:
        self._even = max(min(waits) / 3, 0.3)
        self.end = sum(waits)
        self._length = self._log(self.end) / _LAST_AT

    def at(self, seconds: float) -> float:
        return round(self._log(seconds) / self._length, 4)

    def _log(self, seconds: float) -> float:
        return math.log1p(seconds / self._even)


def _points(waits: Sequence[int]) -> list[PlanPoint]:
    scale = _Scale(waits)
    ends = [0, *accumulate(waits)]
    return [
        PlanPoint(
            number=str(index + 1),
            at=scale.at(end),
            wait=f"+ {span_words(waits[index - 1])}" if index else "",
            wait_at=round((scale.at(end) + scale.at(ends[index - 1])) / 2, 4) if index else 0.0,
        )
        for index, end in enumerate(ends)
    ]


def _ticks(waits: Sequence[int]) -> list[PlanTick]:
    scale, shown = _Scale(waits), list[PlanTick]()
    for seconds in _TICKS:
        at = scale.at(seconds)
        if at > 1:
            break
        if at >= _TICK_GAP and (not shown or at - shown[-1].at >= _TICK_GAP):
            shown.append(PlanTick(show_seconds(seconds), at))
    return shown


def _outages(waits: Sequence[int], outages: Sequence[Outage], zone: tzinfo) -> list[PlanOutage]:
    """The longest ones, each with the attempt that comes after it."""
    scale, ends = _Scale(waits), [*accumulate(waits, initial=0)]
    shown: list[PlanOutage] = []
    for one in sorted(outages, key=lambda one: one.seconds, reverse=True)[:_DRAWN]:
        number = attempt_that_delivers(waits, one.seconds)
        at = 1.0 if number is None else scale.at(ends[number - 1])
        becomes = "longer than the plan" if number is None else f"attempt {number} delivers"
        words = f"{format_day(one.began_at, zone)}, down {_about(one.seconds)}: {becomes}"
        ends_at = min(scale.at(one.seconds), 1.0)
        shown.append(PlanOutage(words, ends_at, at, number is not None, at > _ROOM_UNTIL))
    return shown


def _about(seconds: float) -> str:
    """How long an outage lasted: nobody tried so often that seconds would be known of an hour."""
    return span_words(round(seconds / 60) * 60 if seconds >= 600 else seconds)


def _figures(waits: Sequence[int], outages: Sequence[Outage]) -> tuple[str, str, str, str, str]:
    words = ", ".join(span_words(wait) for wait in waits) or "none"
    gives_up = span_words(sum(waits)) if waits else "at once"
    if not outages:
        return words, gives_up, str(len(waits) + 1), "", ""
    met = survived_words(waits, outages), requests_words(waits, outages)
    return words, gives_up, str(len(waits) + 1), *met


def is_wait(text: str) -> bool:
    """Whether a wait can be read."""
    try:
        return bool(parse_waits([text]))
    except InvalidInput:
        return False


def _waits(draft: Draft) -> tuple[int, ...] | None:
    try:
        return parse_waits(list(draft.waits))
    except InvalidInput:
        return None


def _when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    clock = format_clock_minute(moment, zone)
    if days == 0:
        return clock
    return f"tomorrow, {clock}" if days == 1 else f"{format_day(moment, zone)}, {clock}"
