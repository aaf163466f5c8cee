"""Real parts for integration tests: every database as SQLite and as PostgreSQL, and the platform on it."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, LiteralString, cast

import psycopg
import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet

from tests.postgresql_server import start_postgresql
from webhook_dashboard.services import passwords
from webhook_dashboard.services.platform import Options, Platform
from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.migrate import migrate
from webhook_dashboard.storage.tables import metadata

OpenPlatform = Callable[..., Platform]
_TEMPLATE: Final = "webhook_dashboard_template"
_EMPTIED: Final = [table.name for table in metadata.sorted_tables if table.name != "installation"]
_USED: Final = "SELECT name FROM unnest(%s::text[]) AS name WHERE pg_relation_size(name::regclass) > 0"

ONE_DATABASE: Final = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Marks tests in which the kind of database makes no difference."""


class PostgresServer:
    """One PostgreSQL server for the whole run. Databases are used again, emptied: making one takes long."""

    def __init__(self, folder: Path) -> None:
        self._server = start_postgresql(folder)
        self._count = 0
        self._free: list[str] = []
        # What a test stores need not survive a power cut.
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
        _migrate(self.url_of(_TEMPLATE))

    def url_of(self, name: str) -> str:
        """Return the address of a database on this server."""
        return self._server.get_uri(name)

    def lend_database(self) -> str:
        """Return the name of a database with all tables, empty."""
        if self._free:
            return self._free.pop()
        self._count += 1
        name = f"test_{self._count}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return name

    def take_back(self, name: str) -> None:
        """Empty a database that a test is done with."""
        with psycopg.connect(self.url_of(name), autocommit=True) as connection:
            connection.execute("SET lock_timeout = '60s'")
            used = connection.execute(_USED, [_EMPTIED]).fetchall()
            if used:  # to empty what is empty takes long
                emptied = ", ".join(table for (table,) in used)
                connection.execute(cast("LiteralString", f"TRUNCATE {emptied}"))
            # The migration fills it: its rows are what processes lock.
            connection.execute(
                "DELETE FROM installation WHERE key NOT IN ('node_counter', 'webhooks_version')"
            )
            connection.execute("UPDATE installation SET value = '0'")
        self._free.append(name)

    def stop(self) -> None:
        """Stop the server."""
        self._server.cleanup()

    def _run(self, *statements: Any) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords with little effort: every platform does at least once."""
    quick = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", quick)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    # Not in pytest's own folder, which every run closes to the user that PostgreSQL runs as under root.
    folder = Path(tempfile.mkdtemp(prefix="webhook-dashboard-postgresql-"))
    server = PostgresServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with all tables: the test runs once on each kind."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = shutil.copy(template, tmp_path / "webhook_dashboard.db")
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.lend_database()
    yield server.url_of(name)
    server.take_back(name)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A free port of 127.0.0.1, taken; connections are refused until a server listens on it."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", 0))
        yield bound


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 where nobody listens, nor will: it is taken until the test ends."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def open_platform(database_url: str, listener: socket.socket) -> Iterator[OpenPlatform]:
    """Opens platforms on the database, with the options given; not started. They are stopped at the end."""
    opened: list[Platform] = []
    key = Fernet.generate_key().decode()

    def open_one(**options: Any) -> Platform:
        defaults: dict[str, Any] = {
            "database_url": database_url,
            "vault_keys": (key,),
            "own_origin": f"http://127.0.0.1:{listener.getsockname()[1]}",
            "allowed_addresses": ("127.0.0.0/8",),
        }
        platform = Platform(Options(**defaults | options))
        opened.append(platform)
        return platform

    yield open_one
    for platform in reversed(opened):
        platform.stop()


@pytest.fixture
def platform(open_platform: OpenPlatform) -> Platform:
    """A started platform that may reach 127.0.0.0/8."""
    platform = open_platform()
    platform.start()
    return platform


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database.write_engine)
    database.close()
