"""Where a part is run: a scratch folder, a fresh database of the chosen kind, a receiver."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.reliability.installation import Installation, options_for
from tests.reliability.postgresql import StoppablePostgresql
from tests.reliability.servers import CommandServer, StartServer


class Grounds:
    """Fresh installations on one kind of database, removed at the end. `seed` decides what is random."""

    def __init__(self, database: str, seed: int, minutes: float) -> None:
        self.database = database
        self.seed = seed
        self.minutes = minutes
        self._stack = ExitStack()
        self._numbers = itertools.count(1)
        self._folder = Path(tempfile.mkdtemp(prefix="webhook-dashboard-chaos-"))
        self._stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._postgresql = (
            self._stack.enter_context(StoppablePostgresql()) if database == "postgresql" else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite."""
        return self._postgresql is None

    @property
    def postgresql(self) -> StoppablePostgresql:
        """The server, on PostgreSQL."""
        assert self._postgresql is not None
        return self._postgresql

    @contextmanager
    def installation(
        self, start_server: StartServer = CommandServer, **options: Any
    ) -> Iterator[Installation]:
        """Lend an empty installation; at the end its servers are killed."""
        number = next(self._numbers)
        folder = self._folder / f"installation-{number}"
        url = f"sqlite:///{folder / 'webhook_dashboard.db'}"
        if self._postgresql is not None:
            url = self._postgresql.make_database(f"chaos_{number}")
        made = Installation(options_for(url, folder, **options), start_server)
        try:
            yield made
        finally:
            made.close()
