"""An installation that outlives its servers: database, keys, webhooks, and what is stored."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, LiteralString, cast

import psycopg

from tests.factories import eventually, make_key, make_webhook
from tests.patience import PATIENCE_SECONDS
from tests.reliability.producers import Door, Producers
from tests.reliability.servers import ForkedServer, Server, ServerOptions, StartServer
from webhook_dashboard.services.opening import vault_keys
from webhook_dashboard.services.platform import Options, Platform

DELIVER_SECONDS: Final = 100.0


class Installation:
    """A database with an API key, and the servers that run on it at the moment."""

    def __init__(self, options: ServerOptions, start_server: StartServer = ForkedServer) -> None:
        self.options = options
        self.servers: list[Server] = []
        self.key = ""
        self._start_server = start_server

    async def set_up(self, *urls: str, **fields: Any) -> None:
        """Make the API key, and a webhook for every event to each URL."""
        with self.platform() as platform:
            self.key = await make_key(platform)
            for url in urls:
                await make_webhook(platform, url=url, **fields)

    @contextmanager
    def platform(self) -> Iterator[Platform]:
        """Open what the servers open, in this process, to make things with. Its engine does not run."""
        platform = Platform(
            Options(
                database_url=self.options.database_url,
                vault_keys=vault_keys("", self.options.folder),
                allowed_addresses=("127.0.0.0/8",),
            )
        )
        try:
            yield platform
        finally:
            platform.stop()

    @property
    def door(self) -> Door:
        """Where to publish: at the server that was started last, whichever that is by then."""
        return Door(lambda: self.server.url, self.key)

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite, where there can be one server only."""
        return self.options.database_url.startswith("sqlite")

    @property
    def server(self) -> Server:
        """The server that was started last."""
        return self.servers[-1]

    def start(self, **options: Any) -> Server:
        """Start one more server; blocks until it listens."""
        started = self._start_server(replace(self.options, **options))
        self.servers.append(started)
        return started

    def crash(self) -> None:
        """Kill the server that was started last."""
        self.servers.pop().kill()

    def stop(self) -> int:
        """End the server that was started last politely; returns its exit code."""
        return self.servers.pop().stop()

    def close(self) -> None:
        """Kill every server."""
        while self.servers:
            self.crash()

    def read(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """Look into the database."""
        if self.is_sqlite:
            path = self.options.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.options.database_url) as connection:
            return connection.execute(cast("LiteralString", sql)).fetchall()

    def count(self, table: str, where: str = "true") -> int:
        """Count rows."""
        return self.read(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]

    async def publish(self, events: int, batch: int = 1_000) -> list[str]:
        """Publish events in batches; returns their ids."""
        producers = Producers(self.door, events, sizes=[batch])
        await producers.run(1)
        return producers.acknowledged

    async def until_nothing_waits(self, timeout_seconds: float = DELIVER_SECONDS) -> None:
        """Wait until every delivery is finished."""

        async def done() -> bool:
            return not self.waiting()

        await eventually(done, timeout_seconds)

    def waiting(self) -> int:
        """Count the deliveries that are not finished."""
        return self.count("deliveries", "status NOT IN (3, 4, 5)")

    def is_intact(self) -> bool:
        """Check the file; PostgreSQL checks its pages itself."""
        return not self.is_sqlite or self.read("PRAGMA integrity_check") == [("ok",)]


def options_for(database_url: str, folder: Path, **options: Any) -> ServerOptions:
    """Return the options of an installation in a folder that is made now."""
    folder.mkdir(mode=0o700, exist_ok=True)
    return ServerOptions(database_url, folder, **options)
