"""How webhooks are doing: failures in a row, paused or not, as the engine follows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select, update

from webhook_dashboard.domain.health import Health, Warned
from webhook_dashboard.storage.fast_rows import as_json, run
from webhook_dashboard.storage.tables import webhooks


@dataclass(frozen=True, slots=True)
class Condition:
    """How a webhook is doing, as the engine follows it."""

    health: Health
    paused_at: datetime | None
    pause_reason: str
    breaker_opened_at: datetime | None
    probe_at: datetime | None = None

    @property
    def waits_for_a_person(self) -> bool:
        """True when nobody but a person ends the pause: a person began it, or the receiver is gone."""
        return self.paused_at is not None and self.probe_at is None

    @property
    def is_held(self) -> bool:
        """True while deliveries wait."""
        return self.paused_at is not None or self.breaker_opened_at is not None


_WITH_A_PAST: Final = (
    "(failure_streak <> 0 OR exhausted_streak <> 0 OR warned <> 0 OR failing_since IS NOT NULL "
    "OR last_sentence <> '' OR paused_at IS NOT NULL OR breaker_opened_at IS NOT NULL)"
)


_UNSETTLED_SQLITE: Final = (
    "SELECT json_group_array(id) FROM webhooks "
    f"WHERE id IN (SELECT value FROM json_each(?)) AND {_WITH_A_PAST}"
)


_UNSETTLED_POSTGRESQL: Final = (
    "SELECT json_agg(id)::text FROM webhooks "
    f"WHERE id = ANY (SELECT value::bigint FROM json_array_elements_text(?::json)) AND {_WITH_A_PAST}"
)


def unsettled(connection: Connection, webhook_ids: Collection[int]) -> set[int]:
    """Return which of these webhooks a success would change: held, or with failures behind them.

    Nothing is locked: a failure that another process commits at the same moment comes after the success.
    """
    by_id = _UNSETTLED_POSTGRESQL if connection.dialect.name == "postgresql" else _UNSETTLED_SQLITE
    ((found,),) = run(connection, by_id, (as_json(list(webhook_ids)),))
    return set(orjson.loads(found)) if found else set()


def read_conditions(connection: Connection, webhook_ids: list[int]) -> dict[int, Condition]:
    """Return how webhooks are doing, locked until the transaction ends."""
    columns = (
        webhooks.c.id,
        webhooks.c.failure_streak,
        webhooks.c.exhausted_streak,
        webhooks.c.warned,
        webhooks.c.failing_since,
        webhooks.c.last_sentence,
        webhooks.c.paused_at,
        webhooks.c.pause_reason,
        webhooks.c.breaker_opened_at,
        webhooks.c.probe_at,
    )
    query = select(*columns).where(webhooks.c.id.in_(webhook_ids)).order_by(webhooks.c.id).with_for_update()
    return {
        row.id: Condition(
            health_of(row), row.paused_at, row.pause_reason, row.breaker_opened_at, row.probe_at
        )
        for row in connection.execute(query)
    }


def write_health(connection: Connection, webhook_id: int, health: Health) -> None:
    """Store the health of a webhook. Not a change of its configuration."""
    values = {
        "failure_streak": health.failure_streak,
        "exhausted_streak": health.exhausted_streak,
        "warned": int(health.warned),
        "failing_since": health.failing_since,
        "last_sentence": health.last_sentence,
    }
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))


def write_warned(connection: Connection, webhook_id: int, warned: Warned) -> None:
    """Store how much of its failures people were told; the failures themselves go on being counted."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(warned=int(warned)))


def health_of(row: Any) -> Health:
    """Return the health that a row of the webhooks holds."""
    return Health(
        failure_streak=row.failure_streak,
        exhausted_streak=row.exhausted_streak,
        failing_since=row.failing_since,
        last_sentence=row.last_sentence,
        warned=Warned(row.warned),
    )
