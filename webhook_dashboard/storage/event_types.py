"""Own and changed entries of the event catalogue, which packs are on, and what was published of each type.

Events that were only tests are left out everywhere.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, ScalarResult, Select, delete, func, insert, literal, select, update

from webhook_dashboard.storage.installation import write_value
from webhook_dashboard.storage.tables import event_types, events, installation

MAX_TYPES_SEEN: Final = 500
MAX_BYTES_READ: Final = 2 << 20
_PACK: Final = "event_type_pack."


@dataclass(frozen=True, slots=True)
class StoredEventType:
    """A row of the catalogue. `origin` is the key of the pack whose type was changed, or OWN's word."""

    key: str
    category: str
    description: str
    version: str
    sample: bytes
    origin: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RecentEvent:
    """An event that was published a short time ago."""

    id: int
    type: str
    entity_id: str | None


def list_stored_types(connection: Connection) -> list[StoredEventType]:
    """Return every entry that people made or changed, by key."""
    rows = connection.execute(select(event_types).order_by(event_types.c.key))
    return [StoredEventType(**row._mapping) for row in rows]  # pyright: ignore[reportPrivateUsage]


def save_event_type(connection: Connection, stored: StoredEventType) -> None:
    """Store an entry, replacing the one with its key."""
    values = asdict(stored)
    changed = connection.execute(update(event_types).where(event_types.c.key == stored.key).values(values))
    if changed.rowcount == 0:
        connection.execute(insert(event_types).values(values))


def delete_event_type(connection: Connection, key: str) -> None:
    """Forget an entry."""
    connection.execute(delete(event_types).where(event_types.c.key == key))


def read_pack_switches(connection: Connection) -> dict[str, bool]:
    """Return the packs that somebody switched, by key."""
    query = select(installation.c.key, installation.c.value).where(
        installation.c.key.startswith(_PACK, autoescape=True)
    )
    return {row.key.removeprefix(_PACK): row.value == "on" for row in connection.execute(query)}


def switch_pack(connection: Connection, key: str, *, enabled: bool) -> None:
    """Remember that a pack is on or off."""
    write_value(connection, _PACK + key, "on" if enabled else "off")


def read_newest_ids(connection: Connection) -> dict[str, int]:
    """Return the id of the newest event of each type, for the first MAX_TYPES_SEEN types by name.

    Steps from type to type along the index: a plain GROUP BY would read every entry of it.
    """
    first = select(func.min(events.c.type).label("type"), literal(1).label("number"))
    names = first.cte("names", recursive=True)
    following = select(func.min(events.c.type)).where(events.c.type > names.c.type).scalar_subquery()
    names = names.union_all(
        select(following, names.c.number + 1).where(
            names.c.type.is_not(None), names.c.number < MAX_TYPES_SEEN
        )
    )
    newest = _newest().where(events.c.type == names.c.type).scalar_subquery()
    query = select(names.c.type, newest.label("newest_id")).where(names.c.type.is_not(None))
    return {row.type: row.newest_id for row in connection.execute(query) if row.newest_id is not None}


def read_newest_id(connection: Connection, event_type: str) -> int | None:
    """Return the id of the newest event of a type, or None."""
    newest: int | None = connection.execute(_newest().where(events.c.type == event_type)).scalar()
    return newest


def list_recent_data(connection: Connection, event_type: str, limit: int) -> Sequence[bytes]:
    """Return the data of the newest events of a type, the newest first: at most MAX_BYTES_READ of it."""
    sizes = (
        select(events.c.id, func.length(events.c.data).label("size"))
        .where(events.c.type == event_type, ~events.c.test)
        .order_by(events.c.id.desc())
        .limit(limit)
    )
    left, ids = MAX_BYTES_READ, list[int]()
    for row in connection.execute(sizes):
        left -= row.size
        if left < 0:
            break
        ids.append(row.id)
    query = select(events.c.data).where(events.c.id.in_(ids)).order_by(events.c.id.desc())
    found: ScalarResult[bytes] = connection.execute(query).scalars()
    return found.all()


def list_recent_events(connection: Connection, limit: int) -> list[RecentEvent]:
    """Return the newest events, the newest first."""
    columns = select(events.c.id, events.c.type, events.c.entity_id)
    query = columns.where(~events.c.test).order_by(events.c.id.desc()).limit(limit)
    return [RecentEvent(row.id, row.type, row.entity_id) for row in connection.execute(query)]


def _newest() -> Select[Any]:
    return select(events.c.id).where(~events.c.test).order_by(events.c.id.desc()).limit(1)
