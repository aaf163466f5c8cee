"""How the database is opened: what each connection is told on SQLite and on PostgreSQL."""

import sqlite3
import time
from typing import Any, Final

import orjson
from psycopg.types.string import StrDumper
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

# A server that is not there any more is noticed within 25 s; libpq passes these over on a local socket.
_POSTGRESQL_ARGUMENTS: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# Statements are kept for every size of storage/fast_rows.py.
_SQLITE_ARGUMENTS: Final = {"check_same_thread": False, "timeout": 10, "cached_statements": 512}
_SQLITE_PRAGMAS: Final = (
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
)


def open_engine(url: str, *, pool_size: int, read_only: bool = False) -> Engine:
    """Return an engine that lends up to `pool_size` connections; those of a reading one refuse to write."""
    options: dict[str, Any] = {
        "poolclass": QueuePool,
        "pool_size": pool_size,
        "max_overflow": 0,
        "hide_parameters": True,  # they hold payloads, hashes and answers; errors are logged
        "json_serializer": lambda value: orjson.dumps(value).decode(),  # pyright: ignore[reportUnknownLambdaType]
        "json_deserializer": orjson.loads,
    }
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args=_SQLITE_ARGUMENTS, **options)
        _prepare_sqlite(engine, read_only=read_only)
        return engine
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    arguments = dict(_POSTGRESQL_ARGUMENTS)
    if read_only:
        arguments["options"] = "-c default_transaction_read_only=on"
        options["isolation_level"] = "AUTOCOMMIT"
    else:
        # Plans are kept while tables grow a thousandfold: what is written is found by its key.
        arguments["options"] = "-c enable_hashjoin=off -c enable_mergejoin=off"
    engine = create_engine(url, pool_pre_ping=True, connect_args=arguments, **options)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


class _TextDumper(StrDumper):
    """PostgreSQL stores no NUL in text; headers and passwords of strangers may hold one."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, _TextDumper)


def _switch_to_wal(connection: Any) -> None:
    """Keep a write-ahead log. SQLite does not wait by itself when another process switches right now."""
    for wait_seconds in (*[0.02] * 100, None):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if wait_seconds is None:
                raise
            time.sleep(wait_seconds)


def _prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    """Begin transactions ourselves: the driver's own way breaks savepoints (SQLAlchemy docs, pysqlite)."""
    statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=1")

    def begun(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(statement)
        except sqlite3.OperationalError as error:
            raise OperationalError(statement, None, error) from error

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
