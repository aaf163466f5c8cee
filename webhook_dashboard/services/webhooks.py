"""Webhooks: create, change, switch on and off, delete."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.domain.errors import InvalidInput, NotFound
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import build_secret, mask_secret, parse_secret
from webhook_dashboard.domain.webhooks import (
    INBOX_PATH,
    MAX_URL_LENGTH,
    check_event_types,
    check_method,
    check_name,
    inbox_token,
)
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage import deliveries, statistics, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.inboxes import find_inbox
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import WebhookSummary

SECRET_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """What a person or program asks for. `secret` None has one made."""

    name: str
    url: str
    event_types: list[str]
    method: str = "POST"
    active: bool = True
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What to change; None leaves a field as it is."""

    name: str | None = None
    url: str | None = None
    event_types: list[str] | None = None
    method: str | None = None
    active: bool | None = None
    secret: str | None = None


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

    def __init__(self, context: Context, vault: Vault, guard: AddressGuard, wake: Callable[[], None]) -> None:
        self._context = context
        self._vault = vault
        self._guard = guard
        self._wake = wake

    async def check_url(self, text: str) -> str | None:
        """Check a URL as `create` would, with a look-up of its host (five seconds at most).

        Returns a warning, as when the host has no address yet, or None.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        _, warning = await self._check_url(text)
        return warning

    async def create(self, draft: WebhookDraft, actor: Actor) -> CreatedWebhook:
        """Store a new webhook.

        Raises:
            InvalidInput: a field is unusable, or its address is not allowed. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)
        url, _ = await self._check_url(draft.url)
        secret = draft.secret or make_secret()
        parse_secret(secret)
        now = self._context.clock()
        summary = WebhookSummary(
            id=self._context.new_id(),
            name=check_name(draft.name),
            url=url,
            method=check_method(draft.method),
            event_types=check_event_types(draft.event_types),
            active=draft.active,
            secret_hint=mask_secret(secret),
            revision=1,
            created_at=now,
            updated_at=now,
            health=Health(),
        )
        sealed = self._vault.seal(secret)

        def work(connection: Connection) -> None:
            row = _columns(summary) | {"id": summary.id, "created_at": now, "sealed_secret": sealed}
            webhooks.insert_webhook(connection, row | {"failure_streak": 0, "last_sentence": ""})
            webhooks.insert_revision(connection, summary, actor=actor.name, now=now)
            self._context.note(
                connection, actor, "webhook.created", encode_id(WEBHOOK, summary.id), name=summary.name
            )

        await self._context.database.write(work)
        return CreatedWebhook(summary, secret)

    async def update(self, webhook_id: int, change: WebhookChange, actor: Actor) -> WebhookSummary:
        """Change a webhook; deliveries that wait are sent as it is from now on.

        Raises:
            InvalidInput, NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)
        url = None if change.url is None else (await self._check_url(change.url))[0]
        if change.secret is not None:
            parse_secret(change.secret)

        def work(connection: Connection) -> WebhookSummary:
            found = webhooks.find_webhook(connection, webhook_id)
            if found is None:
                raise NotFound("There is no such webhook.")
            before = found.summary
            after = replace(
                before,
                name=before.name if change.name is None else check_name(change.name),
                url=before.url if url is None else url,
                method=before.method if change.method is None else check_method(change.method),
                event_types=before.event_types
                if change.event_types is None
                else check_event_types(change.event_types),
                active=before.active if change.active is None else change.active,
                secret_hint=before.secret_hint if change.secret is None else mask_secret(change.secret),
            )
            if after == before and change.secret is None:
                return before
            return self._save(connection, after, change.secret, actor, changed=_changed(before, after))

        summary = await self._context.database.write(work)
        self._wake()
        return summary

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
            counts: dict[tuple[datetime, int], statistics.Counts] = {}
            for created_at in cancelled:
                minute = created_at.replace(second=0, microsecond=0)
                counts.setdefault((minute, webhook_id), statistics.Counts()).cancelled += 1
            if counts:
                statistics.add_counts(connection, counts)
            self._context.note(
                connection, actor, "webhook.deleted", encode_id(WEBHOOK, webhook_id), name=found.summary.name
            )
            return len(cancelled)

        cancelled = await self._context.database.write(work)
        self._wake()  # the engine forgets it now, not at its next look
        return cancelled

    def _save(
        self,
        connection: Connection,
        after: WebhookSummary,
        secret: str | None,
        actor: Actor,
        *,
        changed: list[str],
    ) -> WebhookSummary:
        now = self._context.clock()
        saved = replace(after, revision=after.revision + 1, updated_at=now)
        values = _columns(saved)
        if secret is not None:
            values["sealed_secret"] = self._vault.seal(secret)
            changed = [*changed, "secret"]
        webhooks.update_webhook(connection, saved.id, values)
        webhooks.insert_revision(connection, saved, actor=actor.name, now=now)
        subject = encode_id(WEBHOOK, saved.id)
        self._context.note(connection, actor, "webhook.updated", subject, name=saved.name, changed=changed)
        return saved

    async def _check_url(self, text: str) -> tuple[str, str | None]:
        """Return the URL to store, and a warning. Any address of an inbox here becomes `/inbox/<token>`."""
        url = text.strip()
        if len(url) > MAX_URL_LENGTH:
            raise InvalidInput("url", f"url: at most {MAX_URL_LENGTH:,} characters.")
        own = INBOX_PATH + url.rpartition(INBOX_PATH)[2]
        token = inbox_token(own) if INBOX_PATH in url else None
        if token and await self._context.database.read(lambda connection: find_inbox(connection, token)):
            return own, None
        if url.startswith(INBOX_PATH):
            raise InvalidInput("url", "url: there is no such test inbox.")
        return url, await self._guard.resolve_url(url)


def _columns(summary: WebhookSummary) -> dict[str, object]:
    return {
        "name": summary.name,
        "url": summary.url,
        "method": summary.method,
        "event_types": list(summary.event_types),
        "active": summary.active,
        "secret_hint": summary.secret_hint,
        "revision": summary.revision,
        "updated_at": summary.updated_at,
    }


def _changed(before: WebhookSummary, after: WebhookSummary) -> list[str]:
    names = ("name", "url", "method", "event_types", "active")
    return [name for name in names if getattr(before, name) != getattr(after, name)]
