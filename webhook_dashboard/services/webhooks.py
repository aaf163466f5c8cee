"""Webhooks: create, change, switch on and off, delete."""

from collections.abc import Collection
from dataclasses import dataclass

from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.context import Context, Wake
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.stored_webhooks import StoredWebhooks, require_revision
from webhook_dashboard.services.webhook_configuration import (
    Configuration,
    configuration_of,
    configure,
    reconfigure,
)
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.services.webhook_secrets import make_secret
from webhook_dashboard.services.webhook_snapshots import change_to
from webhook_dashboard.services.webhook_urls import WebhookUrls
from webhook_dashboard.storage import counting, deliveries, holds, webhook_health, webhook_revisions, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhooks import WebhookSummary


@dataclass(frozen=True, slots=True)
class CreatedWebhook:
    """A webhook that was just made, with its secret: shown this once."""

    summary: WebhookSummary
    secret: str


class Webhooks:
    """Verbs about webhooks. `wake` is called when deliveries may have become due."""

    def __init__(self, context: Context, stored: StoredWebhooks, urls: WebhookUrls, wake: Wake) -> None:
        self._context = context
        self._stored = stored
        self._urls = urls
        self._wake = wake

    async def create(self, draft: WebhookDraft, actor: Actor) -> CreatedWebhook:
        """Store a new webhook.

        Raises:
            InvalidInput: a field is unusable, or its address is not allowed. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)
        url = await self._urls.stored(draft.url)
        configuration = configure(draft, url, make_secret())
        summary = await self._context.database.write(
            lambda connection: self._stored.insert(connection, configuration, actor)
        )
        self._wake()
        return CreatedWebhook(summary, configuration.secret)

    async def update(
        self,
        webhook_id: int,
        change: WebhookChange,
        actor: Actor,
        *,
        expected: Collection[int] | None = None,
    ) -> WebhookSummary:
        """Change a webhook; deliveries that wait are sent as it is from now on.

        `expected` are the revisions that the change was meant for; None is any.

        Raises:
            InvalidInput, NotFound. NotAllowed: needs admin. Outdated: it is at another revision.
        """
        actor.require(Role.ADMIN)
        url = None if change.url is None else await self._checked_url(webhook_id, change.url)

        def work(connection: Connection) -> WebhookSummary:
            before, credentials = self._stored.open(connection, webhook_id)
            require_revision(before, expected)
            after = reconfigure(configuration_of(before, credentials), change, url)
            return self._stored.save(connection, before, credentials, after, actor)

        summary = await self._context.database.write(work)
        self._wake(released=True)
        return summary

    async def _checked_url(self, webhook_id: int, text: str) -> str:
        """Return the URL to store. The one that it has is not looked up: its host may be down just now."""
        found = await self._context.database.read(
            lambda connection: webhooks.find_webhook(connection, webhook_id)
        )
        url = text.strip()
        return url if found is not None and found.summary.url == url else await self._urls.stored(text)

    async def configuration(self, webhook_id: int) -> Configuration:
        """Return what a webhook is configured to be, secrets included: for tests and previews only.

        Raises:
            NotFound.
        """

        def query(connection: Connection) -> Configuration:
            summary, credentials = self._stored.open(connection, webhook_id)
            return configuration_of(summary, credentials)

        return await self._context.database.read(query)

    async def restore(
        self, webhook_id: int, revision: int, actor: Actor, *, expected: Collection[int] | None = None
    ) -> WebhookSummary:
        """Make a webhook what it was at a revision, but for its secrets; that is a new revision.

        `expected` are the revisions that may be replaced; None is any.

        Raises:
            NotFound: no such webhook or revision. InvalidInput: it cannot be used any more. NotAllowed.
            Outdated: it is at another revision.
        """
        actor.require(Role.ADMIN)

        def read(connection: Connection) -> WebhookChange:
            found = webhook_revisions.find_revision(connection, webhook_id, revision)
            webhook = webhooks.find_webhook(connection, webhook_id)
            if found is None or webhook is None:
                raise NotFound("There is no such revision.")
            return change_to(found.snapshot, webhook.summary)

        change = await self._context.database.read(read)
        return await self.update(webhook_id, change, actor, expected=expected)

    async def pause(self, webhook_id: int, actor: Actor, *, expected: Collection[int] | None = None) -> None:
        """Have the deliveries of a webhook wait until somebody resumes it.

        `expected` are the revisions that may be paused; None is any.

        Raises:
            NotFound. NotAllowed: needs operator. Outdated: it is at another revision.
        """
        actor.require(Role.OPERATOR)
        now = self._context.clock()

        def work(connection: Connection) -> None:
            summary, _ = self._stored.open(connection, webhook_id)
            require_revision(summary, expected)
            holds.pause(connection, webhook_id, now, reason=f"Paused by {actor.name}.", probe_at=None)
            subject = encode_id(WEBHOOK, webhook_id)
            self._context.note(connection, actor, "webhook.paused", subject, name=summary.name)

        await self._context.database.write(work)
        self._wake()

    async def resume(self, webhook_id: int, actor: Actor, *, expected: Collection[int] | None = None) -> int:
        """Send to a webhook again that is paused or whose breaker is open; returns how many waited.

        `expected` are the revisions that may be resumed; None is any.

        Raises:
            NotFound. NotAllowed: needs operator. Outdated: it is at another revision.
        """
        actor.require(Role.OPERATOR)

        def work(connection: Connection) -> int:
            summary, _ = self._stored.open(connection, webhook_id)
            require_revision(summary, expected)
            holds.resume(connection, webhook_id)
            webhook_health.write_health(connection, webhook_id, Health())
            subject = encode_id(WEBHOOK, webhook_id)
            self._context.note(connection, actor, "webhook.resumed", subject, name=summary.name)
            return holds.count_held(connection).get(webhook_id, 0)

        waiting = await self._context.database.write(work)
        self._wake(released=True)
        return waiting

    async def delete(self, webhook_id: int, actor: Actor, *, expected: Collection[int] | None = None) -> int:
        """Delete a webhook: its log stays, its waiting deliveries are cancelled. Returns how many were.

        `expected` are the revisions that may be deleted; None is any.

        Raises:
            NotFound. NotAllowed: needs admin. Outdated: it is at another revision.
        """
        actor.require(Role.ADMIN)

        def work(connection: Connection) -> int:
            found = webhooks.find_webhook(connection, webhook_id)
            if found is None:
                raise NotFound("There is no such webhook.")
            require_revision(found.summary, expected)
            now = self._context.clock()
            webhooks.update_webhook(connection, webhook_id, {"deleted_at": now, "active": False})
            cancelled = deliveries.cancel_open(connection, webhook_id)
            if cancelled:
                counts = counting.cancelled((webhook_id, created_at) for created_at in cancelled)
                counting.add_counts(connection, counts)
            self._context.note(
                connection, actor, "webhook.deleted", encode_id(WEBHOOK, webhook_id), name=found.summary.name
            )
            return len(cancelled)

        cancelled = await self._context.database.write(work)
        self._wake()  # the engine forgets it now, not at its next look
        return cancelled
