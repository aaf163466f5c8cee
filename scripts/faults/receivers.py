"""Receivers that answer with too much, or too slowly."""

import gzip
from collections.abc import AsyncIterator
from typing import Final

from scripts.faults.grounds import Grounds
from scripts.faults.report import Finding
from tests.receivers import Answer, Receiver
from tests.reliability.installation import Installation
from tests.reliability.memory import MEGABYTE, watched_memory
from tests.reliability.servers import ForkedServer
from webhook_dashboard.domain.outcomes import RESPONSE_LIMIT_BYTES

AT_ONCE: Final = 64
ROUNDS: Final = 5
MOST_GROWTH: Final = 5 * MEGABYTE
GIGABYTE: Final = 1_073_741_824
TOTAL_SECONDS: Final = 15
_WARM_UP: Final = (Answer(body=b"x" * RESPONSE_LIMIT_BYTES),) * 3


async def memory(grounds: Grounds) -> AsyncIterator[Finding]:
    """Have endless and packed answers sent, many at once, and watch the memory of the server."""
    if grounds.is_sqlite:
        return  # there the cache of the database, in the same process, grows with what is stored
    endless = Answer(body=b"x" * 65_536, endless=True, headers=(("Content-Length", str(GIGABYTE)),))
    packed = gzip.compress(bytes(10 * MEGABYTE), 9) * 1_024
    answers = {
        "an answer of 1 GB": endless,
        f"{len(packed) / MEGABYTE:.0f} MB of gzip that would become 10 GB": Answer(
            body=packed, headers=(("Content-Encoding", "gzip"),)
        ),
    }
    for what, answer in answers.items():
        with Receiver() as receiver, grounds.installation(ForkedServer, concurrency=AT_ONCE) as at:
            await at.set_up(receiver.url, fields={"concurrency": AT_ONCE})
            server = at.start()
            for step in (*_WARM_UP, *[answer] * ROUNDS):
                await _send_round(at, receiver, step)
            with watched_memory(server.pid) as watched:
                for _ in range(ROUNDS):
                    await _send_round(at, receiver, answer)
            kept = at.read("SELECT max(length(response_body)) FROM attempts")[0][0]
        yield Finding(
            "memory",
            grounds.database,
            f"{what}, {AT_ONCE} at once, {ROUNDS} times and {ROUNDS} times more",
            f"{RESPONSE_LIMIT_BYTES:,} bytes kept, memory +< {MOST_GROWTH // MEGABYTE} MB the second time",
            f"{kept:,} bytes kept, {watched.growth / MEGABYTE:.1f} MB more",
            kept == RESPONSE_LIMIT_BYTES and watched.growth < MOST_GROWTH,
        )


async def _send_round(at: Installation, receiver: Receiver, answer: Answer) -> None:
    receiver.answer(answer)
    await at.publish(AT_ONCE)
    await at.until_nothing_waits()


async def drip(grounds: Grounds) -> AsyncIterator[Finding]:
    """Have an answer drip a byte a second, with another delivery waiting for its place."""
    with Receiver() as receiver, grounds.installation(ForkedServer) as at:
        fields = {"total_timeout": TOTAL_SECONDS, "response_timeout": 10, "concurrency": 1, "breaker": False}
        await at.set_up(receiver.url, fields=fields)
        at.start()
        receiver.script(Answer(body=b"x" * 1_000, drip_seconds=1.0))
        await at.publish(2)
        first, second = receiver.wait_for(2, TOTAL_SECONDS + 10)
        waited = second.received_at - first.received_at
        kind, body = at.read("SELECT error_kind, length(response_body) FROM attempts ORDER BY started_at")[0]
    yield Finding(
        "drip",
        grounds.database,
        f"an answer that drips a byte a second, total timeout {TOTAL_SECONDS} s, one request at a time",
        f"cut after {TOTAL_SECONDS} ± 0.5 s, what came is kept, the next request takes its place",
        f"cut after {waited:.2f} s ({kind}), {body} bytes kept",
        abs(waited - TOTAL_SECONDS) <= 0.5 and kind == "total_timeout" and body > 0,
    )
