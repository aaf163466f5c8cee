"""How many deliveries of each event type each webhook got."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage.tables import deliveries

PairCounts = Mapping[tuple[int, str], int]
"""Deliveries by webhook and event type; a pair that had none is not there."""


def count_by_webhook_and_type(connection: Connection, since: datetime, until: datetime) -> PairCounts:
    """Count the deliveries created in [since, until) for each webhook and event type, tests left out.

    Reads each delivery of that time once, in the order of the table: ask for a day, and keep the answer.
    """
    query = (
        select(deliveries.c.webhook_id, deliveries.c.event_type, func.count().label("amount"))
        # Both bounds: with one alone SQLite would walk an index and fetch the rows in its order.
        .where(
            deliveries.c.id >= first_id_at(since), deliveries.c.id < first_id_at(until), ~deliveries.c.test
        )
        .group_by(deliveries.c.webhook_id, deliveries.c.event_type)
    )
    return {(row.webhook_id, row.event_type): row.amount for row in connection.execute(query)}
