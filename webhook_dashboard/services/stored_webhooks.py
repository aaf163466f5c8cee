"""Webhooks as they are stored: opened with their secrets, and saved as the next revision."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from webhook_dashboard.domain.errors import NotFound, Outdated
from webhook_dashboard.domain.health import Health, under
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.webhook_configuration import Configuration
from webhook_dashboard.services.webhook_snapshots import changed_fields
from webhook_dashboard.storage import webhook_health, webhook_revisions, webhooks
from webhook_dashboard.storage.credentials import Credentials, open_credentials
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import WebhookSummary


class StoredWebhooks:
    """What the verbs about webhooks do within a transaction."""

    def __init__(self, context: Context, vault: Vault) -> None:
        self._context = context
        self._vault = vault

    def open(self, connection: Connection, webhook_id: int) -> tuple[WebhookSummary, Credentials]:
        """Return a webhook and what is sealed of it.

        Raises:
            NotFound.
        """
        found = webhooks.find_webhook(connection, webhook_id)
        if found is None:
            raise NotFound("There is no such webhook.")
        return found.summary, open_credentials(self._vault, found)

    def insert(self, connection: Connection, configuration: Configuration, actor: Actor) -> WebhookSummary:
        """Store a new webhook as its first revision."""
        now = self._context.clock()
        summary = configuration.summary(self._context.new_id(), 1, now, now)
        row = summary.columns() | configuration.credentials().sealed(self._vault)
        row |= {"id": summary.id, "revision": 1, "created_at": now, "updated_at": now}
        webhooks.insert_webhook(connection, row)
        webhook_revisions.insert_revision(connection, summary, actor=actor.name, now=now)
        subject = encode_id(WEBHOOK, summary.id)
        self._context.note(connection, actor, "webhook.created", subject, name=summary.name)
        return summary

    def save(
        self,
        connection: Connection,
        before: WebhookSummary,
        credentials: Credentials,
        after: Configuration,
        actor: Actor,
    ) -> WebhookSummary:
        """Store what changed as the next revision; nothing when nothing did."""
        now = self._context.clock()
        saved = after.summary(before.id, before.revision + 1, before.created_at, now)
        secrets_after = after.credentials(credentials)
        changed = changed_fields(before, saved)
        if after.secret != credentials.secret:
            changed.append("secret")
        elif not changed and secrets_after == credentials:
            return before
        row = saved.columns() | secrets_after.sealed(self._vault)
        row |= {"revision": saved.revision, "updated_at": now}
        health, pause_reason = before.health, before.pause_reason
        if saved.active and not before.active:
            health = Health()  # what switched it off is over: its failures are counted anew
            pause_reason = pause_reason if before.paused_at else ""
            webhook_health.write_health(connection, saved.id, health)
        elif saved.profile.pause_rule != before.profile.pause_rule and before.paused_at is None:
            health = under(health, saved.profile.pause_rule)
            webhook_health.write_warned(connection, saved.id, health.warned)
        breaker = _breaker_under(saved.profile, before, now)
        webhooks.update_webhook(connection, saved.id, row | {"pause_reason": pause_reason} | breaker)
        webhook_revisions.insert_revision(connection, saved, actor=actor.name, now=now)
        subject = encode_id(WEBHOOK, saved.id)
        self._context.note(connection, actor, "webhook.updated", subject, name=saved.name, changed=changed)
        held = {"breaker_opened_at": before.breaker_opened_at, "probe_at": before.probe_at} | breaker
        return replace(saved, health=health, paused_at=before.paused_at, pause_reason=pause_reason, **held)


def require_revision(webhook: WebhookSummary, expected: Collection[int] | None) -> None:
    """Check that a webhook is at one of the revisions that something was meant for; None is any.

    Raises:
        Outdated.
    """
    if expected is not None and webhook.revision not in expected:
        raise Outdated(
            f"{webhook.name} is at revision {webhook.revision}: it was changed meanwhile. "
            "Nothing was done; look at it and try again."
        )


def _breaker_under(
    profile: DeliveryProfile, before: WebhookSummary, now: datetime
) -> dict[str, datetime | None]:
    """Return what changes for a breaker that is open: one that is switched off closes, and the next probe
    comes no later than its new interval says. Under a pause nothing does.
    """
    if before.breaker_opened_at is None or before.paused_at is not None:
        return {}
    if not profile.breaker:
        return {"breaker_opened_at": None, "probe_at": None}
    latest = now + timedelta(seconds=profile.probe_interval)
    return {"probe_at": min(before.probe_at or latest, latest)}
