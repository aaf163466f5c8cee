"""The slowest attempt of a webhook, of its newest deliveries."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Select, func, select

from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage.tables import attempts, deliveries

MAX_READ: Final = 2_000


def read_slowest(connection: Connection, webhook_id: int, since: datetime) -> float | None:
    """Return how many milliseconds the slowest attempt took, of the deliveries created since a moment.

    Tests are left out. Of more, the newest MAX_READ speak for all. None when none was attempted.
    """
    return connection.execute(_query(webhook_id, since)).scalar_one()


def _query(webhook_id: int, since: datetime) -> Select[float | None]:
    """The question of `read_slowest`. A delivery itself has the duration of its last attempt only."""
    newest = (
        select(deliveries.c.id)
        .where(
            deliveries.c.webhook_id == webhook_id, deliveries.c.id >= first_id_at(since), ~deliveries.c.test
        )
        .order_by(deliveries.c.id.desc())
        .limit(MAX_READ)
        .subquery()
    )
    joined = newest.join(attempts, attempts.c.delivery_id == newest.c.id)
    return select(func.max(attempts.c.duration_ms)).select_from(joined)
