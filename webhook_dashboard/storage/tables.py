"""The tables. Declared with SQLModel, used through SQLAlchemy Core: see the `Table` objects at the end.

Ids are time-ordered (domain/ids.py), so lists sort by primary key and a time range is an id range;
there is no index on `created_at`. A delivery holds no payload: its event does, once.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, Column, Index, PrimaryKeyConstraint, SmallInteger, Table, text
from sqlmodel import Field, SQLModel

from webhook_dashboard.storage.columns import Bytes, Id, UtcMoment

_OWN_ID = {"autoincrement": False}


def _id() -> Any:
    return Field(sa_type=cast("Any", Id), primary_key=True, sa_column_kwargs=_OWN_ID)


def _reference(*, nullable: bool = False) -> Any:
    return Field(sa_type=cast("Any", Id), nullable=nullable)


def _at(*, nullable: bool = False) -> Any:
    return Field(sa_type=UtcMoment, nullable=nullable)


class Webhook(SQLModel, table=True):
    """A configured receiver. `sealed_secret` is encrypted; a deleted row stays, for the log."""

    __tablename__: Any = "webhooks"
    id: int = _id()
    name: str
    url: str
    method: str
    event_types: list[str] = Field(sa_column=Column(JSON, nullable=False))
    active: bool
    sealed_secret: bytes = Field(sa_type=cast("Any", Bytes))
    secret_hint: str
    revision: int
    created_at: datetime = _at()
    updated_at: datetime = _at()
    deleted_at: datetime | None = _at(nullable=True)
    failing_since: datetime | None = _at(nullable=True)
    failure_streak: int = 0
    last_sentence: str = ""


class WebhookRevision(SQLModel, table=True):
    """What a webhook was after each save: who, when, and every field but the secret."""

    __tablename__: Any = "webhook_revisions"
    __table_args__ = (PrimaryKeyConstraint("webhook_id", "revision"),)
    webhook_id: int = _reference()
    revision: int
    saved_at: datetime = _at()
    actor: str
    snapshot: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Event(SQLModel, table=True):
    """A thing that happened. `data` is its JSON, serialised once."""

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
    id: int = _id()
    client_id: str | None = None
    type: str
    entity_type: str | None = None
    entity_id: str | None = None
    occurred_at: datetime | None = _at(nullable=True)
    created_at: datetime = _at()
    data: bytes = Field(sa_type=cast("Any", Bytes))


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
            sqlite_where=text("status >= 4"),
            postgresql_where=text("status >= 4"),
        ),
        Index(
            "ix_deliveries_webhook_failed",
            "webhook_id",
            "id",
            sqlite_where=text("status >= 4"),
            postgresql_where=text("status >= 4"),
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
    )
    id: int = _id()
    event_id: int = _reference()
    webhook_id: int = _reference()
    event_type: str
    status: int = Field(sa_type=SmallInteger)
    trigger: str
    attempt_count: int
    webhook_revision: int
    created_at: datetime = _at()
    next_at: datetime | None = _at(nullable=True)
    lease_until: datetime | None = _at(nullable=True)
    owner: str | None = None
    response_code: int | None = None
    error_kind: str | None = None
    duration_ms: float | None = None
    last_attempt_at: datetime | None = _at(nullable=True)


class Attempt(SQLModel, table=True):
    """One HTTP try, with what was sent and what came back. The body sent is rebuilt from the event."""

    __tablename__: Any = "attempts"
    __table_args__ = (PrimaryKeyConstraint("delivery_id", "attempt_number"),)
    delivery_id: int = _reference()
    attempt_number: int
    trigger: str
    started_at: datetime = _at()
    duration_ms: float
    phases: list[float | None] = Field(sa_column=Column(JSON, nullable=False))
    method: str
    url: str
    request_headers: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    response_code: int | None = None
    error_kind: str | None = None
    error_detail: str
    sentence: str
    response_headers: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    response_body: bytes = Field(sa_type=cast("Any", Bytes))
    response_cut: bool


class MinuteStatistic(SQLModel, table=True):
    """Counts of the deliveries created in one minute; kept for 73 hours. `webhook_id` 0 is the sum of all."""

    __tablename__: Any = "statistics_minutes"
    __table_args__ = (PrimaryKeyConstraint("bucket_at", "webhook_id"),)
    bucket_at: datetime = _at()
    webhook_id: int = _reference()
    created: int
    succeeded: int
    failed: int
    cancelled: int
    duration_sum_ms: float
    latencies: bytes = Field(sa_type=cast("Any", Bytes))


class HourStatistic(SQLModel, table=True):
    """The same counts by the hour; kept for 13 months."""

    __tablename__: Any = "statistics_hours"
    __table_args__ = (PrimaryKeyConstraint("bucket_at", "webhook_id"),)
    bucket_at: datetime = _at()
    webhook_id: int = _reference()
    created: int
    succeeded: int
    failed: int
    cancelled: int
    duration_sum_ms: float
    latencies: bytes = Field(sa_type=cast("Any", Bytes))


class Idempotency(SQLModel, table=True):
    """The first answer to a publish, returned again to repeats until `expires_at`."""

    __tablename__: Any = "idempotency"
    __table_args__ = (Index("ix_idempotency_expires", "expires_at"),)
    key: str = Field(primary_key=True)
    fingerprint: bytes = Field(sa_type=cast("Any", Bytes))
    answer: bytes = Field(sa_type=cast("Any", Bytes))
    expires_at: datetime = _at()


class User(SQLModel, table=True):
    """A person who may sign in."""

    __tablename__: Any = "users"
    id: int = _id()
    email: str = Field(unique=True)
    role: int = Field(sa_type=SmallInteger)
    password_hash: str
    created_at: datetime = _at()


class Session(SQLModel, table=True):
    """A browser that is signed in. Only a hash of its cookie is stored; deleting the row signs it out."""

    __tablename__: Any = "sessions"
    token_hash: bytes = Field(sa_type=cast("Any", Bytes), primary_key=True)
    user_id: int = _reference()
    created_at: datetime = _at()
    expires_at: datetime = _at()


class SignInFailure(SQLModel, table=True):
    """A wrong password, counted for the rate limit; `subject` is a hash of the e-mail, or the address."""

    __tablename__: Any = "sign_in_failures"
    __table_args__ = (PrimaryKeyConstraint("subject", "failed_at"),)
    subject: str
    failed_at: datetime = _at()


class ApiKey(SQLModel, table=True):
    """A program's key. Only its SHA-256 is stored."""

    __tablename__: Any = "api_keys"
    id: int = _id()
    name: str
    scope: str
    key_hash: bytes = Field(sa_type=cast("Any", Bytes), unique=True)
    hint: str
    created_at: datetime = _at()
    last_used_at: datetime | None = _at(nullable=True)
    revoked_at: datetime | None = _at(nullable=True)


class AuditEntry(SQLModel, table=True):
    """Who changed what, and when. Never holds a secret."""

    __tablename__: Any = "audit"
    id: int = _id()
    happened_at: datetime = _at()
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Inbox(SQLModel, table=True):
    """A built-in receiver at `/inbox/<token>`. `knobs` says how it answers (domain/inbox.py)."""

    __tablename__: Any = "inboxes"
    token: str = Field(primary_key=True)
    created_at: datetime = _at()
    knobs: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    failures_left: int = 0


class InboxRequest(SQLModel, table=True):
    """A request that arrived at an inbox, and what it was answered."""

    __tablename__: Any = "inbox_requests"
    __table_args__ = (Index("ix_inbox_requests_token", "token", "id"),)
    id: int = _id()
    token: str
    received_at: datetime = _at()
    method: str
    path: str
    headers: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    body: bytes = Field(sa_type=cast("Any", Bytes))
    event_type: str
    verdict: str
    scheme: str
    sentence: str
    response_code: int | None = None


class Setting(SQLModel, table=True):
    """Small facts of the installation: node counter, version of the webhooks, set-up code."""

    __tablename__: Any = "installation"
    key: str = Field(primary_key=True)
    value: str


def _table(model: type[SQLModel]) -> Table:
    return cast("Table", getattr(model, "__table__"))  # noqa: B009  (SQLModel does not declare it)


metadata = SQLModel.metadata
webhooks = _table(Webhook)
webhook_revisions = _table(WebhookRevision)
events = _table(Event)
deliveries = _table(Delivery)
attempts = _table(Attempt)
statistics_minutes = _table(MinuteStatistic)
statistics_hours = _table(HourStatistic)
idempotency = _table(Idempotency)
users = _table(User)
sessions = _table(Session)
sign_in_failures = _table(SignInFailure)
api_keys = _table(ApiKey)
audit = _table(AuditEntry)
inboxes = _table(Inbox)
inbox_requests = _table(InboxRequest)
installation = _table(Setting)
