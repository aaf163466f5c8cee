"""Trying a filter before it is saved: on one event, and on the last events that were really published."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import Explanation, Filter, parse_filter
from webhook_dashboard.domain.webhooks import check_event_type
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.event_samples import MAX_SAMPLES, EventSample, read_samples

MAX_LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class TriedEvent:
    """An event that a filter was tried on; `entity` is the id of what it is about, or its own.

    `value` is what was found where it was decided: text, a number, true, false, or None.
    """

    id: str
    entity: str
    happened_at: datetime
    matches: bool
    sentence: str
    detail: str
    value: object = None


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A condition in words, and how many events it and those before it let through."""

    words: str
    matched: int


@dataclass(frozen=True, slots=True)
class FilterChange:
    """What a filter does otherwise than the saved one. Lists hold the newest MAX_LISTED of those counted."""

    saved_matched: int
    newly_matched: int
    no_longer_matched: int
    newly: tuple[TriedEvent, ...]
    no_longer: tuple[TriedEvent, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a filter would have done with the last events of a type, newest first.

    `latest` are the newest MAX_LISTED of them. `from_at` and `to_at` are None where there were none.
    """

    event_type: str
    total: int
    matched: int
    from_at: datetime | None
    to_at: datetime | None
    funnel: tuple[FunnelStep, ...]
    latest: tuple[TriedEvent, ...]
    change: FilterChange | None
    duration_ms: float

    @property
    def share(self) -> float | None:
        """The part that matched, 0 to 1; None when there were no events."""
        return self.matched / self.total if self.total else None

    @property
    def sentence(self) -> str:
        """The result in words."""
        if self.share is None:
            return f"There is no {self.event_type} yet"
        found = f"Would trigger {self.matched:,} of the last {self.total:,} ({_percent(self.share)})"
        if self.change is None:
            return found
        difference = self.matched - self.change.saved_matched
        if difference:
            return (
                f"{found}, {abs(difference):,} {'more' if difference > 0 else 'fewer'} than the saved filter"
            )
        return f"{found}, as many as with the saved filter"


def test(document: object, data: object, event_type: str) -> Explanation:
    """Return what a filter makes of event data, and why.

    Raises:
        InvalidInput: the JSON is no filter, or `event_type` none; `field` names the place.
    """
    if event_type:
        check_event_type(event_type, name="event_type")
    return parse_filter(document).explain(data, event_type)


async def backtest(
    database: Database, tried: Filter, event_type: str, limit: int = MAX_SAMPLES, saved: Filter | None = None
) -> Backtest:
    """Return what a filter would have done with the last `limit` events of a type, compared with a saved one.

    Runs in a worker thread.

    Raises:
        InvalidInput: `event_type` is none, or `limit` is not from 1 to MAX_SAMPLES. Unavailable.
    """
    check_event_type(event_type, name="event_type")
    if not 1 <= limit <= MAX_SAMPLES:
        raise InvalidInput("limit", f"limit: expected 1 to {MAX_SAMPLES:,}.")
    run = _Run(tried, saved, event_type)
    return await database.read(lambda connection: run.over(connection, limit))


@dataclass(slots=True)
class _Run:
    """One backtest under way."""

    tried: Filter
    saved: Filter | None
    event_type: str
    total: int = 0
    matched: int = 0
    saved_matched: int = 0
    newly_matched: int = 0
    no_longer_matched: int = 0
    from_at: datetime | None = None
    to_at: datetime | None = None
    stopped_at: list[int] = field(default_factory=list[int])
    latest: list[TriedEvent] = field(default_factory=list[TriedEvent])
    newly: list[TriedEvent] = field(default_factory=list[TriedEvent])
    no_longer: list[TriedEvent] = field(default_factory=list[TriedEvent])

    def over(self, connection: Connection, limit: int) -> Backtest:
        started = time.perf_counter()
        self.stopped_at = [0] * (len(self.tried.parts) + 1)
        for sample in read_samples(connection, self.event_type, limit):
            self._try(sample)
        return Backtest(
            event_type=self.event_type,
            total=self.total,
            matched=self.matched,
            from_at=self.from_at,
            to_at=self.to_at,
            funnel=tuple(self._funnel()),
            latest=tuple(self.latest),
            change=self._change(),
            duration_ms=(time.perf_counter() - started) * 1_000,
        )

    def _try(self, sample: EventSample) -> None:
        data: Any = orjson.loads(sample.data)
        held = self.tried.count_held(data, self.event_type)
        matches = held == len(self.stopped_at) - 1
        self.stopped_at[held] += 1
        self.total += 1
        self.matched += matches
        self.from_at = min(self.from_at or sample.happened_at, sample.happened_at)
        self.to_at = max(self.to_at or sample.happened_at, sample.happened_at)
        self._list(self.latest, sample, data)
        if self.saved is not None:
            self._compare(self.saved.matches(data, self.event_type), matches, sample, data)

    def _compare(self, saved_matches: bool, matches: bool, sample: EventSample, data: object) -> None:
        self.saved_matched += saved_matches
        if matches and not saved_matches:
            self.newly_matched += 1
            self._list(self.newly, sample, data, self.saved)
        elif saved_matches and not matches:
            self.no_longer_matched += 1
            self._list(self.no_longer, sample, data)

    def _list(
        self, listed: list[TriedEvent], sample: EventSample, data: object, decides: Filter | None = None
    ) -> None:
        if len(listed) >= MAX_LISTED:
            return
        explanation = self.tried.explain(data, self.event_type)
        decided = explanation if decides is None else decides.explain(data, self.event_type)
        listed.append(
            TriedEvent(
                id=sample.public_id,
                entity=sample.entity_id or sample.public_id,
                happened_at=sample.happened_at,
                matches=explanation.matches,
                sentence=explanation.sentence,
                detail=explanation.detail,
                value=_deciding(decided),
            )
        )

    def _funnel(self) -> Iterator[FunnelStep]:
        remaining = self.total
        for words, stopped in zip(self.tried.parts, self.stopped_at, strict=False):
            remaining -= stopped
            yield FunnelStep(words, remaining)

    def _change(self) -> FilterChange | None:
        if self.saved is None:
            return None
        return FilterChange(
            self.saved_matched,
            self.newly_matched,
            self.no_longer_matched,
            tuple(self.newly),
            tuple(self.no_longer),
        )


def _deciding(explanation: Explanation) -> object:
    """Return what the first condition that fails found, or the first of all where none does."""
    steps = [step for step in explanation.trace if step.path and not isinstance(step.actual, dict | list)]
    failed = next((step for step in steps if not step.passed), None)
    found = failed or next(iter(steps), None)
    return None if found is None else found.actual


def _percent(share: float) -> str:
    """Return a share in whole per cent, never 0 or 100 while it is not."""
    percent = round(share * 100)
    if share > 0 and percent == 0:
        return "less than 1\u202f%"
    if share < 1 and percent == 100:
        return "more than 99\u202f%"
    return f"{percent}\u202f%"
