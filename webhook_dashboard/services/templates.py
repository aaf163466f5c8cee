"""Trying a template before it is saved: on one event, and on the last events that were really published."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import DELIVERY, EVENT, encode_id, first_id_at
from webhook_dashboard.domain.templates import (
    Rendered,
    Template,
    TemplateContext,
    TemplateFault,
    TemplateSource,
    parse_template,
    read_data,
)
from webhook_dashboard.domain.webhooks import check_event_type
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.event_samples import MAX_SAMPLES, EventSample, read_samples

MAX_LISTED: Final = 50
MAX_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class AffectedEvent:
    """An event that cannot be rendered, or lacks something. `sentence` says what, or is empty."""

    id: str
    entity: str
    happened_at: datetime
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class MissingVariable:
    """A variable that some events do not have, with the newest MAX_LISTED of them."""

    name: str
    count: int
    events: tuple[AffectedEvent, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large payloads are, in bytes."""

    smallest: int
    median: int
    largest: int


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """What a template makes of the last events of a type, newest first.

    `invalid` events have no payload; `faulty` are the newest MAX_LISTED of them. `missing` begins with the
    variable that most events lack. `sizes` is None where nothing was rendered. `is_cut` says that time was
    up before all were tried.
    """

    event_type: str
    total: int
    rendered: int
    invalid: int
    faulty: tuple[AffectedEvent, ...]
    missing: tuple[MissingVariable, ...]
    sizes: Sizes | None
    is_cut: bool
    duration_ms: float


def sample_context(
    event_type: str,
    data: object,
    now: datetime,
    *,
    event_id: str = "",
    event_time: datetime | None = None,
    integration_id: str = "",
) -> TemplateContext:
    """Return the context of a first attempt made now that nobody makes; ids not given are made up.

    Raises:
        InvalidInput: `event_type` is none.
    """
    check_event_type(event_type, name="event_type")
    number = first_id_at(now)
    return TemplateContext(
        event_type=event_type,
        data=data,
        delivery_id=encode_id(DELIVERY, number),
        attempt=1,
        timestamp=now,
        event_id=event_id or encode_id(EVENT, number),
        event_time=event_time or now,
        integration_id=integration_id,
    )


def preview(source: TemplateSource, context: TemplateContext) -> Rendered:
    """Return the payload that an attempt in this context would send, by the same code.

    Raises:
        TemplateFault: the template cannot be used, or not with this data.
    """
    return parse_template(source).render(context)


async def check_over_events(
    database: Database, source: TemplateSource, event_type: str, now: datetime, limit: int = MAX_SAMPLES
) -> TemplateCheck:
    """Return what a template makes of the last `limit` events of a type.

    Runs in a worker thread, for MAX_SECONDS at most.

    Raises:
        TemplateFault: the template itself cannot be used. InvalidInput: `event_type` is none, or `limit` is
            not from 1 to MAX_SAMPLES. Unavailable.
    """
    check_event_type(event_type, name="event_type")
    if not 1 <= limit <= MAX_SAMPLES:
        raise InvalidInput("limit", f"limit: expected 1 to {MAX_SAMPLES:,}.")
    run = _Run(parse_template(source), event_type, now)
    return await database.read(lambda connection: run.over(connection, limit))


@dataclass(slots=True)
class _Run:
    """One check under way."""

    template: Template
    event_type: str
    now: datetime
    sizes: list[int] = field(default_factory=list[int])
    invalid: int = 0
    faulty: list[AffectedEvent] = field(default_factory=list[AffectedEvent])
    missing: Counter[str] = field(default_factory=Counter[str])
    lacking: dict[str, list[AffectedEvent]] = field(default_factory=dict[str, list[AffectedEvent]])

    def over(self, connection: Connection, limit: int) -> TemplateCheck:
        started = time.perf_counter()
        is_cut = False
        for sample in read_samples(connection, self.event_type, limit):
            is_cut = time.perf_counter() - started > MAX_SECONDS
            if is_cut:
                break
            self._try(sample)
        return TemplateCheck(
            event_type=self.event_type,
            total=len(self.sizes) + self.invalid,
            rendered=len(self.sizes),
            invalid=self.invalid,
            faulty=tuple(self.faulty),
            missing=tuple(
                MissingVariable(name, count, tuple(self.lacking[name]))
                for name, count in self.missing.most_common()
            ),
            sizes=Sizes(min(self.sizes), median_low(self.sizes), max(self.sizes)) if self.sizes else None,
            is_cut=is_cut,
            duration_ms=(time.perf_counter() - started) * 1_000,
        )

    def _try(self, sample: EventSample) -> None:
        context = sample_context(
            self.event_type,
            read_data(sample.data),
            self.now,
            event_id=sample.public_id,
            event_time=sample.happened_at,
        )
        try:
            rendered = self.template.render(context)
        except TemplateFault as fault:
            self.invalid += 1
            _list(self.faulty, sample, fault.sentence)
            return
        self.sizes.append(len(rendered.body))
        self.missing.update(rendered.missing)
        for name in rendered.missing:
            _list(self.lacking.setdefault(name, []), sample, "")


def _list(listed: list[AffectedEvent], sample: EventSample, sentence: str) -> None:
    if len(listed) < MAX_LISTED:
        entity = sample.entity_id or sample.public_id
        listed.append(AffectedEvent(sample.public_id, entity, sample.happened_at, sentence))
