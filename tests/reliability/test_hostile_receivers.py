"""Receivers that answer with too much, packed too well, or with another address."""

import gzip
from dataclasses import replace
from typing import Final

import pytest

from tests.factories import make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import read_attempts, until_log_is
from tests.receivers import Answer, Receiver, redirect_to
from tests.reliability.installation import Installation
from tests.reliability.memory import MEGABYTE, watched_memory
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.outcomes import RESPONSE_LIMIT_BYTES, ErrorKind

AT_ONCE: Final = 64
MAX_GROWTH: Final = 5 * MEGABYTE
GIGABYTE: Final = 1_073_741_824
FULL: Final = Answer(body=b"x" * RESPONSE_LIMIT_BYTES)
ENDLESS: Final = Answer(body=b"x" * 65_536, endless=True, headers=(("Content-Length", str(GIGABYTE)),))
BOMB: Final = Answer(
    # Parts of gzip may follow one another: 10 MB that would become 10 GB.
    body=gzip.compress(bytes(10 * MEGABYTE), 9) * 1_024,
    headers=(("Content-Encoding", "gzip"),),
)


# On SQLite the process also keeps what is stored in its own memory, the cache of the database.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("answer", [ENDLESS, BOMB], ids=["a gigabyte", "a decompression bomb"])
async def test_too_large_answers_are_left_and_memory_stays_flat(
    installation: Installation, receiver: Receiver, answer: Answer
) -> None:
    installation.options = replace(installation.options, concurrency=AT_ONCE)
    await installation.set_up(receiver.url, fields={"concurrency": AT_ONCE})
    growths = [await growth_of_a_server(installation, receiver, answer) for _ in range(2)]
    if max(growths) >= MAX_GROWTH:  # an allocator takes memory for reasons of its own too, now and then
        growths.append(await growth_of_a_server(installation, receiver, answer))
    assert sorted(growths)[1] < MAX_GROWTH, f"the servers grew by {growths}"
    assert installation.count("attempts", "response_cut") == AT_ONCE * len(growths)
    assert installation.read("SELECT DISTINCT length(response_body) FROM attempts WHERE response_cut") == [
        (RESPONSE_LIMIT_BYTES,)
    ]


async def growth_of_a_server(installation: Installation, receiver: Receiver, answer: Answer) -> int:
    """By how many bytes a new server grows that is warm from answers of full size."""
    server = installation.start()
    for given in (FULL, FULL, FULL, answer):
        with watched_memory(server.pid) as memory:
            receiver.answer(given)
            await installation.publish(AT_ONCE)
            await installation.until_nothing_waits()
    receiver.wait_until_all_closed()
    installation.stop()
    return memory.growth


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_reaches_nobody_and_is_a_failed_attempt(
    open_platform: OpenPlatform, receiver: Receiver, status: int
) -> None:
    platform = open_platform()
    platform.start()
    await make_webhook(platform, url=receiver.url)
    with Receiver() as inside:
        receiver.answer(redirect_to(f"{inside.url}/admin", status))
        (event,) = await publish(platform)
        await until_log_is(platform, failed=1)
        (attempt,) = await read_attempts(platform, parse_id(DELIVERY, event.deliveries[0].id))
        assert (attempt.response_code, attempt.error_kind) == (status, ErrorKind.REDIRECT)
        assert f"{inside.url}/admin" in attempt.sentence
        assert inside.connections == 0
