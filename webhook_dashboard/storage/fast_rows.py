"""Many rows in one statement, through the driver: what every delivery writes goes this way.

SQLAlchemy runs a processor for each value, and SQLite's driver gives up the interpreter's lock for each
row of `executemany` and then waits for it: both cost more than the writing itself (docs/PERFORMANCE.md).
Values are given as the database stores them: moments in microseconds, documents as JSON text.
"""

import contextlib
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final, cast

import orjson
import psycopg
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from webhook_dashboard.storage.writer import note_changed_rows

Row = tuple[Any, ...]

# SQLite's driver keeps compiled statements by their text, and gives up the interpreter's lock with each that
# it runs: so few sizes that all of them stay there, and so many that two or three make up any number of rows.
_ROWS_IN_ONE_STATEMENT: Final = (256, 192, 128, 96, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1)

_POSTGRESQL: Final = postgresql.dialect()


class RowInsert:
    """Inserts rows into the columns named; columns that are left out get their defaults."""

    def __init__(self, table: Table, *columns: str) -> None:
        head = f"{table.name} ({_quoted(columns)})"
        self._sqlite = _for_each_size(f"INSERT INTO {head} VALUES {{}}", len(columns))
        kinds = ", ".join(f"?::{table.c[column].type.compile(_POSTGRESQL)}" for column in columns)
        self._postgresql = f"INSERT INTO {head} VALUES ({kinds})"
        self._copy = f"COPY {head} FROM STDIN"

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Insert the rows.

        Raises:
            IntegrityError: one of them is there already. OperationalError: the database failed.
        """
        if not rows:
            return
        if connection.dialect.name == "sqlite":
            for some in _parts(rows):
                run(connection, self._sqlite[len(some)], _flat(some))
        elif len(rows) == 1:
            run(connection, self._postgresql, rows[0])  # to begin and end a COPY takes two questions
        else:
            self._copy_in(connection, rows)
        note_changed_rows(connection)

    def _copy_in(self, connection: Connection, rows: Sequence[Row]) -> None:
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        with (
            _errors_as_sqlalchemy_says(connection, self._copy),
            driver.cursor() as cursor,
            cursor.copy(cast("Any", self._copy)) as copy,
        ):
            for row in rows:
                copy.write_row(row)


class RowStatement:
    """A statement that changes rows by a table of values, which it names `given`.

    `columns` are those of `given` with their PostgreSQL types. Further parameters are written as `?`.
    """

    def __init__(self, statement: str, **columns: str) -> None:
        self._names = tuple(columns)
        names = _quoted(self._names)
        self._sqlite = _for_each_size(f"WITH given ({names}) AS (VALUES {{}}) {statement}", len(columns))
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        self._postgresql = (
            f"WITH given AS (SELECT * FROM json_to_recordset(?::json) AS rows ({typed})) {statement}"
        )

    def __call__(self, connection: Connection, rows: Sequence[Row], *further: object) -> list[Row]:
        """Run the statement over the rows; returns what it returns, nothing unless it says RETURNING."""
        returned: list[Row] = []
        if not rows:
            return returned
        if connection.dialect.name == "postgresql":
            rows_by_name = [dict(zip(self._names, row, strict=True)) for row in rows]
            given = orjson.dumps(rows_by_name, default=_as_bytea).decode()
            returned = run(connection, self._postgresql, (given, *further))
        else:
            for some in _parts(rows):
                returned += run(connection, self._sqlite[len(some)], (*_flat(some), *further))
        note_changed_rows(connection)
        return returned


def run(connection: Connection, statement: str, parameters: Row = ()) -> list[Row]:
    """Run one statement through the driver, with parameters written as `?`; returns its rows as stored.

    After one that changes rows, call `note_changed_rows`.

    Raises:
        DBAPIError: what SQLAlchemy would raise.
    """
    driver = cast("Any", connection.connection.driver_connection)
    if connection.dialect.name == "postgresql":
        statement = _as_psycopg_writes_it(statement)
    with _errors_as_sqlalchemy_says(connection, statement):
        cursor = driver.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@lru_cache(maxsize=256)
def _as_psycopg_writes_it(statement: str) -> str:
    return statement.replace("?", "%s")


@contextlib.contextmanager
def _errors_as_sqlalchemy_says(connection: Connection, statement: str) -> Generator[None]:
    errors = sqlite3.Error if connection.dialect.name == "sqlite" else psycopg.Error
    try:
        yield
    except errors as error:
        raised = DBAPIError.instance(
            statement, None, error, errors, hide_parameters=True, dialect=connection.dialect
        )
        raise raised from error


def as_json(value: object) -> str:
    """Return a document as it is stored."""
    return orjson.dumps(value).decode()


def _as_bytea(value: object) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _for_each_size(statement: str, columns: int) -> dict[int, str]:
    row = f"({', '.join('?' * columns)})"
    return {count: statement.format(", ".join([row] * count)) for count in _ROWS_IN_ONE_STATEMENT}


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    start = 0
    for count in _ROWS_IN_ONE_STATEMENT:
        while len(rows) - start >= count:
            yield rows[start : start + count]
            start += count


def _flat(rows: Sequence[Row]) -> Row:
    return tuple(chain.from_iterable(rows))
