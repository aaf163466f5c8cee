"""Who may do what, and who did."""

from datetime import datetime
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, SmallInteger
from sqlmodel import Field, SQLModel

from webhook_dashboard.storage.tables.declaring import content, document, moment, own_id, reference


class User(SQLModel, table=True):
    """A person who may sign in."""

    __tablename__: Any = "users"
    id: int = own_id()
    email: str = Field(unique=True)
    role: int = Field(sa_type=SmallInteger)
    password_hash: str
    created_at: datetime = moment()


class Session(SQLModel, table=True):
    """A browser that is signed in. Only a hash of its cookie is stored; deleting the row signs it out."""

    __tablename__: Any = "sessions"
    token_hash: bytes = content(primary_key=True)
    user_id: int = reference()
    created_at: datetime = moment()
    expires_at: datetime = moment()


class SignInFailure(SQLModel, table=True):
    """A wrong password, counted for the rate limit; `subject` is a hash of the e-mail, or the address."""

    __tablename__: Any = "sign_in_failures"
    __table_args__ = (PrimaryKeyConstraint("subject", "failed_at"),)
    subject: str
    failed_at: datetime = moment()


class ApiKey(SQLModel, table=True):
    """A program's key. Only its SHA-256 is stored."""

    __tablename__: Any = "api_keys"
    id: int = own_id()
    name: str
    scope: str
    key_hash: bytes = content(unique=True)
    hint: str
    created_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)


class AuditEntry(SQLModel, table=True):
    """Who changed what, and when. Never holds a secret."""

    __tablename__: Any = "audit"
    id: int = own_id()
    happened_at: datetime = moment()
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = document()
