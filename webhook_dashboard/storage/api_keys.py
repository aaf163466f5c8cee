"""API keys, by their hashes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from webhook_dashboard.domain.people import Scope
from webhook_dashboard.storage.tables import api_keys


@dataclass(frozen=True, slots=True)
class ApiKeySummary:
    """An API key as it may be shown: `hint` is its beginning and end."""

    id: int
    name: str
    scope: Scope
    hint: str
    created_at: datetime
    last_used_at: datetime | None


def insert_api_key(connection: Connection, key: ApiKeySummary, key_hash: bytes) -> None:
    """Store a new API key by its hash."""
    row = {
        "id": key.id,
        "name": key.name,
        "scope": key.scope.value,
        "key_hash": key_hash,
        "hint": key.hint,
        "created_at": key.created_at,
    }
    connection.execute(insert(api_keys).values(row))


def find_api_key(connection: Connection, key_hash: bytes) -> ApiKeySummary | None:
    """Return the key with this hash, or None when it is unknown or revoked."""
    query = select(api_keys).where(api_keys.c.key_hash == key_hash, api_keys.c.revoked_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else _api_key(row)


def list_api_keys(connection: Connection) -> list[ApiKeySummary]:
    """Return the keys that work, newest first."""
    query = select(api_keys).where(api_keys.c.revoked_at.is_(None)).order_by(api_keys.c.id.desc())
    return [_api_key(row) for row in connection.execute(query)]


def touch_api_key(connection: Connection, key_id: int, now: datetime) -> None:
    """Note when a key was last used."""
    connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=now))


def revoke_api_key(connection: Connection, key_id: int, now: datetime) -> bool:
    """Revoke a key; return False when there is none to revoke."""
    query = (
        update(api_keys)
        .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return connection.execute(query).rowcount == 1


def _api_key(row: Any) -> ApiKeySummary:
    return ApiKeySummary(row.id, row.name, Scope(row.scope), row.hint, row.created_at, row.last_used_at)
