"""Built-in receivers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from webhook_dashboard.storage.tables.declaring import content, document, moment, own_id


class Inbox(SQLModel, table=True):
    """A built-in receiver at `/inbox/<token>`. `knobs` says how it answers (domain/inbox.py)."""

    __tablename__: Any = "inboxes"
    token: str = Field(primary_key=True)
    created_at: datetime = moment()
    knobs: dict[str, Any] = document()
    failures_left: int = 0


class InboxRequest(SQLModel, table=True):
    """A request that arrived at an inbox, and what it was answered."""

    __tablename__: Any = "inbox_requests"
    __table_args__ = (Index("ix_inbox_requests_token", "token", "id"),)
    id: int = own_id()
    token: str
    received_at: datetime = moment()
    method: str
    path: str
    headers: list[list[str]] = document()
    body: bytes = content()
    event_type: str
    verdict: str
    scheme: str
    sentence: str
    response_code: int | None = None
