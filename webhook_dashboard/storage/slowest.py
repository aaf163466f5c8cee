"""The slowest attempt of a webhook, of its newest deliveries."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage.tables import deliveries

MAX_READ: Final = 2_000


def read_slowest(connection: Connection, webhook_id: int, since: datetime) -> float | None:
    """Return how many milliseconds the slowest last attempt took, of the deliveries created since a moment.

    Tests are left out. Of more, the newest MAX_READ speak for all. None when none was attempted.
    """
    newest = (
        select(deliveries.c.duration_ms)
        .where(
            deliveries.c.webhook_id == webhook_id, deliveries.c.id >= first_id_at(since), ~deliveries.c.test
        )
        .order_by(deliveries.c.id.desc())
        .limit(MAX_READ)
        .subquery()
    )
    return connection.execute(select(func.max(newest.c.duration_ms))).scalar_one()
