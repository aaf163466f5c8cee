"""Webhooks beside one another: one that is down, one that hangs, one with a limit."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from scripts.faults.grounds import Grounds
from scripts.faults.report import Finding
from tests.factories import make_key, make_webhook
from tests.receivers import Answer, ReceivedRequest, Receiver
from tests.reliability.installation import Installation
from tests.reliability.producers import Producers
from tests.reliability.servers import ForkedServer

QUEUED: Final = 10_000
MOST_IN_A_MINUTE: Final = 20
RECOVERED_SECONDS: Final = 30.0
DRAIN_RATE: Final = 500
RATE: Final = 50
LIMITED: Final = 2_000
HEALTHY: Final = 49
HANGING: Final = 5_000
HANG_SECONDS: Final = 15.0
PACED: Final = 1_000
PACE: Final = 100.0
BURST: Final = 9_800
TURNS: Final = 8


def most_in_a_second(requests: Sequence[ReceivedRequest]) -> int:
    """Return the most requests that arrived within any one second."""
    times, first, most = [request.received_at for request in requests], 0, 0
    for last, moment in enumerate(times):
        while times[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


async def breaker(grounds: Grounds) -> AsyncIterator[Finding]:
    """Queue much for a receiver that is down, then bring it back."""
    with Receiver(Answer(503)) as receiver, grounds.installation(ForkedServer) as at:
        await at.set_up(receiver.url, fields={"rate_limit": DRAIN_RATE, "pause_after": None})
        at.start()
        await at.publish(QUEUED)
        first = receiver.wait_for(1)[0].received_at
        await asyncio.sleep(first + 60 - time.monotonic())
        asked = len(receiver.requests)
        receiver.answer(Answer())
        back_at = time.monotonic()
        recovered = receiver.wait_for(asked + 2, 60)[asked + 1].received_at - back_at
        await at.until_nothing_waits(120)
        rate = most_in_a_second(receiver.requests[asked:])
        arrived = at.count("deliveries", "status = 3")
    yield Finding(
        "breaker",
        grounds.database,
        f"{QUEUED:,} deliveries for a receiver that answers 503 for a minute, limit {DRAIN_RATE}/s",
        f"at most {MOST_IN_A_MINUTE} requests until then, back within {RECOVERED_SECONDS:g} s, all arrive, "
        f"at most {DRAIN_RATE * 1.1:g} in a second",
        f"{asked} requests, back after {recovered:.1f} s, {arrived:,} arrived, at most {rate} in a second",
        asked <= MOST_IN_A_MINUTE
        and recovered < RECOVERED_SECONDS
        and arrived == QUEUED
        and rate <= DRAIN_RATE * 1.1,
    )


async def rate(grounds: Grounds) -> AsyncIterator[Finding]:
    """Queue more for a webhook than its rate limit lets out at once."""
    with Receiver() as receiver, grounds.installation(ForkedServer) as at:
        await at.set_up(receiver.url, fields={"rate_limit": RATE, "concurrency": 4})
        at.start()
        await at.publish(LIMITED)
        await at.until_nothing_waits(90)
        requests, most_open = receiver.requests, receiver.most_open
    seconds = requests[-1].received_at - requests[0].received_at
    most, due = most_in_a_second(requests), LIMITED / RATE
    yield Finding(
        "rate",
        grounds.database,
        f"{LIMITED:,} deliveries at once, limit {RATE}/s and 4 at a time",
        f"{due:g} s ± 5 %, at most {RATE * 1.1:g} in any second, at most 4 connections at a time",
        f"{seconds:.1f} s, at most {most} in any second, {most_open} connections at a time",
        abs(seconds - due) <= due * 0.05 and most <= RATE * 1.1 and most_open <= 4,
    )


async def neighbours(grounds: Grounds) -> AsyncIterator[Finding]:
    """Let one receiver of fifty hang with a long queue, and compare the others with themselves alone.

    The two run side by side and are loaded in turns, so that what else the machine does falls on both.
    """
    with ExitStack() as stack:
        alone, beside = [await _started(stack, grounds, hanging=hanging) for hanging in (False, True)]
        p99_alone, p99_beside = [await side.p99_ms() for side in (alone, beside)]
        for turn in range(TURNS):
            for side in (alone, beside) if turn % 2 else (beside, alone):
                await side.burst()
    per_s_alone, per_s_beside = statistics.median(alone.per_s), statistics.median(beside.per_s)
    share = per_s_beside / per_s_alone
    yield Finding(
        "neighbours",
        grounds.database,
        f"{HEALTHY} healthy receivers, alone and beside one that hangs with {HANGING:,} queued, by turns",
        "p99 below 50 ms and twice the one alone, throughput at least 90 %",
        f"p99 {p99_alone:.1f} ms alone, {p99_beside:.1f} ms beside; "
        f"{per_s_alone:,.0f}/s alone, {per_s_beside:,.0f}/s beside ({share:.0%})",
        p99_beside < min(50.0, 2 * max(p99_alone, 5.0)) and share >= 0.9,
    )


@dataclass
class _Side:
    """An installation and its healthy receivers. `per_s` is what each burst came to."""

    at: Installation
    healthy: Receiver
    per_s: list[float] = field(default_factory=list[float])
    _sent: int = 0

    async def p99_ms(self) -> float:
        """Publish at a pace; returns the time from making an event to its arrival."""
        await Producers(self.at.door, PACED, sizes=[1], per_second=PACE, make_event=_timed_event).run(8)
        self._sent += PACED
        arrived = self.healthy.wait_for(self._sent)
        waits = [one.received_at - one.json()["data"]["at"] for one in arrived]
        return statistics.quantiles(waits, n=100)[-1] * 1_000

    async def burst(self) -> None:
        """Publish as fast as it is taken."""
        began = time.monotonic()
        await Producers(self.at.door, BURST, sizes=[100], make_event=_timed_event).run(8)
        self._sent += BURST
        self.per_s.append(BURST / (self.healthy.wait_for(self._sent, 60)[-1].received_at - began))


async def _started(stack: ExitStack, grounds: Grounds, *, hanging: bool) -> _Side:
    healthy = stack.enter_context(Receiver())
    hung = stack.enter_context(Receiver(Answer(delay_seconds=HANG_SECONDS)))
    at = stack.enter_context(grounds.installation(ForkedServer))
    await _make_webhooks(at, healthy.url, hung.url)
    at.start()
    if hanging:
        await Producers(at.door, HANGING, sizes=[1_000], make_event=_hanging_event).run(1)
        hung.wait_for(16)
    return _Side(at, healthy)


async def _make_webhooks(at: Installation, healthy_url: str, hanging_url: str) -> None:
    with at.platform() as platform:
        at.key = await make_key(platform)
        await make_webhook(platform, url=hanging_url, event_types=["lane.hanging"], fields={"breaker": False})
        for number in range(HEALTHY):
            await make_webhook(platform, url=f"{healthy_url}/{number}", event_types=[f"lane.w{number}"])


def _hanging_event(number: int) -> dict[str, Any]:
    return {"type": "lane.hanging", "data": {"number": number}}


def _timed_event(number: int) -> dict[str, Any]:
    return {"type": f"lane.w{number % HEALTHY}", "data": {"at": time.monotonic()}}
