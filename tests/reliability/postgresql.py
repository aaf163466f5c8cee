"""A PostgreSQL server that can be taken away and brought back while others use it."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from tests.postgresql_server import start_postgresql


class StoppablePostgresql:
    """A server of its own with an empty database, at `url`; removed at the end."""

    def __init__(self) -> None:
        # Not in pytest's own folder, which every run closes to the user that PostgreSQL runs as under root.
        self._folder = Path(tempfile.mkdtemp(prefix="webhook-dashboard-postgresql-"))
        self._server = start_postgresql(self._folder)
        self.url: str = self._server.get_uri()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def make_database(self, name: str) -> str:
        """Make one more empty database; returns its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._server.get_uri(name)

    def stop(self) -> None:
        """End the server and every connection to it."""
        self._server.stop()

    def start(self) -> None:
        """Start it again; returns when it answers."""
        self._server.start()
        with psycopg.connect(self.url) as connection:
            connection.execute("SELECT 1")
