"""PostgreSQL goes away under load and comes back: nothing is acknowledged meanwhile, and nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.factories import eventually
from tests.receivers import Receiver
from tests.reliability.installation import Installation, options_for
from tests.reliability.postgresql import StoppablePostgresql
from tests.reliability.producers import Producers

EVENTS: Final = 1_000
PER_SECOND: Final = 200
REFUSALS: Final = 1_000


@pytest.fixture
def postgresql() -> Iterator[StoppablePostgresql]:
    with StoppablePostgresql() as server:
        yield server


async def test_while_postgresql_is_away_publishers_get_503_and_afterwards_all_arrives(
    postgresql: StoppablePostgresql, receiver: Receiver, tmp_path: Path
) -> None:
    installation = Installation(options_for(postgresql.url, tmp_path / "data", lease_seconds=2))
    await installation.set_up(receiver.url)
    installation.start()
    producers = Producers(
        lambda: installation.server.url,
        installation.key,
        EVENTS,
        sizes=[1],
        per_second=PER_SECOND,
        refusals=[503],
    )
    producing = asyncio.create_task(producers.run(16))
    await producers.until_acknowledged(EVENTS // 4)
    await asyncio.to_thread(postgresql.stop)
    acknowledged, refused = len(producers.acknowledged), producers.statuses[503]

    async def refused_many() -> bool:
        return producers.statuses[503] >= refused + REFUSALS

    await eventually(refused_many)
    assert len(producers.acknowledged) == acknowledged
    await asyncio.to_thread(postgresql.start)
    await producing
    await installation.until_nothing_waits()
    installation.close()
    arrived = Counter(request.header("webhook-id") for request in receiver.requests)
    assert set(arrived) == set(producers.acknowledged)
    assert len(arrived) == installation.count("deliveries", "status = 3") == EVENTS
    assert set(producers.statuses) == {202, 503}
