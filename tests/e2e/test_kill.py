"""The program as users start it is killed; tests/reliability does so harder, to servers without pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.receivers import Receiver
from tests.reliability.drills import kill_after_answer, kill_under_load
from tests.reliability.installation import Installation, options_for
from tests.reliability.servers import CommandServer

EVENTS: Final = 2_000
KILLS: Final = 2
SEED: Final = 20261120


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation on SQLite that is served by the command."""
    folder = tmp_path / "data"
    made = Installation(options_for(f"sqlite:///{folder / 'webhook_dashboard.db'}", folder), CommandServer)
    yield made
    made.close()


@pytest.mark.slow
async def test_crashes_of_the_whole_program_lose_nothing(installation: Installation) -> None:
    with Receiver() as receiver:
        came = await kill_under_load(installation, receiver, events=EVENTS, kills=KILLS, seed=SEED)
    assert (came.acknowledged, came.lost, came.unrecorded, came.intact) == (EVENTS, 0, 0, True)


@pytest.mark.slow
async def test_what_was_acknowledged_a_moment_before_a_crash_is_stored(installation: Installation) -> None:
    assert await kill_after_answer(installation, 3) == 0
    assert installation.is_intact()
