"""Retry schedules: a list as typed, or a generator that fills one; both come to one wait per retry.

The list of waits is the truth that is stored and edited. A generator is only a way to write it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Final, cast

from webhook_dashboard.domain.errors import InvalidInput

MAX_RETRIES: Final = 10
LEAST_WAIT_SECONDS: Final = 1
MOST_WAIT_SECONDS: Final = 7 * 86_400
MAX_FACTOR: Final = 10.0
_TEXT_CHARACTERS: Final = 400
_LONG_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_SECONDS_OF: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
}
_PART: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([a-z]+)\s*", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9.]+", re.ASCII)


class ScheduleKind(StrEnum):
    """How the waits are written."""

    LIST = "list"
    EXPONENTIAL = "exponential"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as a person wrote it; each kind reads its own fields only.

    LIST: `waits_seconds`. EXPONENTIAL: `retries` waits of `base_seconds`, each `factor` times the one
    before, none above `cap_seconds`. WINDOW: `retries` waits, each `factor` times the one before, that
    fill `window_seconds` together.
    """

    kind: ScheduleKind = ScheduleKind.LIST
    waits_seconds: tuple[int, ...] = ()
    retries: int = 3
    base_seconds: int = 30
    factor: float = 2.0
    cap_seconds: int = 43_200
    window_seconds: int = 1_800


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """An attempt to come: its number from 1, its moment, and the wait before it in seconds."""

    number: int
    at: datetime
    wait_seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """All attempts of a delivery that fails every time, jitter aside."""

    attempts: tuple[PlannedAttempt, ...]

    @property
    def gives_up_at(self) -> datetime:
        """When the last attempt is made; if it fails, the delivery is given up."""
        return self.attempts[-1].at


def compile_schedule(schedule: Schedule, *, field: str = "schedule") -> tuple[int, ...]:
    """Return the wait in whole seconds before each retry; an empty tuple is no retries.

    Raises:
        InvalidInput: more than 10 retries, a wait under 1 s or over 7 days, or a factor outside 1-10.
    """
    if schedule.kind is ScheduleKind.LIST:
        return _checked(schedule.waits_seconds, field)
    _check_generator(schedule, field)
    fill = _exponential if schedule.kind is ScheduleKind.EXPONENTIAL else _window
    return fill(schedule, field)


def parse_waits(given: object, *, field: str = "schedule") -> tuple[int, ...]:
    """Read waits as typed, `1m, 5m, 1h 30m`, or as a list of seconds or such texts; no unit means seconds.

    Raises:
        InvalidInput: not a text or list, not a time, not whole seconds, or outside the limits.
    """
    entries: Sequence[object]
    if isinstance(given, str):
        if len(given) > _TEXT_CHARACTERS:
            raise InvalidInput(field, f"{field}: write at most {_TEXT_CHARACTERS} characters.")
        entries = [entry for entry in re.split(r"[,;·\n]", given) if entry.strip()]
    elif isinstance(given, list | tuple):
        entries = cast(Sequence[object], given)
    else:
        raise InvalidInput(field, f"{field}: write the waits as 1m, 5m, 2h or as a list of seconds.")
    _check_count(len(entries), field)
    return _checked(tuple(_seconds(entry, field) for entry in entries), field)


def describe(waits_seconds: Sequence[float]) -> str:
    """Say what the waits come to: "6 attempts over 14 h 36 min"."""
    if not waits_seconds:
        return "1 attempt, no retries"
    return f"{len(waits_seconds) + 1} attempts over {_say_duration(int(sum(waits_seconds)))}"


def plan(waits_seconds: Sequence[float], start: datetime) -> Plan:
    """Return when each attempt is made if the first one is made at `start` and all fail at once."""
    waits = (0.0, *waits_seconds)
    return Plan(
        tuple(
            PlannedAttempt(number, start + timedelta(seconds=after), wait)
            for number, (wait, after) in enumerate(zip(waits, accumulate(waits), strict=True), 1)
        )
    )


def _exponential(schedule: Schedule, field: str) -> tuple[int, ...]:
    waits = (schedule.base_seconds * schedule.factor**number for number in range(schedule.retries))
    return _checked(tuple(round(min(wait, schedule.cap_seconds)) for wait in waits), field)


def _window(schedule: Schedule, field: str) -> tuple[int, ...]:
    """Round where each wait ends, not its length, so that all together are the window to the second."""
    ends = list(accumulate(schedule.factor**number for number in range(schedule.retries)))
    rounded = [round(schedule.window_seconds * end / ends[-1]) for end in ends]
    waits = tuple(end - start for start, end in zip([0, *rounded], rounded, strict=False))
    if waits and min(waits) < LEAST_WAIT_SECONDS:
        raise InvalidInput(
            field,
            f"{field}: {schedule.window_seconds} s are too short for {schedule.retries} retries; "
            "write fewer retries or a longer window.",
        )
    return _checked(waits, field)


def _check_generator(schedule: Schedule, field: str) -> None:
    _check_count(schedule.retries, field)
    if not 1 <= schedule.factor <= MAX_FACTOR:
        raise InvalidInput(field, f"{field}: the factor is {schedule.factor:g}; write 1 to {MAX_FACTOR:g}.")


def _check_count(retries: int, field: str) -> None:
    if not 0 <= retries <= MAX_RETRIES:
        raise InvalidInput(field, f"{field}: {retries} retries; write 0 to {MAX_RETRIES}.")


def _checked(waits: tuple[int, ...], field: str) -> tuple[int, ...]:
    _check_count(len(waits), field)
    for number, wait in enumerate(waits, 1):
        if not LEAST_WAIT_SECONDS <= wait <= MOST_WAIT_SECONDS:
            raise InvalidInput(field, f"{field}: wait {number} is {wait} s; write 1 s to 7 d.")
    return waits


def _seconds(entry: object, field: str) -> int:
    if isinstance(entry, int | float) and not isinstance(entry, bool):
        if entry == entry // 1:  # false for NaN and infinity too
            return int(entry)
    elif isinstance(entry, str):
        seconds = _parse_wait(entry.strip().lower())
        if seconds is not None:
            return seconds
    raise InvalidInput(
        field, f"{field}: {str(entry)[:20]!r} is no wait in whole seconds; write 30s, 5m, 2h or 1d."
    )


def _parse_wait(text: str) -> int | None:
    """Add up the parts of `1h 30m`; None when one of them is no time, or the sum no whole second."""
    if _NUMBER.fullmatch(text):
        text += "s"
    total, position = Decimal(0), 0
    while match := _PART.match(text, position):
        seconds = _SECONDS_OF.get(match[2])
        if seconds is None:
            return None
        total += Decimal(match[1]) * seconds
        position = match.end()
    if not text or position < len(text) or total % 1:
        return None
    return int(total)


def _say_duration(seconds: int) -> str:
    """The two largest units: "14 h 36 min", "30 min", "1 min 30 s"."""
    words: list[str] = []
    for unit, length in _LONG_UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            words.append(f"{count} {unit}")
        if words and (len(words) == 2 or not count):
            break
    return " ".join(words)
