"""A server that is told to stop under load ends soon, loses nothing, repeats nothing, refuses with 503."""

import asyncio

from tests.factories import eventually
from tests.receivers import Answer, Receiver
from tests.reliability.drills import stop_under_load
from tests.reliability.installation import Installation
from tests.reliability.producers import Door, HttpClient


async def test_a_stop_under_load_loses_nothing_and_repeats_nothing(
    installation: Installation, receiver: Receiver
) -> None:
    came, _ = await stop_under_load(installation, receiver, before=1_000)
    assert (came.lost, came.repeated, came.unrecorded, came.intact) == (0, 0, 0, True)
    assert set(came.statuses) <= {202, 503}


async def test_while_the_last_requests_finish_publishers_are_told_so(
    installation: Installation, receiver: Receiver
) -> None:
    receiver.answer(Answer(delay_seconds=2.5))  # less than the engine waits for when it stops
    await installation.set_up(receiver.url)
    url = installation.start().url
    client = HttpClient(Door(lambda: url, installation.key))
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
