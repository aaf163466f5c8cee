"""Installations to be broken, on each kind of database, and the parts of the integration tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.conftest import (
    database_url,
    listener,
    open_platform,
    postgres_server,
    quick_passwords,
    sqlite_template,
)
from tests.receivers import Receiver
from tests.reliability.installation import Installation, options_for

__all__ = [
    "database_url",
    "listener",
    "open_platform",
    "postgres_server",
    "quick_passwords",
    "sqlite_template",
]


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation without a server; at the end its servers are killed."""
    made = Installation(options_for(database_url, tmp_path / "data", lease_seconds=2))
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that answers 200 until told otherwise."""
    with Receiver() as receiver:
        yield receiver
