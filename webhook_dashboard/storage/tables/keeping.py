"""What the installation remembers about itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from webhook_dashboard.storage.tables.declaring import content, moment


class Idempotency(SQLModel, table=True):
    """The first answer to a publish, returned again to repeats until `expires_at`."""

    __tablename__: Any = "idempotency"
    __table_args__ = (Index("ix_idempotency_expires", "expires_at"),)
    key: str = Field(primary_key=True)
    fingerprint: bytes = content()
    answer: bytes = content()
    expires_at: datetime = moment()


class Setting(SQLModel, table=True):
    """Small facts of the installation: node counter, version of the webhooks, set-up code."""

    __tablename__: Any = "installation"
    key: str = Field(primary_key=True)
    value: str
