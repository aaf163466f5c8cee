"""PostgreSQL goes away under load and comes back: nothing is acknowledged meanwhile, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.receivers import Receiver
from tests.reliability.drills import Pace, outlast_an_outage
from tests.reliability.installation import Installation, options_for
from tests.reliability.postgresql import StoppablePostgresql

EVENTS: Final = 1_000


@pytest.fixture
def postgresql() -> Iterator[StoppablePostgresql]:
    with StoppablePostgresql() as server:
        yield server


async def test_while_postgresql_is_away_publishers_get_503_and_afterwards_all_arrives(
    postgresql: StoppablePostgresql, receiver: Receiver, tmp_path: Path
) -> None:
    installation = Installation(options_for(postgresql.url, tmp_path / "data", lease_seconds=2))
    outage = await outlast_an_outage(
        installation, receiver, postgresql, Pace(EVENTS, per_second=200), refusals=1_000
    )
    installation.close()
    assert outage.accepted_meanwhile == 0
    assert set(outage.tally.statuses) == {202, 503}
    assert (outage.tally.acknowledged, outage.tally.lost, outage.tally.unrecorded) == (EVENTS, 0, 0)
