"""How often events of each type come."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from webhook_dashboard.domain.ids import created_at, first_id_at
from webhook_dashboard.storage.event_types import read_newest_ids
from webhook_dashboard.storage.tables import events

MAX_COUNTED: Final = 1_000


def read_daily_rates(connection: Connection, since: datetime, now: datetime) -> dict[str, float]:
    """Return how many events of each type come in a day, of those published from `since` to `now`.

    Tests are left out. Of a type that has more, the newest MAX_COUNTED speak for all: little is read.
    """
    first_id = first_id_at(since)
    rates: dict[str, float] = {}
    for event_type, newest_id in read_newest_ids(connection).items():
        if newest_id < first_id:
            continue
        newest = (
            select(events.c.id)
            .where(events.c.type == event_type, events.c.id >= first_id, ~events.c.test)
            .order_by(events.c.id.desc())
            .limit(MAX_COUNTED)
        )
        ids = connection.execute(newest).scalars().all()
        start = created_at(ids[-1]) if len(ids) == MAX_COUNTED else since
        rates[event_type] = len(ids) * (timedelta(days=1) / max(now - start, timedelta(seconds=1)))
    return rates
