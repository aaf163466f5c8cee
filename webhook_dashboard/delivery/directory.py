"""The webhooks in memory: who gets an event, and with which configuration it is sent."""

from dataclasses import dataclass
from typing import Final

from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, read_value
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import list_sealed

_REMEMBERED_TYPES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Audience:
    """Who an event type goes to: the webhooks that get it, and those that would if they were active."""

    active: tuple[Webhook, ...]
    inactive: tuple[Webhook, ...]


class Directory:
    """A snapshot of all webhooks, replaced as a whole when their version in the database changes.

    Safe to read from any thread; `refresh` is called inside a transaction, by the writer thread.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._version: str | None = None
        self._by_id: dict[int, Webhook] = {}
        self._audiences: dict[str, Audience] = {}

    def distrust(self) -> None:
        """Read everything anew at the next refresh: what was read last was rolled back."""
        self._version = None

    def refresh(self, connection: Connection) -> None:
        """Take up changes; one small query when there are none."""
        version = read_value(connection, WEBHOOKS_VERSION) or "0"
        if version == self._version:
            return
        by_id: dict[int, Webhook] = {}
        for sealed in list_sealed(connection):
            summary = sealed.summary
            known = self._by_id.get(summary.id) if self._version is not None else None
            if known is not None and known.revision == summary.revision:
                by_id[summary.id] = known
                continue
            by_id[summary.id] = Webhook(
                id=summary.id,
                name=summary.name,
                url=summary.url,
                method=summary.method,
                event_types=summary.event_types,
                active=summary.active,
                secret=self._vault.open(sealed.sealed_secret),
                revision=summary.revision,
                created_at=summary.created_at,
            )
        self._by_id, self._audiences, self._version = by_id, {}, version

    def find(self, webhook_id: int) -> Webhook | None:
        """Return a webhook that was not deleted, or None."""
        return self._by_id.get(webhook_id)

    def audience(self, event_type: str) -> Audience:
        """Return who subscribes to an event type."""
        known = self._audiences.get(event_type)
        if known is not None:
            return known
        subscribed = [webhook for webhook in self._by_id.values() if webhook.subscribes(event_type)]
        found = Audience(
            tuple(webhook for webhook in subscribed if webhook.active),
            tuple(webhook for webhook in subscribed if not webhook.active),
        )
        if len(self._audiences) < _REMEMBERED_TYPES:
            self._audiences[event_type] = found
        return found
