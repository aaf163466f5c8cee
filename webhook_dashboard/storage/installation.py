"""Small facts of this installation, by key."""

from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from webhook_dashboard.storage.fast_rows import run
from webhook_dashboard.storage.tables import installation

NODE_COUNTER: Final = "node_counter"
WEBHOOKS_VERSION: Final = "webhooks_version"


def read_value(connection: Connection, key: str) -> str | None:
    """Return a stored value, or None."""
    found = run(connection, "SELECT value FROM installation WHERE key = ?", (key,))
    return found[0][0] if found else None


def write_value(connection: Connection, key: str, value: str) -> None:
    """Store a value, replacing the one before."""
    changed = connection.execute(update(installation).where(installation.c.key == key).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(installation).values(key=key, value=value))


def remove_value(connection: Connection, key: str) -> None:
    """Forget a value."""
    connection.execute(delete(installation).where(installation.c.key == key))


def next_number(connection: Connection, key: str) -> int:
    """Count up and return the new number, from 1; safe under several processes, which wait for each other."""
    query = select(installation.c.value).where(installation.c.key == key).with_for_update()
    number = int(connection.execute(query).scalar() or "0") + 1
    write_value(connection, key, str(number))
    return number
