"""Webhooks beside one another: one that is down, one that hangs, one with a limit."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
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
    """Let one receiver of fifty hang with a long queue, and compare the others with themselves alone."""
    alone = await _measure(grounds, hanging=False)
    beside = await _measure(grounds, hanging=True)
    share = beside["per_s"] / alone["per_s"]
    yield Finding(
        "neighbours",
        grounds.database,
        f"{HEALTHY} healthy receivers, alone and beside one that hangs with {HANGING:,} queued",
        "p99 below 50 ms and twice the one alone, throughput at least 90 %",
        f"p99 {alone['p99_ms']:.1f} ms alone, {beside['p99_ms']:.1f} ms beside; "
        f"{alone['per_s']:,.0f}/s alone, {beside['per_s']:,.0f}/s beside ({share:.0%})",
        beside["p99_ms"] < min(50.0, 2 * max(alone["p99_ms"], 5.0)) and share >= 0.9,
    )


async def _measure(grounds: Grounds, *, hanging: bool) -> dict[str, float]:
    with ExitStack() as stack:
        healthy = stack.enter_context(Receiver())
        hung = stack.enter_context(Receiver(Answer(delay_seconds=HANG_SECONDS)))
        at = stack.enter_context(grounds.installation(ForkedServer))
        await _make_webhooks(at, healthy.url, hung.url)
        at.start()
        if hanging:
            await Producers(at.door, HANGING, sizes=[1_000], make_event=_hanging_event).run(1)
            hung.wait_for(16)
        await Producers(at.door, PACED, sizes=[1], per_second=PACE, make_event=_timed_event).run(8)
        healthy.wait_for(PACED)
        waits = [one.received_at - one.json()["data"]["at"] for one in healthy.requests]
        began = time.monotonic()
        await Producers(at.door, BURST, sizes=[100], make_event=_timed_event).run(8)
        done = healthy.wait_for(PACED + BURST, 60)[-1].received_at
        return {"p99_ms": statistics.quantiles(waits, n=100)[-1] * 1_000, "per_s": BURST / (done - began)}


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
