"""Webhooks and their revisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, next_number
from webhook_dashboard.storage.tables import webhooks
from webhook_dashboard.storage.webhook_health import health_of

State = Literal["active", "failing", "paused", "inactive"]


@dataclass(frozen=True, slots=True)
class WebhookSummary:
    """A webhook as it may be shown: `secret_hint` is the masked secret, "" when nothing is signed.

    `authentication` holds what may be shown of it; a header whose value is secret has None.
    """

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
    description: str = ""
    preset: str = "standard"
    profile: DeliveryProfile = field(default_factory=DeliveryProfile)
    authentication: Mapping[str, Any] = field(default_factory=dict[str, Any])
    headers: tuple[tuple[str, str | None], ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    templates: Mapping[str, Any] = field(default_factory=dict[str, Any])
    paused_at: datetime | None = None
    pause_reason: str = ""
    breaker_opened_at: datetime | None = None
    probe_at: datetime | None = None

    @property
    def is_held(self) -> bool:
        """True while deliveries wait: it is paused, or its circuit breaker is open."""
        return self.paused_at is not None or self.breaker_opened_at is not None

    @property
    def state(self) -> State:
        """What a list shows of it."""
        if not self.active:
            return "inactive"
        if self.paused_at is not None:
            return "paused"
        return "failing" if self.breaker_opened_at is not None or self.health.is_failing else "active"

    def columns(self) -> dict[str, Any]:
        """Return what is stored of the configuration, without secrets."""
        profile = self.profile.document()
        del profile["method"]  # it has a column of its own
        return {
            "name": self.name,
            "description": self.description,
            "url": self.url,
            "method": self.method,
            "event_types": list(self.event_types),
            "active": self.active,
            "secret_hint": self.secret_hint,
            "preset": self.preset,
            "profile": profile,
            "authentication": dict(self.authentication),
            "headers": [list(pair) for pair in self.headers],
            "filters": dict(self.filters),
            "templates": dict(self.templates),
        }


@dataclass(frozen=True, slots=True)
class SealedWebhook:
    """A webhook with its encrypted secret and credentials, for the engine."""

    summary: WebhookSummary
    sealed_secret: bytes
    sealed_credentials: bytes | None = None


def list_webhooks(connection: Connection) -> list[WebhookSummary]:
    """Return every webhook that was not deleted, by name."""
    query = select(webhooks).where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.name, webhooks.c.id)
    return [_summary(row) for row in connection.execute(query)]


def list_sealed(connection: Connection) -> list[SealedWebhook]:
    """Return every webhook that was not deleted, with its encrypted secret, oldest first."""
    query = select(webhooks).where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.id)
    return [_sealed(row) for row in connection.execute(query)]


def list_sealed_to(connection: Connection, url: str) -> list[SealedWebhook]:
    """Return the webhooks that send to exactly this URL, oldest first."""
    query = select(webhooks).where(webhooks.c.url == url, webhooks.c.deleted_at.is_(None))
    return [_sealed(row) for row in connection.execute(query.order_by(webhooks.c.id))]


def find_webhook(connection: Connection, webhook_id: int) -> SealedWebhook | None:
    """Return a webhook that was not deleted, or None."""
    query = select(webhooks).where(webhooks.c.id == webhook_id, webhooks.c.deleted_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else _sealed(row)


def insert_webhook(connection: Connection, row: dict[str, Any]) -> None:
    """Store a new webhook."""
    connection.execute(insert(webhooks).values(row))
    next_number(connection, WEBHOOKS_VERSION)


def update_webhook(connection: Connection, webhook_id: int, values: dict[str, Any]) -> None:
    """Change columns of a webhook; engines take up the change by its version."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))
    next_number(connection, WEBHOOKS_VERSION)


@lru_cache(maxsize=1024)
def _profile(document: bytes) -> DeliveryProfile:
    """Most webhooks share a preset, and lists are read at every update of a dashboard."""
    return DeliveryProfile().changed(orjson.loads(document))


def _sealed(row: Any) -> SealedWebhook:
    return SealedWebhook(_summary(row), row.sealed_secret, row.sealed_credentials)


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
        health=health_of(row),
        description=row.description,
        preset=row.preset,
        profile=_profile(orjson.dumps(row.profile | {"method": row.method})),
        authentication=row.authentication,
        headers=tuple((name, value) for name, value in row.headers),
        filters=row.filters,
        templates=row.templates,
        paused_at=row.paused_at,
        pause_reason=row.pause_reason,
        breaker_opened_at=row.breaker_opened_at,
        probe_at=row.probe_at,
    )
