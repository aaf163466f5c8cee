"""Anybody may send to an inbox, known or not: how many wait for the database at once is bounded."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from tests.factories import make_inbox
from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from tests.integration.storage.test_database import busy_writer
from webhook_dashboard.api.errors import Refused
from webhook_dashboard.api.inbox import MAX_WAITING, InboxDoor


@ONE_DATABASE
async def test_beyond_the_bound_requests_are_refused_and_later_ones_taken_again(
    open_platform: OpenPlatform,
) -> None:
    platform = open_platform()
    token = await make_inbox(platform)
    door = InboxDoor(lambda: platform)

    async def arrive() -> Refused | None:
        scope = {"method": "POST", "path": f"/inbox/{token}", "query_string": b"", "headers": []}
        try:
            await door.receive(token, scope, _no_body, _nowhere)
        except Refused as refused:
            return refused
        return None

    with busy_writer(platform.database):
        waiting = [asyncio.create_task(arrive()) for _ in range(MAX_WAITING)]
        await asyncio.sleep(0)
        refused = await arrive()
    assert refused is not None
    assert (refused.status, refused.headers) == (429, {"Retry-After": "1"})
    assert await asyncio.gather(*waiting) == [None] * MAX_WAITING
    assert await arrive() is None


async def _no_body() -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(message: MutableMapping[str, Any]) -> None:
    pass
