"""A storm: minutes of load, and every few seconds something else breaks, as the seed decides."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from scripts.faults.grounds import Grounds
from scripts.faults.outages import LockedFile
from scripts.faults.report import Finding
from tests.receivers import Answer, Drop, Receiver
from tests.reliability.drills import ENDLESS, Stoppable
from tests.reliability.installation import Installation
from tests.reliability.producers import Producers
from tests.reliability.servers import ForkedServer

PER_SECOND: Final = 100.0
CONCURRENCY: Final = 16
CALM_SECONDS: Final = (1.0, 4.0)
TROUBLE_SECONDS: Final = (0.5, 3.0)
DRAIN_SECONDS: Final = 120.0
PATIENT: Final = {
    "retry_waits": [1, 1, 2, 2, 5, 5, 10, 10, 20, 20],
    "probe_interval": 1,
    "pause_after": None,
    "concurrency": CONCURRENCY,
}


class Storm:
    """One fault after the other on one installation. `happened` counts them."""

    def __init__(self, grounds: Grounds, at: Installation, receiver: Receiver) -> None:
        self.happened: Counter[str] = Counter()
        self._at = at
        self._receiver = receiver
        self._chance = random.Random(grounds.seed)
        self._database: Stoppable = (
            LockedFile(at.options.database_url.removeprefix("sqlite:///"))
            if grounds.is_sqlite
            else grounds.postgresql
        )
        self._faults: dict[str, Callable[[], Awaitable[None]]] = {
            "kill -9": self._kill,
            "restart": self._restart,
            "database away": self._without_database,
            "receiver 503": lambda: self._with_answer(Answer(503)),
            "receiver resets": lambda: self._with_answer(Answer(drop=Drop.RESET)),
            "receiver slow": lambda: self._with_answer(Answer(delay_seconds=2.0)),
        }
        if not grounds.is_sqlite:
            self._faults["process beside killed"] = self._beside

    async def rage(self, seconds: float) -> None:
        """Break something now and then, for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self._pass(CALM_SECONDS)
            name = self._chance.choice(list(self._faults))
            self.happened[name] += 1
            await self._faults[name]()

    async def _pass(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self._chance.uniform(*between))

    async def _kill(self) -> None:
        await asyncio.to_thread(self._at.server.kill)
        await self._replace()

    async def _restart(self) -> None:
        assert await asyncio.to_thread(self._at.server.stop) == 0
        await self._replace()

    async def _replace(self) -> None:
        """Start the next server; publishers are refused by the port of the last one until then."""
        last = self._at.server
        await asyncio.to_thread(self._at.start)
        self._at.servers.remove(last)

    async def _without_database(self) -> None:
        await asyncio.to_thread(self._database.stop)
        await self._pass(TROUBLE_SECONDS)
        await asyncio.to_thread(self._database.start)

    async def _with_answer(self, answer: Answer) -> None:
        self._receiver.answer(answer)
        await self._pass(TROUBLE_SECONDS)
        self._receiver.answer(Answer())

    async def _beside(self) -> None:
        beside = await asyncio.to_thread(ForkedServer, self._at.options)
        await self._pass(TROUBLE_SECONDS)
        await asyncio.to_thread(beside.kill)


async def storm(grounds: Grounds) -> AsyncIterator[Finding]:
    """Load a server at a steady pace for the given minutes while all kinds of things break."""
    with Receiver() as receiver, grounds.installation(ForkedServer, lease_seconds=2) as at:
        await at.set_up(receiver.url, fields=PATIENT)
        at.start()
        trouble = Storm(grounds, at, receiver)
        producers = Producers(at.door, ENDLESS, sizes=[1], per_second=PER_SECOND, refusals=[429, 503])
        producing = asyncio.create_task(producers.run(8))
        await trouble.rage(grounds.minutes * 60)
        producers.stopped = True
        await producing
        await at.until_nothing_waits(DRAIN_SECONDS)
        acknowledged, stored = len(set(producers.acknowledged)), at.count("deliveries", "status = 3")
        events, attempts = at.count("events"), at.count("attempts")
        arrived = {request.header("webhook-id") for request in receiver.requests}
        lost, unknown = len(set(producers.acknowledged) - arrived), len(receiver.requests) - attempts
        intact = at.is_intact()
    crashes = trouble.happened["kill -9"] + trouble.happened["process beside killed"]
    most = crashes * 2 * CONCURRENCY
    yield Finding(
        "storm",
        grounds.database,
        f"{grounds.minutes:g} minutes at {PER_SECOND:g} events/s, seed {grounds.seed}: "
        + ", ".join(f"{count} × {name}" for name, count in sorted(trouble.happened.items())),
        "every acknowledged event arrives and is recorded as delivered; "
        f"requests that the log does not know: at most {2 * CONCURRENCY} a crash",
        f"{acknowledged:,} acknowledged, {events:,} stored, {stored:,} delivered, {lost} lost, "
        f"{unknown} requests unknown (at most {most}), database {'intact' if intact else 'damaged'}",
        lost == 0 and stored == events >= acknowledged and unknown <= most and intact,
    )
