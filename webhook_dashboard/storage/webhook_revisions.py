"""What webhooks were after each save, without their secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from webhook_dashboard.storage.tables import webhook_revisions, webhooks
from webhook_dashboard.storage.webhooks import WebhookSummary, find_webhook, update_webhook


@dataclass(frozen=True, slots=True)
class Revision:
    """What a webhook was after a save."""

    revision: int
    saved_at: datetime
    actor: str
    snapshot: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PastWebhook:
    """What a webhook was at some moment; `name` is the one it has now."""

    id: int
    name: str
    snapshot: Mapping[str, Any]


def insert_revision(connection: Connection, summary: WebhookSummary, *, actor: str, now: datetime) -> None:
    """Keep what the webhook is after this save, without its secrets."""
    row = {
        "webhook_id": summary.id,
        "revision": summary.revision,
        "saved_at": now,
        "actor": actor,
        "snapshot": summary.columns(),
    }
    connection.execute(insert(webhook_revisions).values(row))


def disable_webhook(connection: Connection, webhook_id: int, now: datetime, reason: str) -> None:
    """Switch a webhook off because it failed too often; that is a revision, made by the engine."""
    found = find_webhook(connection, webhook_id)
    if found is None or not found.summary.active:
        return
    summary = replace(found.summary, active=False, revision=found.summary.revision + 1)
    values = {"active": False, "revision": summary.revision, "updated_at": now, "pause_reason": reason}
    update_webhook(connection, webhook_id, values)
    insert_revision(connection, summary, actor="engine", now=now)


def list_revisions(
    connection: Connection, webhook_id: int, limit: int = 100, *, before: int | None = None
) -> list[Revision]:
    """Return the last revisions of a webhook, the newest first; with `before`, those older than it."""
    query = (
        select(webhook_revisions)
        .where(webhook_revisions.c.webhook_id == webhook_id)
        .order_by(webhook_revisions.c.revision.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(webhook_revisions.c.revision < before)
    return [
        Revision(row.revision, row.saved_at, row.actor, row.snapshot) for row in connection.execute(query)
    ]


def find_revision(connection: Connection, webhook_id: int, revision: int) -> Revision | None:
    """Return one revision of a webhook, or None."""
    query = select(webhook_revisions).where(
        webhook_revisions.c.webhook_id == webhook_id, webhook_revisions.c.revision == revision
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Revision(row.revision, row.saved_at, row.actor, row.snapshot)


def revisions_at(connection: Connection, moment: datetime) -> list[PastWebhook]:
    """Return what each webhook that there was at a moment was then, by its last save before, oldest first."""
    last = (
        select(webhook_revisions.c.webhook_id, func.max(webhook_revisions.c.revision).label("revision"))
        .where(webhook_revisions.c.saved_at <= moment)
        .group_by(webhook_revisions.c.webhook_id)
        .subquery()
    )
    query = (
        select(webhooks.c.id, webhooks.c.name, webhook_revisions.c.snapshot)
        .join(last, last.c.webhook_id == webhooks.c.id)
        .join(
            webhook_revisions,
            (webhook_revisions.c.webhook_id == last.c.webhook_id)
            & (webhook_revisions.c.revision == last.c.revision),
        )
        .where(or_(webhooks.c.deleted_at.is_(None), webhooks.c.deleted_at > moment))
        .order_by(webhooks.c.id)
    )
    return [PastWebhook(row.id, row.name, row.snapshot) for row in connection.execute(query)]
