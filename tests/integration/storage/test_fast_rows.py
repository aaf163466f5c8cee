"""Rows that go past SQLAlchemy's processors: any number of them, stored as the slow way stores them."""

from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.integration.storage.rows import NOW, read
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.fast_rows import Row, RowInsert, RowStatement, as_json, run
from webhook_dashboard.storage.tables import inbox_requests, inboxes, installation

WAIT_SECONDS = PATIENCE_SECONDS
add_settings = RowInsert(installation, "key", "value")
rename = RowStatement(
    "UPDATE installation SET value = given.fresh FROM given "
    "WHERE installation.key = given.key AND installation.value = ? RETURNING installation.key",
    key="text",
    fresh="text",
)


def settings(amount: int, value: str = "old") -> list[Row]:
    return [(f"key {number:04d}", value) for number in range(amount)]


def write(database: Database, work: Any, *rest: Any) -> Any:
    return database.writing(lambda connection: work(connection, *rest)).result(WAIT_SECONDS)


@pytest.mark.parametrize("amount", [0, 1, 3, 4, 5, 341, 600])
def test_every_row_is_stored_once(database: Database, amount: int) -> None:
    write(database, add_settings, settings(amount))
    stored = read(database, "SELECT key, value FROM installation WHERE value = 'old' ORDER BY key")
    assert [tuple(row) for row in stored] == settings(amount)


@pytest.mark.parametrize("amount", [1, 2], ids=["one row", "two rows"])
def test_every_kind_of_value_reads_as_the_slow_way_stores_it(database: Database, amount: int) -> None:
    slow: dict[str, Any] = {
        "id": 1,
        "token": "token",
        "received_at": NOW,
        "method": "POST",
        "path": "/a\tb\\c\n",
        "headers": [["x-ä", "\0"]],
        "body": b"\x00\xff\\.\n\t",
        "event_type": "",
        "verdict": "valid",
        "scheme": "",
        "sentence": "Ünïcode — \u2028 'quoted' \"twice\"",
        "response_code": None,
    }
    stored = slow | {"headers": as_json(slow["headers"]), "received_at": microseconds(NOW)}
    fast = [tuple((stored | {"id": 2 + number}).values()) for number in range(amount)]

    def work(connection: Connection) -> None:
        connection.execute(insert(inboxes).values(token="token", created_at=NOW, knobs={}))
        connection.execute(insert(inbox_requests).values(**slow))
        RowInsert(inbox_requests, *slow)(connection, fast)

    write(database, work)
    with database.reading() as connection:
        first, *others = connection.execute(select(inbox_requests).order_by(inbox_requests.c.id))
    assert [other[1:] for other in others] == [first[1:]] * amount


def test_columns_that_are_left_out_get_their_defaults(database: Database) -> None:
    row = ("token", microseconds(NOW), "{}", 3)
    write(database, RowInsert(inboxes, "token", "created_at", "knobs", "failures_left"), [row])
    assert [tuple(stored) for stored in read(database, "SELECT failures_left FROM inboxes")] == [(3,)]


def test_a_row_that_is_there_already_is_an_integrity_error_and_takes_the_others_back(
    database: Database,
) -> None:
    write(database, add_settings, settings(1))
    with pytest.raises(IntegrityError) as raised:
        write(database, add_settings, [("fresh", "old"), ("key 0000", "secret value")])
    assert "secret value" not in str(raised.value)
    assert len(read(database, "SELECT key FROM installation WHERE value = 'old'")) == 1


def test_text_of_strangers_may_hold_nul(database: Database) -> None:
    write(database, add_settings, [("a\0b", "old")])
    expected = "a\0b" if database.is_sqlite else "a\N{REPLACEMENT CHARACTER}b"
    assert [row.key for row in read(database, "SELECT key FROM installation WHERE value = 'old'")] == [
        expected
    ]


@pytest.mark.parametrize("amount", [0, 1, 70, 341])
def test_a_statement_over_rows_changes_those_it_finds_and_returns_what_it_says(
    database: Database, amount: int
) -> None:
    write(database, add_settings, settings(amount))
    write(database, add_settings, [("other", "kept")])
    asked = [*settings(amount, "new"), ("other", "new"), ("absent", "new")]
    returned = write(database, rename, asked, "old")
    assert sorted(returned) == [(key,) for key, _ in settings(amount)]
    assert len(read(database, "SELECT key FROM installation WHERE value = 'new'")) == amount


def test_rows_that_went_past_sqlalchemy_are_told_to_listeners(database: Database) -> None:
    told: list[str] = []
    database.on_commit(lambda: told.append("told"))
    write(database, add_settings, [])
    write(database, add_settings, settings(2))
    database.close()
    assert told == ["told"]


def test_a_server_that_ends_the_connection_is_an_outage_and_the_next_write_works(database: Database) -> None:
    if database.is_sqlite:
        return  # there is no server

    def end(connection: Connection) -> None:
        run(connection, "SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        write(database, end)
    write(database, add_settings, settings(1))
