"""Webhooks, events, deliveries, attempts, and what follows from them.

Ids are time-ordered (domain/ids.py), so lists sort by primary key and a time range is an id range;
there is no index on `created_at`. A delivery holds no payload: its event does, once.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, SmallInteger, text
from sqlmodel import Field, SQLModel

from webhook_dashboard.storage.tables.declaring import content, document, moment, own_id, reference


class Webhook(SQLModel, table=True):
    """A configured receiver. What begins with `sealed_` is encrypted; a deleted row stays, for the log.

    `profile` holds the fields of domain/profiles.py but the method; `authentication` and `headers` only
    what may be shown, their secret values are in `sealed_credentials`.
    """

    __tablename__: Any = "webhooks"
    id: int = own_id()
    name: str
    url: str
    method: str
    event_types: list[str] = document()
    active: bool
    sealed_secret: bytes = content()
    secret_hint: str
    revision: int
    created_at: datetime = moment()
    updated_at: datetime = moment()
    deleted_at: datetime | None = moment(nullable=True)
    failing_since: datetime | None = moment(nullable=True)
    failure_streak: int = 0
    last_sentence: str = ""
    exhausted_streak: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    warned: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    description: str = Field(default="", sa_column_kwargs={"server_default": ""})
    preset: str = Field(default="standard", sa_column_kwargs={"server_default": "standard"})
    profile: dict[str, Any] = document(default="{}")
    authentication: dict[str, Any] = document(default="{}")
    headers: list[list[str | None]] = document(default="[]")
    filters: dict[str, Any] = document(default="{}")
    templates: dict[str, Any] = document(default="{}")
    sealed_credentials: bytes | None = content(nullable=True)
    paused_at: datetime | None = moment(nullable=True)
    pause_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    breaker_opened_at: datetime | None = moment(nullable=True)
    probe_at: datetime | None = moment(nullable=True)


class WebhookRevision(SQLModel, table=True):
    """What a webhook was after each save: who, when, and every field but the secret."""

    __tablename__: Any = "webhook_revisions"
    __table_args__ = (PrimaryKeyConstraint("webhook_id", "revision"),)
    webhook_id: int = reference()
    revision: int
    saved_at: datetime = moment()
    actor: str
    snapshot: dict[str, Any] = document()


class Event(SQLModel, table=True):
    """A thing that happened. `data` is its JSON, serialised once. A `test` is what a person tried out."""

    __tablename__: Any = "events"
    __table_args__ = (
        Index("ix_events_type", "type", "id"),
        Index(
            "ix_events_client_id",
            "client_id",
            sqlite_where=text("client_id IS NOT NULL"),
            postgresql_where=text("client_id IS NOT NULL"),
        ),
    )
    id: int = own_id()
    client_id: str | None = None
    type: str
    entity_type: str | None = None
    entity_id: str | None = None
    occurred_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    data: bytes = content()
    test: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Delivery(SQLModel, table=True):
    """One event to one webhook. `owner` and `lease_until` fence the engine that is sending it."""

    __tablename__: Any = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_webhook", "webhook_id", "id"),
        Index("ix_deliveries_type", "event_type", "id"),
        Index("ix_deliveries_event", "event_id"),
        Index(
            "ix_deliveries_failed",
            "id",
            sqlite_where=text("status IN (4, 5)"),
            postgresql_where=text("status IN (4, 5)"),
        ),
        Index(
            "ix_deliveries_webhook_failed",
            "webhook_id",
            "id",
            sqlite_where=text("status IN (4, 5)"),
            postgresql_where=text("status IN (4, 5)"),
        ),
        Index(
            "ix_deliveries_due",
            "next_at",
            sqlite_where=text("status IN (0, 2)"),
            postgresql_where=text("status IN (0, 2)"),
        ),
        Index(
            "ix_deliveries_leased",
            "lease_until",
            sqlite_where=text("status = 1"),
            postgresql_where=text("status = 1"),
        ),
        Index(
            "ix_deliveries_held",
            "webhook_id",
            "id",
            sqlite_where=text("status = 6"),
            postgresql_where=text("status = 6"),
        ),
        Index(
            "ix_deliveries_resend",
            "resend_of",
            sqlite_where=text("resend_of IS NOT NULL"),
            postgresql_where=text("resend_of IS NOT NULL"),
        ),
    )
    id: int = own_id()
    event_id: int = reference()
    webhook_id: int = reference()
    event_type: str
    status: int = Field(sa_type=SmallInteger)
    trigger: str
    attempt_count: int
    webhook_revision: int
    created_at: datetime = moment()
    next_at: datetime | None = moment(nullable=True)
    lease_until: datetime | None = moment(nullable=True)
    owner: str | None = None
    response_code: int | None = None
    error_kind: str | None = None
    duration_ms: float | None = None
    last_attempt_at: datetime | None = moment(nullable=True)
    resend_of: int | None = reference(nullable=True)
    test: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Attempt(SQLModel, table=True):
    """One HTTP try, with what was sent and what came back.

    `request_body` is None where the body can be made again from the event (the standard envelope), and empty
    where there was none or the webhook says that payloads are not to be kept.
    """

    __tablename__: Any = "attempts"
    __table_args__ = (PrimaryKeyConstraint("delivery_id", "attempt_number"),)
    delivery_id: int = reference()
    attempt_number: int
    trigger: str
    started_at: datetime = moment()
    duration_ms: float
    phases: list[float | None] = document()
    method: str
    url: str
    request_headers: list[list[str]] = document()
    response_code: int | None = None
    error_kind: str | None = None
    error_detail: str
    sentence: str
    response_headers: list[list[str]] = document()
    response_body: bytes = content()
    response_cut: bool
    request_body: bytes | None = content(nullable=True)


class Skip(SQLModel, table=True):
    """A webhook that subscribed to an event and was passed by, and why."""

    __tablename__: Any = "skips"
    __table_args__ = (Index("ix_skips_event", "event_id"), Index("ix_skips_webhook", "webhook_id", "id"))
    id: int = own_id()
    event_id: int = reference()
    webhook_id: int = reference()
    event_type: str
    reason: str
    detail: str


class Alert(SQLModel, table=True):
    """A message about a webhook that is to be sent, or was: `next_at` is None when there is no more to do."""

    __tablename__: Any = "alerts"
    __table_args__ = (
        Index(
            "ix_alerts_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index("ix_alerts_webhook", "webhook_id", "id"),
    )
    id: int = own_id()
    webhook_id: int = reference()
    kind: str
    created_at: datetime = moment()
    channel: str
    target: str
    payload: dict[str, Any] = document()
    attempt_count: int
    next_at: datetime | None = moment(nullable=True)
    sent_at: datetime | None = moment(nullable=True)
    error: str


class EventType(SQLModel, table=True):
    """An entry of the event catalogue that people made, or a built-in one that they changed."""

    __tablename__: Any = "event_types"
    key: str = Field(primary_key=True)
    category: str
    description: str
    version: str
    sample: bytes = content()
    origin: str
    updated_at: datetime = moment()
