"""What the event catalogue offers: the packs that are on, what was changed in them, and one's own types."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from webhook_dashboard.domain.catalogue.entries import EventType, Pack
from webhook_dashboard.domain.catalogue.packs import PACKS, find_built_in
from webhook_dashboard.domain.fields import FieldInfo, learn_fields
from webhook_dashboard.domain.webhooks import matches_pattern
from webhook_dashboard.storage import event_types
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_types import StoredEventType
from webhook_dashboard.storage.webhooks import WebhookSummary

OWN: Final = "own"
LEARNED_FROM: Final = 50


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An event type as the catalogue offers it. `origin` is OWN or the key of its pack.

    `is_changed` says that somebody changed a built-in one; `updated_at` is None where nobody did.
    """

    event_type: EventType
    origin: str
    is_changed: bool = False
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PackState:
    """A pack, and whether its types are offered."""

    pack: Pack
    is_enabled: bool


def read_packs(connection: Connection) -> list[PackState]:
    """Return every pack, in the order of the catalogue."""
    switched = event_types.read_pack_switches(connection)
    return [PackState(pack, switched.get(pack.key, pack.starts_enabled)) for pack in PACKS]


def read_catalogue(connection: Connection) -> list[CatalogueEntry]:
    """Return what is offered: the types of the packs that are on, then one's own by key."""
    stored = {row.key: row for row in event_types.list_stored_types(connection)}
    own = [entry_of(row) for row in stored.values() if row.origin == OWN]
    hidden = {entry.event_type.key for entry in own}
    built_in = [
        _built_in(state.pack, event_type, stored.get(event_type.key))
        for state in read_packs(connection)
        if state.is_enabled
        for event_type in state.pack.event_types
        if event_type.key not in hidden
    ]
    return built_in + own


def find_entry(connection: Connection, key: str) -> CatalogueEntry | None:
    """Return one entry of what is offered, or None."""
    return next((entry for entry in read_catalogue(connection) if entry.event_type.key == key), None)


def naming(webhooks: Iterable[WebhookSummary], key: str) -> list[WebhookSummary]:
    """Return the webhooks that name exactly this type, which a pattern does not."""
    return [webhook for webhook in webhooks if key in webhook.event_types]


def receiving(webhooks: Iterable[WebhookSummary], key: str) -> list[WebhookSummary]:
    """Return the webhooks that get this type, by name or by a pattern."""
    return [
        webhook
        for webhook in webhooks
        if any(matches_pattern(pattern, key) for pattern in webhook.event_types)
    ]


def read_sample(connection: Connection, event_type: str) -> Any:
    """Return the sample of a type, also of one in a pack that is off; None for an unknown type."""
    entry = find_entry(connection, event_type)
    if entry is not None:
        return entry.event_type.sample
    built_in = find_built_in(event_type)
    return None if built_in is None else built_in[1].sample


def learn(connection: Connection, event_type: str) -> tuple[FieldInfo, ...]:
    """Learn the fields of a type from its LEARNED_FROM newest events and its sample."""
    newest = event_types.list_recent_data(connection, event_type, LEARNED_FROM)
    sample = read_sample(connection, event_type)
    return learn_fields([orjson.loads(data) for data in newest], sample, event_type)


def entry_of(row: StoredEventType) -> CatalogueEntry:
    """Return a stored row as an entry."""
    event_type = EventType(
        row.key, row.category, row.description, sample=orjson.loads(row.sample), version=row.version
    )
    return CatalogueEntry(event_type, row.origin, row.origin != OWN, row.updated_at)


def _built_in(pack: Pack, event_type: EventType, row: StoredEventType | None) -> CatalogueEntry:
    return CatalogueEntry(event_type, pack.key) if row is None else entry_of(row)
