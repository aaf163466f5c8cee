"""Webhooks: create, change, switch on and off, delete."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.url_probe import UrlProbe
from webhook_dashboard.domain.errors import InvalidInput, NotFound
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import build_secret
from webhook_dashboard.domain.url_findings import UrlFinding
from webhook_dashboard.domain.webhooks import INBOX_PATH, MAX_URL_LENGTH, PreviousSecret, inbox_token
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.webhook_configuration import (
    Configuration,
    WebhookChange,
    WebhookDraft,
    change_to,
    changed_fields,
    configuration_of,
    configure,
    reconfigure,
)
from webhook_dashboard.storage import counting, deliveries, holds, webhook_health, webhook_revisions, webhooks
from webhook_dashboard.storage.credentials import Credentials, open_credentials
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.inboxes import find_inbox
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import WebhookSummary

__all__ = ["CreatedWebhook", "WebhookChange", "WebhookDraft", "Webhooks", "make_secret"]

DEFAULT_OVERLAP: Final = timedelta(hours=24)
LONGEST_OVERLAP: Final = timedelta(days=7)
_MOST_PREVIOUS: Final = 2
SECRET_BYTES: Final = 24


class Wake(Protocol):
    """Has the engine look for due deliveries; `released`: among the held ones too."""

    def __call__(self, *, released: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class CreatedWebhook:
    """A webhook that was just made, with its secret: shown this once."""

    summary: WebhookSummary
    secret: str


def make_secret() -> str:
    """Return a new signing secret, `whsec_` and the base64 of random bytes."""
    return build_secret(secrets.token_bytes(SECRET_BYTES))


class Webhooks:
    """Verbs about webhooks. `wake` is called when deliveries may have become due."""

    def __init__(self, context: Context, vault: Vault, guard: AddressGuard, wake: Wake) -> None:
        self._context = context
        self._vault = vault
        self._guard = guard
        self._probe = UrlProbe(guard)
        self._wake = wake

    async def check_url(self, text: str) -> str | None:
        """Check a URL as `create` would, with a look-up of its host (five seconds at most).

        Returns a warning, as when the host has no address yet, or None.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        _, warning = await self._check_url(text)
        return warning

    async def look_at_url(self, text: str) -> UrlFinding | None:
        """Look at what stands at a URL now, in a few seconds; no request is sent. None for a test inbox here.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        url = await self._own_or_given(text)
        return None if inbox_token(url) else await self._probe.look(url)

    async def stored_url(self, text: str) -> str:
        """Return a URL as `create` would store it: that of a test inbox here becomes `/inbox/<token>`.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        url, _ = await self._check_url(text)
        return url

    async def create(self, draft: WebhookDraft, actor: Actor) -> CreatedWebhook:
        """Store a new webhook.

        Raises:
            InvalidInput: a field is unusable, or its address is not allowed. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)
        url, _ = await self._check_url(draft.url)
        configuration = configure(draft, url, make_secret())
        now = self._context.clock()
        summary = configuration.summary(self._context.new_id(), 1, now, now)
        sealed = configuration.credentials().sealed(self._vault)

        def work(connection: Connection) -> None:
            row = summary.columns() | sealed
            row |= {"id": summary.id, "revision": 1, "created_at": now, "updated_at": now}
            webhooks.insert_webhook(connection, row)
            webhook_revisions.insert_revision(connection, summary, actor=actor.name, now=now)
            self._context.note(
                connection, actor, "webhook.created", encode_id(WEBHOOK, summary.id), name=summary.name
            )

        await self._context.database.write(work)
        self._wake()
        return CreatedWebhook(summary, configuration.secret)

    async def update(self, webhook_id: int, change: WebhookChange, actor: Actor) -> WebhookSummary:
        """Change a webhook; deliveries that wait are sent as it is from now on.

        Raises:
            InvalidInput, NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)
        url = None if change.url is None else (await self._check_url(change.url))[0]

        def work(connection: Connection) -> WebhookSummary:
            before, credentials = self._open(connection, webhook_id)
            after = reconfigure(configuration_of(before, credentials), change, url)
            return self._save(connection, before, credentials, after, actor)

        summary = await self._context.database.write(work)
        self._wake(released=True)
        return summary

    async def configuration(self, webhook_id: int) -> Configuration:
        """Return what a webhook is configured to be, secrets included: for tests and previews only.

        Raises:
            NotFound.
        """

        def query(connection: Connection) -> Configuration:
            summary, credentials = self._open(connection, webhook_id)
            return configuration_of(summary, credentials)

        return await self._context.database.read(query)

    async def rotate_secret(
        self,
        webhook_id: int,
        actor: Actor,
        *,
        overlap: timedelta = DEFAULT_OVERLAP,
        secret: str | None = None,
    ) -> str:
        """Give a webhook another secret, a new one or the one given; returns it, this once.

        Until `overlap` has passed the old one signs along (C25); zero ends it at once.

        Raises:
            InvalidInput: the overlap is over 7 days, or the secret does not fit. NotFound. NotAllowed.
        """
        actor.require(Role.ADMIN)
        if not timedelta() <= overlap <= LONGEST_OVERLAP:
            raise InvalidInput("overlap_hours", "overlap_hours: expected 0 to 168.")
        if secret == "":
            raise InvalidInput("secret", "secret: give the new secret, or leave it out to have one made.")

        def work(connection: Connection) -> str:
            before, credentials = self._open(connection, webhook_id)
            fresh = make_secret() if secret is None else secret
            after = replace(configuration_of(before, credentials), secret=fresh).checked()
            now = self._context.clock()
            kept = [one for one in credentials.previous if overlap and one.valid_until > now][:_MOST_PREVIOUS]
            if overlap and credentials.secret:
                kept = [PreviousSecret(credentials.secret, now + overlap), *kept]
            self._save(connection, before, replace(credentials, previous=tuple(kept)), after, actor)
            return fresh

        fresh = await self._context.database.write(work)
        self._wake()
        return fresh

    async def reveal_secret(self, webhook_id: int, actor: Actor) -> str:
        """Return the secret of a webhook, "" for none, and note who looked.

        Raises:
            NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)

        def work(connection: Connection) -> str:
            summary, credentials = self._open(connection, webhook_id)
            subject = encode_id(WEBHOOK, webhook_id)
            self._context.note(connection, actor, "webhook.secret_revealed", subject, name=summary.name)
            return credentials.secret

        return await self._context.database.write(work)

    async def restore(self, webhook_id: int, revision: int, actor: Actor) -> WebhookSummary:
        """Make a webhook what it was at a revision, but for its secrets; that is a new revision.

        Raises:
            NotFound: no such webhook or revision. InvalidInput: it cannot be used any more. NotAllowed.
        """
        actor.require(Role.ADMIN)

        def read(connection: Connection) -> WebhookChange:
            found = webhook_revisions.find_revision(connection, webhook_id, revision)
            webhook = webhooks.find_webhook(connection, webhook_id)
            if found is None or webhook is None:
                raise NotFound("There is no such revision.")
            return change_to(found.snapshot, webhook.summary)

        change = await self._context.database.read(read)
        return await self.update(webhook_id, change, actor)

    async def pause(self, webhook_id: int, actor: Actor) -> None:
        """Have the deliveries of a webhook wait until somebody resumes it.

        Raises:
            NotFound. NotAllowed: needs operator.
        """
        actor.require(Role.OPERATOR)
        now = self._context.clock()

        def work(connection: Connection) -> None:
            summary, _ = self._open(connection, webhook_id)
            holds.pause(connection, webhook_id, now, reason=f"Paused by {actor.name}.", probe_at=None)
            subject = encode_id(WEBHOOK, webhook_id)
            self._context.note(connection, actor, "webhook.paused", subject, name=summary.name)

        await self._context.database.write(work)
        self._wake()

    async def resume(self, webhook_id: int, actor: Actor) -> int:
        """Send to a webhook again that is paused or whose breaker is open; returns how many waited.

        Raises:
            NotFound. NotAllowed: needs operator.
        """
        actor.require(Role.OPERATOR)

        def work(connection: Connection) -> int:
            summary, _ = self._open(connection, webhook_id)
            holds.resume(connection, webhook_id)
            webhook_health.write_health(connection, webhook_id, Health())
            subject = encode_id(WEBHOOK, webhook_id)
            self._context.note(connection, actor, "webhook.resumed", subject, name=summary.name)
            return holds.count_held(connection).get(webhook_id, 0)

        waiting = await self._context.database.write(work)
        self._wake(released=True)
        return waiting

    async def delete(self, webhook_id: int, actor: Actor) -> int:
        """Delete a webhook: its log stays, its waiting deliveries are cancelled. Returns how many were.

        Raises:
            NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)

        def work(connection: Connection) -> int:
            found = webhooks.find_webhook(connection, webhook_id)
            if found is None:
                raise NotFound("There is no such webhook.")
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

    def _open(self, connection: Connection, webhook_id: int) -> tuple[WebhookSummary, Credentials]:
        found = webhooks.find_webhook(connection, webhook_id)
        if found is None:
            raise NotFound("There is no such webhook.")
        return found.summary, open_credentials(self._vault, found)

    def _save(
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
        webhooks.update_webhook(connection, saved.id, row | {"pause_reason": pause_reason})
        webhook_revisions.insert_revision(connection, saved, actor=actor.name, now=now)
        subject = encode_id(WEBHOOK, saved.id)
        self._context.note(connection, actor, "webhook.updated", subject, name=saved.name, changed=changed)
        return replace(
            saved,
            health=health,
            paused_at=before.paused_at,
            pause_reason=pause_reason,
            breaker_opened_at=before.breaker_opened_at,
            probe_at=before.probe_at,
        )

    async def _check_url(self, text: str) -> tuple[str, str | None]:
        """Return the URL to store, and a warning."""
        url = await self._own_or_given(text)
        return url, await self._guard.resolve_url(url)

    async def _own_or_given(self, text: str) -> str:
        """Return the URL to store: any address of an inbox here becomes `/inbox/<token>`."""
        url = text.strip()
        if len(url) > MAX_URL_LENGTH:
            raise InvalidInput("url", f"url: at most {MAX_URL_LENGTH:,} characters.")
        own = INBOX_PATH + url.rpartition(INBOX_PATH)[2]
        token = inbox_token(own) if INBOX_PATH in url else None
        if token and await self._context.database.read(lambda connection: find_inbox(connection, token)):
            return own
        if url.startswith(INBOX_PATH):
            raise InvalidInput("url", "url: there is no such test inbox.")
        return url
