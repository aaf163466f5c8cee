"""A server that is told to stop under load ends soon, loses nothing, repeats nothing, refuses with 503."""

import asyncio
from collections import Counter
from typing import Final

from tests.factories import eventually
from tests.receivers import Answer, Receiver
from tests.reliability.installation import Installation
from tests.reliability.producers import HttpClient, Producers

ENDLESS: Final = 1_000_000
BEFORE: Final = 1_000


async def test_a_stop_under_load_loses_nothing_and_repeats_nothing(
    installation: Installation, receiver: Receiver
) -> None:
    await installation.set_up(receiver.url)
    url = installation.start().url
    producers = Producers(lambda: url, installation.key, ENDLESS, sizes=[1], refusals=[503])
    producing = asyncio.create_task(producers.run(32))
    await producers.until_acknowledged(BEFORE)
    code = await asyncio.to_thread(installation.stop)  # fails when it takes longer than it may
    producers.stopped = True
    await producing
    installation.start()
    await installation.until_nothing_waits()
    arrived = Counter(request.header("webhook-id") for request in receiver.requests)
    assert code == 0
    assert set(producers.acknowledged) == set(arrived)
    assert arrived.total() == len(arrived) == installation.count("deliveries", "status = 3")
    assert set(producers.statuses) <= {202, 503}


async def test_while_the_last_requests_finish_publishers_are_told_so(
    installation: Installation, receiver: Receiver
) -> None:
    receiver.answer(Answer(delay_seconds=1))
    await installation.set_up(receiver.url)
    url = installation.start().url
    client = HttpClient(lambda: url, installation.key)
    body = b'{"type":"order.created","data":{}}'
    assert (await client.post("/api/v1/events", body, "first"))[0] == 202
    receiver.wait_for(1)
    stopping = asyncio.create_task(asyncio.to_thread(installation.stop))

    async def refused() -> bool:
        return (await client.post("/api/v1/events", body, "late"))[0] == 503

    await eventually(refused)
    client.close()
    assert await stopping == 0
    assert installation.count("deliveries", "status = 3") >= 1
