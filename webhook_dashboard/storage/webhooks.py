"""Webhooks and their revisions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, func, insert, or_, select, update

from webhook_dashboard.domain.health import Health, Warned
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.storage.fast_rows import as_json, run
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, next_number
from webhook_dashboard.storage.tables import webhook_revisions, webhooks

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


@dataclass(frozen=True, slots=True)
class Condition:
    """How a webhook is doing, as the engine follows it."""

    health: Health
    paused_at: datetime | None
    pause_reason: str
    breaker_opened_at: datetime | None
    probe_at: datetime | None = None

    @property
    def waits_for_a_person(self) -> bool:
        """True when nobody but a person ends the pause: a person began it, or the receiver is gone."""
        return self.paused_at is not None and self.probe_at is None

    @property
    def is_held(self) -> bool:
        """True while deliveries wait."""
        return self.paused_at is not None or self.breaker_opened_at is not None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a webhook was after a save."""

    revision: int
    saved_at: datetime
    actor: str
    snapshot: Mapping[str, Any]


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


def disable_webhook(connection: Connection, webhook_id: int, now: datetime, reason: str) -> None:
    """Switch a webhook off because it failed too often; that is a revision, made by the engine."""
    found = find_webhook(connection, webhook_id)
    if found is None or not found.summary.active:
        return
    summary = replace(found.summary, active=False, revision=found.summary.revision + 1)
    values = {"active": False, "revision": summary.revision, "updated_at": now, "pause_reason": reason}
    update_webhook(connection, webhook_id, values)
    insert_revision(connection, summary, actor="engine", now=now)


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


@dataclass(frozen=True, slots=True)
class PastWebhook:
    """What a webhook was at some moment; `name` is the one it has now."""

    id: int
    name: str
    snapshot: Mapping[str, Any]


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


_WITH_A_PAST: Final = (
    "(failure_streak <> 0 OR exhausted_streak <> 0 OR warned <> 0 OR failing_since IS NOT NULL "
    "OR last_sentence <> '' OR paused_at IS NOT NULL OR breaker_opened_at IS NOT NULL)"
)
_UNSETTLED_SQLITE: Final = (
    "SELECT json_group_array(id) FROM webhooks "
    f"WHERE id IN (SELECT value FROM json_each(?)) AND {_WITH_A_PAST}"
)
_UNSETTLED_POSTGRESQL: Final = (
    "SELECT json_agg(id)::text FROM webhooks "
    f"WHERE id = ANY (SELECT value::bigint FROM json_array_elements_text(?::json)) AND {_WITH_A_PAST}"
)


def unsettled(connection: Connection, webhook_ids: Collection[int]) -> set[int]:
    """Return which of these webhooks a success would change: held, or with failures behind them.

    Nothing is locked: a failure that another process commits at the same moment comes after the success.
    """
    by_id = _UNSETTLED_POSTGRESQL if connection.dialect.name == "postgresql" else _UNSETTLED_SQLITE
    ((found,),) = run(connection, by_id, (as_json(list(webhook_ids)),))
    return set(orjson.loads(found)) if found else set()


def read_conditions(connection: Connection, webhook_ids: list[int]) -> dict[int, Condition]:
    """Return how webhooks are doing, locked until the transaction ends."""
    columns = (
        webhooks.c.id,
        webhooks.c.failure_streak,
        webhooks.c.exhausted_streak,
        webhooks.c.warned,
        webhooks.c.failing_since,
        webhooks.c.last_sentence,
        webhooks.c.paused_at,
        webhooks.c.pause_reason,
        webhooks.c.breaker_opened_at,
        webhooks.c.probe_at,
    )
    query = select(*columns).where(webhooks.c.id.in_(webhook_ids)).order_by(webhooks.c.id).with_for_update()
    return {
        row.id: Condition(_health(row), row.paused_at, row.pause_reason, row.breaker_opened_at, row.probe_at)
        for row in connection.execute(query)
    }


def write_health(connection: Connection, webhook_id: int, health: Health) -> None:
    """Store the health of a webhook. Not a change of its configuration."""
    values = {
        "failure_streak": health.failure_streak,
        "exhausted_streak": health.exhausted_streak,
        "warned": int(health.warned),
        "failing_since": health.failing_since,
        "last_sentence": health.last_sentence,
    }
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))


@lru_cache(maxsize=1024)
def _profile(document: bytes) -> DeliveryProfile:
    """Most webhooks share a preset, and lists are read at every update of a dashboard."""
    return DeliveryProfile().changed(orjson.loads(document))


def _health(row: Any) -> Health:
    return Health(
        failure_streak=row.failure_streak,
        exhausted_streak=row.exhausted_streak,
        failing_since=row.failing_since,
        last_sentence=row.last_sentence,
        warned=Warned(row.warned),
    )


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
        health=_health(row),
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
