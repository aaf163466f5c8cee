"""A filter tried on the past: how long it takes, and what an open dashboard notices of it."""

import asyncio
import time
from contextlib import ExitStack
from typing import Any, Final

import httpx

from scripts.benchmarks.dashboards import OWNER, PASSWORD, event_round_trips
from scripts.benchmarks.events import Bench, running_bench
from scripts.benchmarks.measuring import arrived, percentile, say, show
from scripts.benchmarks.processes import running_sink

EVENTS: Final = 1_000
BYTES: Final = 5_000
ASKED: Final = 30
_BROWSER_SECONDS: Final = 8.0
_LINES: Final = 20
FILTER: Final = {
    "order.total": {"$gt": 100},
    "order.source": {"$in": ["Online", "Store"]},
    "order.customer.country": {"$ne": "US"},
    "order.items": {"$any": {"sku": {"$startsWith": "SKU-1"}}},
    "order.note": {"$contains": "gift"},
}


async def measure(database: str) -> None:
    """Store the events, try the filter on them, alone and beside an open dashboard; print a JSON line."""
    with ExitStack() as stack:
        sink = stack.enter_context(running_sink())
        bench = stack.enter_context(running_bench(database, sink))
        say(f"{database}: {EVENTS:,} events of {BYTES:,} bytes …")
        await _publish(bench)
        await arrived(sink, EVENTS)
        bench.server.make_owner(OWNER, PASSWORD)
        async with httpx.AsyncClient(timeout=30) as client:
            await _ask(client, bench)  # the first one prepares statements
            taken_ms = [await _ask(client, bench) for _ in range(ASKED)]
            say(f"{database}: an open dashboard, alone and beside it …")
            alone_ms = await event_round_trips(bench.server, _BROWSER_SECONDS)
            asking = asyncio.create_task(_ask_on(client, bench))
            beside_ms = await event_round_trips(bench.server, _BROWSER_SECONDS)
            asking.cancel()
    show(
        {
            "case": "backtest",
            "database": database,
            "events": EVENTS,
            "conditions": len(FILTER),
            "p50_ms": percentile(taken_ms, 0.5),
            "p95_ms": percentile(taken_ms, 0.95),
            "browser_alone_ms": [percentile(alone_ms, 0.5), percentile(alone_ms, 0.95)],
            "browser_beside_ms": [percentile(beside_ms, 0.5), percentile(beside_ms, 0.95)],
        }
    )


async def _publish(bench: Bench) -> None:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {bench.key}"}, timeout=30) as client:
        for first in range(0, EVENTS, 100):
            events = [
                {"type": "order.created", "data": _order(number)} for number in range(first, first + 100)
            ]
            answer = await client.post(f"{bench.server.url}/api/v1/events/batch", json={"events": events})
            answer.raise_for_status()


def _order(number: int) -> dict[str, Any]:
    """An order of some 5,000 bytes; about one in four passes the filter."""
    order = {
        "number": f"SO-{number:05d}",
        "total": number % 200,
        "source": ("Online", "Store", "Phone")[number % 3],
        "customer": {"name": "Lindqvist & Daughters AB", "country": ("SE", "DE", "US")[number % 7 % 3]},
        "items": [
            {"sku": f"SKU-{1 + (number + line) % 3}{line:04d}", "count": line} for line in range(_LINES)
        ],
        "note": "a gift, " if number % 2 else "no wish, ",
    }
    order["note"] += "x" * (BYTES - len(str(order)))
    # What the bench's own webhook asks for, so that each is delivered too.
    return {"order": order, "n": number, "t0": time.time() * 1_000, "pad": "x"}


async def _ask(client: httpx.AsyncClient, bench: Bench) -> float:
    body = {"filter": FILTER, "event_type": "order.created", "limit": EVENTS}
    started_at = time.perf_counter()
    answer = await client.post(
        f"{bench.server.url}/api/v1/filters/backtest",
        json=body,
        headers={"Authorization": f"Bearer {bench.admin_key}"},
    )
    taken_ms = (time.perf_counter() - started_at) * 1_000
    answer.raise_for_status()
    return taken_ms


async def _ask_on(client: httpx.AsyncClient, bench: Bench) -> None:
    while True:
        await _ask(client, bench)
