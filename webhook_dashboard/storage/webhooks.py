"""Webhooks and their revisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from webhook_dashboard.domain.health import Health
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, next_number
from webhook_dashboard.storage.tables import webhook_revisions, webhooks


@dataclass(frozen=True, slots=True)
class WebhookSummary:
    """A webhook as it may be shown: `secret_hint` is the masked secret."""

    id: int
    name: str
    url: str
    method: str
    event_types: tuple[str, ...]
    active: bool
    secret_hint: str
    revision: int
    created_at: datetime
    updated_at: datetime
    health: Health


@dataclass(frozen=True, slots=True)
class SealedWebhook:
    """A webhook with its encrypted secret, for the engine."""

    summary: WebhookSummary
    sealed_secret: bytes


def list_webhooks(connection: Connection) -> list[WebhookSummary]:
    """Return every webhook that was not deleted, by name."""
    query = select(webhooks).where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.name, webhooks.c.id)
    return [_summary(row) for row in connection.execute(query)]


def list_sealed(connection: Connection) -> list[SealedWebhook]:
    """Return every webhook that was not deleted, with its encrypted secret, oldest first."""
    query = select(webhooks).where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.id)
    return [SealedWebhook(_summary(row), row.sealed_secret) for row in connection.execute(query)]


def find_webhook(connection: Connection, webhook_id: int) -> SealedWebhook | None:
    """Return a webhook that was not deleted, or None."""
    query = select(webhooks).where(webhooks.c.id == webhook_id, webhooks.c.deleted_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else SealedWebhook(_summary(row), row.sealed_secret)


def insert_webhook(connection: Connection, row: dict[str, Any]) -> None:
    """Store a new webhook."""
    connection.execute(insert(webhooks).values(row))
    next_number(connection, WEBHOOKS_VERSION)


def update_webhook(connection: Connection, webhook_id: int, values: dict[str, Any]) -> None:
    """Change columns of a webhook; engines take up the change by its version."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))
    next_number(connection, WEBHOOKS_VERSION)


def insert_revision(connection: Connection, summary: WebhookSummary, *, actor: str, now: datetime) -> None:
    """Keep what the webhook is after this save, without its secret."""
    snapshot = {
        "name": summary.name,
        "url": summary.url,
        "method": summary.method,
        "event_types": list(summary.event_types),
        "active": summary.active,
        "secret_hint": summary.secret_hint,
    }
    row = {
        "webhook_id": summary.id,
        "revision": summary.revision,
        "saved_at": now,
        "actor": actor,
        "snapshot": snapshot,
    }
    connection.execute(insert(webhook_revisions).values(row))


def read_health(connection: Connection, webhook_ids: list[int]) -> dict[int, Health]:
    """Return the health of webhooks, locked until the transaction ends."""
    columns = (webhooks.c.id, webhooks.c.failure_streak, webhooks.c.failing_since, webhooks.c.last_sentence)
    query = select(*columns).where(webhooks.c.id.in_(webhook_ids)).order_by(webhooks.c.id).with_for_update()
    return {row.id: _health(row) for row in connection.execute(query)}


def write_health(connection: Connection, webhook_id: int, health: Health) -> None:
    """Store the health of a webhook. Not a change of its configuration."""
    values = {
        "failure_streak": health.failure_streak,
        "failing_since": health.failing_since,
        "last_sentence": health.last_sentence,
    }
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))


def _health(row: Any) -> Health:
    return Health(row.failure_streak, row.failing_since, row.last_sentence)


def _summary(row: Any) -> WebhookSummary:
    return WebhookSummary(
        id=row.id,
        name=row.name,
        url=row.url,
        method=row.method,
        event_types=tuple(row.event_types),
        active=row.active,
        secret_hint=row.secret_hint,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        health=_health(row),
    )
