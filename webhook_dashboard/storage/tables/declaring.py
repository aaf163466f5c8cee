"""How the tables declare their columns."""

from typing import Any, cast

from sqlalchemy import JSON, Column
from sqlmodel import Field

from webhook_dashboard.storage.columns import Bytes, Id, UtcMoment

_OWN_ID = {"autoincrement": False}


def own_id() -> Any:
    """The primary key: an id made by domain/ids.py, never by the database."""
    return Field(sa_type=cast("Any", Id), primary_key=True, sa_column_kwargs=_OWN_ID)


def reference(*, nullable: bool = False) -> Any:
    """The id of another row."""
    return Field(sa_type=cast("Any", Id), nullable=nullable)


def moment(*, nullable: bool = False) -> Any:
    """An aware UTC datetime."""
    return Field(sa_type=UtcMoment, nullable=nullable)


def content(*, nullable: bool = False, primary_key: bool = False, unique: bool = False) -> Any:
    """Bytes."""
    return Field(sa_type=cast("Any", Bytes), nullable=nullable, primary_key=primary_key, unique=unique)


def document(*, default: str | None = None) -> Any:
    """A JSON document; `default` is what rows of before this column hold."""
    return Field(sa_column=Column(JSON, nullable=False, server_default=default))
