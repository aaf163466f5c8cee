"""Crashes: kill -9 under load, right after an answer, and how soon what was left in the air goes out."""

from collections.abc import AsyncIterator
from typing import Final

from scripts.faults.grounds import Grounds
from scripts.faults.report import Finding
from tests.receivers import Answer, Receiver
from tests.reliability.drills import kill_after_answer, kill_under_load, strand_and_recover
from tests.reliability.servers import CommandServer, ForkedServer

EVENTS: Final = 10_000
KILLS: Final = 5
ANSWERS: Final = 200
RECOVERIES: Final = 20
STRANDED: Final = 16
CONCURRENCY: Final = 16
_SHORT_LEASE_SECONDS: Final = 2.0
_WITHIN_SECONDS: Final = 5.0


async def kills(grounds: Grounds) -> AsyncIterator[Finding]:
    """Kill the whole program while it is loaded, with a receiver that answers at once and one that does not.

    What is sent twice was in the air, or its result waited to be stored: as many again at most.
    """
    for delay, most in ((0.0, EVENTS * 0.005), (0.05, KILLS * 2 * CONCURRENCY)):
        with Receiver(Answer(delay_seconds=delay)) as receiver, grounds.installation(lease_seconds=2) as at:
            came = await kill_under_load(at, receiver, events=EVENTS, kills=KILLS, seed=grounds.seed)
        yield Finding(
            "kills",
            grounds.database,
            f"{EVENTS:,} events over HTTP, kill -9 {KILLS} times, answers take {delay * 1_000:g} ms",
            f"0 lost, 0 unrecorded, at most {most:g} twice",
            f"{came.lost} lost, {came.unrecorded} unrecorded, {came.repeated} twice",
            (came.lost, came.unrecorded, came.intact) == (0, 0, True) and came.repeated <= most,
        )


async def answers(grounds: Grounds) -> AsyncIterator[Finding]:
    """Kill as soon as the first bytes of a 202 are read."""
    with grounds.installation(ForkedServer) as at:
        missing = await kill_after_answer(at, ANSWERS)
        intact = at.is_intact()
    yield Finding(
        "answers",
        grounds.database,
        f"kill -9 at the first bytes of a 202, {ANSWERS} times",
        "every event stored, database intact",
        f"{missing} missing, {'intact' if intact else 'DAMAGED'}",
        missing == 0 and intact,
    )


async def recovery(grounds: Grounds) -> AsyncIterator[Finding]:
    """Measure how soon deliveries that a crash left in the air are sent again."""
    must = 1.0 if grounds.is_sqlite else _WITHIN_SECONDS
    ways = [(CommandServer, False, "the next start")]
    if not grounds.is_sqlite:
        ways = [(ForkedServer, False, "the next start"), (ForkedServer, True, "a process beside it")]
    for start_server, beside, by in ways:
        with Receiver() as receiver, grounds.installation(start_server, lease_seconds=2) as at:
            await at.set_up(receiver.url)
            times: list[float] = []
            for _ in range(RECOVERIES):
                found = await strand_and_recover(at, receiver, STRANDED, beside=beside)
                assert (found.again, found.requests) == (STRANDED, STRANDED), found
                times.append(found.seconds)
                at.close()
        lease = "" if grounds.is_sqlite else f", lease {_SHORT_LEASE_SECONDS:g} s"
        yield Finding(
            "recovery",
            grounds.database,
            f"{STRANDED} deliveries in the air, kill -9, sent again by {by}{lease}, {RECOVERIES} times",
            f"all, once each, within {must:g} s of the {'crash' if beside else 'start'}",
            f"at most {max(times):.2f} s, median {sorted(times)[len(times) // 2]:.2f} s",
            max(times) < must,
        )
