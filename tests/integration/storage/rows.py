"""Rows to begin a storage test with, and a look at what became of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text

from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage import deliveries, events, webhooks
from webhook_dashboard.storage.attempts import AttemptRecord
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.deliveries import ClaimedDelivery, NewDelivery

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
_numbers = count(1)


def store_webhook(database: Database, webhook_id: int = 1, **columns: Any) -> int:
    """Store a webhook for everything; returns its id."""
    row: dict[str, Any] = {
        "id": webhook_id,
        "name": f"Webhook {webhook_id}",
        "url": "https://shop.example/hook",
        "method": "POST",
        "event_types": ["*"],
        "active": True,
        "sealed_secret": b"sealed",
        "secret_hint": "whsec_••••abcd",
        "revision": 1,
        "created_at": NOW,
        "updated_at": NOW,
        "failure_streak": 0,
        "last_sentence": "",
    }
    database.writing(lambda c: webhooks.insert_webhook(c, row | columns)).result()
    return webhook_id


def store_deliveries(
    database: Database,
    amount: int,
    *,
    webhook_id: int = 1,
    at: datetime = NOW,
    owner: str | None = None,
    lease_until: datetime | None = None,
) -> list[int]:
    """Store an event and its delivery as often as asked; returns the ids of the deliveries."""
    ids = [first_id_at(at) + next(_numbers) for _ in range(amount)]

    def work(connection: Connection) -> None:
        events.insert_events(connection, [(number, NewEvent("order.created", b"{}")) for number in ids])
        born = [NewDelivery(number, number, webhook_id, "order.created", 1) for number in ids]
        deliveries.insert_deliveries(connection, born, owner=owner, lease_until=lease_until)

    database.writing(work).result()
    return ids


def claim(
    database: Database, owner: str = "a", *, now: datetime = NOW + timedelta(seconds=1), limit: int = 1_000
) -> list[ClaimedDelivery]:
    """Claim what is due for a minute."""
    until = now + timedelta(seconds=60)
    return database.writing(
        lambda c: deliveries.claim_due(c, now, owner=owner, lease_until=until, limit=limit)
    ).result()


def attempt(
    delivery: ClaimedDelivery, status: Status = Status.SUCCEEDED, *, duration_ms: float = 20.0
) -> AttemptRecord:
    """An attempt at a delivery that came to `status`."""
    succeeded = status is Status.SUCCEEDED
    return AttemptRecord(
        delivery=delivery,
        status=status,
        next_at=NOW + timedelta(minutes=1) if status is Status.RETRYING else None,
        trigger=delivery.trigger,
        started_at=NOW,
        duration_ms=duration_ms,
        phases=(1.0, 2.0, None, 3.0, 4.0),
        method="POST",
        url="https://shop.example/hook",
        request_headers=(("webhook-id", "evt_1"), ("x-ü", "\x00")),
        response_code=200 if succeeded else 503,
        error_kind=None if succeeded else "http_error",
        error_detail="",
        sentence=f"shop.example answered {200 if succeeded else 503}.",
        response_headers=(("content-type", "text/plain"),),
        response_body=b"\x00\xff",
        response_cut=False,
    )


def claimed(delivery_id: int, *, attempt_count: int = 0, webhook_id: int = 1) -> ClaimedDelivery:
    """A delivery as an engine holds it."""
    return ClaimedDelivery(delivery_id, delivery_id, webhook_id, attempt_count, Trigger.FIRST, NOW)


def read(database: Database, sql: str, **values: Any) -> Sequence[Any]:
    """Run a query."""
    with database.reading() as connection:
        return connection.execute(text(sql), values).all()


def statuses(database: Database) -> Counter[Status]:
    """How many deliveries are in each state."""
    return Counter(Status(row.status) for row in read(database, "SELECT status FROM deliveries"))
