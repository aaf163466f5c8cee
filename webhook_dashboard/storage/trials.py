"""Tests that people made of a webhook, kept in the log beside its deliveries and counted nowhere."""

from sqlalchemy import Connection, insert

from webhook_dashboard.domain.deliveries import Trigger
from webhook_dashboard.storage.attempts import AttemptRecord, insert_attempts
from webhook_dashboard.storage.tables import deliveries, events


def insert_trial(
    connection: Connection,
    record: AttemptRecord,
    event_data: bytes,
    revision: int,
    *,
    entity_id: str | None = None,
) -> None:
    """Store a test: an event, its delivery and its one attempt, all marked as a test."""
    delivery, now = record.delivery, record.started_at
    connection.execute(
        insert(events).values(
            id=delivery.event_id,
            type=record.event_type,
            entity_id=entity_id,
            occurred_at=now,
            created_at=now,
            data=event_data,
            test=True,
        )
    )
    connection.execute(
        insert(deliveries).values(
            id=delivery.id,
            event_id=delivery.event_id,
            webhook_id=delivery.webhook_id,
            event_type=record.event_type,
            status=int(record.status),
            trigger=Trigger.TEST.value,
            attempt_count=1,
            webhook_revision=revision,
            created_at=now,
            response_code=record.response_code,
            error_kind=record.error_kind,
            duration_ms=record.duration_ms,
            last_attempt_at=now,
            test=True,
        )
    )
    insert_attempts(connection, [record])
