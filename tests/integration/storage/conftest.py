"""A database with all tables and nothing in them."""

from collections.abc import Iterator

import pytest

from webhook_dashboard.storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()
