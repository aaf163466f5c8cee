"""Why webhooks that subscribed to an event did not get it."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from webhook_dashboard.domain.deliveries import SkipReason
from webhook_dashboard.domain.matching import Skip
from webhook_dashboard.storage.fast_rows import RowInsert
from webhook_dashboard.storage.tables import skips

_insert: Final = RowInsert(skips, "id", "event_id", "webhook_id", "event_type", "reason", "detail")


def insert_skips(connection: Connection, rows: Iterable[tuple[int, int, str, Skip]]) -> None:
    """Store skips, each with an id of its own, its event's id and type."""
    _insert(
        connection,
        [
            (skip_id, event_id, skip.webhook_id, event_type, skip.reason.value, skip.detail)
            for skip_id, event_id, event_type, skip in rows
        ],
    )


def list_skips(connection: Connection, event_id: int) -> list[Skip]:
    """Return the stored skips of an event, in the order of the webhooks' ids."""
    query = select(skips).where(skips.c.event_id == event_id).order_by(skips.c.webhook_id)
    return [Skip(row.webhook_id, SkipReason(row.reason), row.detail) for row in connection.execute(query)]
