"""What the event catalogue reads: one question to the database for all tabs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from webhook_dashboard.services.catalogue import (
    CatalogueEntry,
    PackState,
    find_entry,
    naming,
    read_catalogue,
    read_packs,
    receiving,
)
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_types import (
    RecentEvent,
    list_recent_data,
    list_recent_events,
    read_newest_id,
    read_newest_ids,
)
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks

RECENT_EVENTS: Final = 500
LIST_KEPT_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the list shows; `newest` is the id of the newest event of each published type."""

    entries: Sequence[CatalogueEntry]
    packs: Sequence[PackState]
    webhooks: Sequence[WebhookSummary]
    newest: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TypeReading:
    """One type: `entry` is None when the catalogue does not have it, `newest_data` then its newest event."""

    key: str
    entry: CatalogueEntry | None
    webhooks: Sequence[WebhookSummary]
    newest_id: int | None
    newest_data: bytes | None


def read_list(connection: Connection) -> Catalogue:
    """Read what the list shows."""
    return Catalogue(
        read_catalogue(connection),
        read_packs(connection),
        list_webhooks(connection),
        read_newest_ids(connection),
    )


def read_type(connection: Connection, key: str) -> TypeReading:
    """Read one type, of the catalogue or not."""
    entry = find_entry(connection, key)
    newest = list_recent_data(connection, key, 1) if entry is None else ()
    return TypeReading(
        key,
        entry,
        receiving(list_webhooks(connection), key),
        read_newest_id(connection, key),
        newest[0] if newest else None,
    )


def read_recent(connection: Connection) -> list[RecentEvent]:
    """Read the newest events: of each type among them, the newest may become a sample."""
    return list_recent_events(connection, RECENT_EVENTS)


def read_naming(connection: Connection, key: str) -> list[str]:
    """Read the names of the webhooks that subscribe to a type by name."""
    return [webhook.name for webhook in naming(list_webhooks(connection), key)]
