"""What can be chosen: templates to begin with, and the events to try a template on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.domain.templates import (
    ENVELOPES,
    READY_TEMPLATES,
    Envelope,
    TemplateSource,
    default_template,
)
from webhook_dashboard.domain.webhooks import host_of, matches_pattern
from webhook_dashboard.services.payload_preview import event_to_preview
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_samples import MAX_SAMPLES, EventSample, read_samples
from webhook_dashboard.ui.pages.webhook_editor.fields import CHOICE_WORDS
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import Pair, ReadyRow

SAMPLE, PASTED, PASTE = "sample", "pasted", "paste"
"""What is tried: the sample of the catalogue, JSON that was pasted; and the choice that asks for some."""
RECENT_EVENTS = 20
ENVELOPE_KEY = "envelope:"


@dataclass(frozen=True, slots=True)
class Recent:
    """A published event, to be chosen by its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TriedEvent:
    """The event in hand. `id` is empty, and `happened_at` None, where nobody published it."""

    name: str
    data: bytes
    id: str = ""
    happened_at: datetime | None = None


def read_recent(connection: Connection, event_type: str) -> list[Recent]:
    """Read the names of the newest events of a type."""
    return [Recent(one.public_id, _name(one)) for one in read_samples(connection, event_type, RECENT_EVENTS)]


def find_event(connection: Connection, event_type: str, public_id: str) -> TriedEvent | None:
    """Read one of the last events of a type; None when it is not among them any more."""
    samples: Iterator[EventSample] = read_samples(connection, event_type, MAX_SAMPLES)
    found = next((one for one in samples if one.public_id == public_id), None)
    return None if found is None else TriedEvent(_name(found), found.data, found.public_id, found.happened_at)


def sample_event(sample: object) -> TriedEvent:
    """The sample of the catalogue, {} where it has none."""
    return TriedEvent("the sample", orjson.dumps({} if sample is None else sample))


def source_options(recent: Sequence[Recent], *, has_pasted: bool) -> list[Pair]:
    """What the list above the preview offers."""
    pasted = (
        [(PASTED, "Pasted JSON"), (PASTE, "Paste other JSON…")] if has_pasted else [(PASTE, "Paste JSON…")]
    )
    return [*((one.id, one.name) for one in recent), (SAMPLE, "Sample"), *pasted]


def ready_rows(url: str, event_type: str) -> list[ReadyRow]:
    """Templates for receivers, those that fit the address first, then the envelopes."""
    host = host_of(url) if url else ""
    fitting = [one for one in READY_TEMPLATES if one.fits(host, event_type)]
    others = [
        one for one in READY_TEMPLATES if one not in fitting and matches_pattern(one.pattern, event_type)
    ]
    return [
        *(ReadyRow(one.key, one.name, "fits the address") for one in fitting),
        *(ReadyRow(one.key, one.name) for one in others),
        *(ReadyRow(ENVELOPE_KEY + one, CHOICE_WORDS["envelope"][one]) for one in ENVELOPES),
    ]


def ready_source(key: str, event_type: str, payload_version: str, *, strict: bool) -> TemplateSource | None:
    """The template behind a choice; None when there is no such choice."""
    if key.startswith(ENVELOPE_KEY):
        envelope = key.removeprefix(ENVELOPE_KEY)
        known = envelope in ENVELOPES
        return usual_source(envelope, event_type, payload_version, strict=strict) if known else None
    ready = next((one for one in READY_TEMPLATES if one.key == key), None)
    return None if ready is None else replace(ready.source, strict=strict)


def usual_source(envelope: str, event_type: str, payload_version: str, *, strict: bool) -> TemplateSource:
    """The template that sends what an envelope sends."""
    known: dict[str, Envelope] = {one: one for one in ENVELOPES}
    return replace(
        default_template(known.get(envelope, ENVELOPES[0]), event_type, payload_version=payload_version),
        strict=strict,
    )


def pattern_of(templates: Mapping[str, Any], event_type: str) -> str:
    """The pattern whose template an event type gets that has none of its own, or ""."""
    fitting = [key for key, one in templates.items() if one and key.endswith("*")]
    return max((key for key in fitting if matches_pattern(key, event_type)), key=len, default="")


def to_send(event: TriedEvent, event_type: str, now: datetime) -> EventToSend:
    """The event in hand as it would be sent; one that nobody published happens now."""
    made = event_to_preview(event_type, event.data, now)
    if not event.id:
        return made
    return EventToSend(event.id, event_type, event.happened_at or now, event.data)


def _name(sample: EventSample) -> str:
    return sample.entity_id or sample.public_id
