"""Writes down what attempts came to: one transaction for all that finished together."""

from datetime import datetime

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.health import Health
from webhook_dashboard.storage import deliveries, statistics, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import AttemptRecord


def record_results(connection: Connection, records: list[AttemptRecord], owner: str) -> list[bool]:
    """Store attempts, the new state of their deliveries, the counts and the health of their webhooks.

    Returns for each record whether it was stored; False means that the delivery was overtaken (its
    lease had ended, or it was cancelled), and that nothing was written or counted for it.
    """
    held = deliveries.fenced(connection, records, owner)
    deliveries.record_attempts(connection, held)
    _count(connection, held)
    _note_health(connection, held)
    stored = {record.delivery.id for record in held}
    return [record.delivery.id in stored for record in records]


def _count(connection: Connection, records: list[AttemptRecord]) -> None:
    counts: dict[tuple[datetime, int], statistics.Counts] = {}
    for record in records:
        if record.status not in (Status.SUCCEEDED, Status.FAILED):
            continue
        minute = record.delivery.created_at.replace(second=0, microsecond=0)
        entry = counts.setdefault((minute, record.delivery.webhook_id), statistics.Counts())
        if record.status is Status.SUCCEEDED:
            entry.succeeded += 1
            entry.durations_ms.append(record.duration_ms)
        else:
            entry.failed += 1
    if counts:
        statistics.add_counts(connection, counts)


def _note_health(connection: Connection, records: list[AttemptRecord]) -> None:
    """Follow each webhook through its attempts in the order they ended; write only what changed."""
    by_webhook: dict[int, list[AttemptRecord]] = {}
    for record in records:
        by_webhook.setdefault(record.delivery.webhook_id, []).append(record)
    before = webhooks.read_health(connection, list(by_webhook)) if by_webhook else {}
    for webhook_id, health in before.items():
        after = _health_after(health, by_webhook[webhook_id])
        if after != health:
            webhooks.write_health(connection, webhook_id, after)


def _health_after(health: Health, records: list[AttemptRecord]) -> Health:
    for record in records:
        succeeded = record.status is Status.SUCCEEDED
        health = health.after(succeeded=succeeded, at=record.started_at, sentence=record.sentence)
    return health
