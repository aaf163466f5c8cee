"""Deliveries through the real HTTP API to a real receiver: how many a second, at what cost, how soon."""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Final

import httpx

from scripts.benchmarks import load
from scripts.benchmarks.processes import (
    Server,
    running_postgresql,
    running_server,
    running_sink,
    scratch_folder,
)

CASES: Final = ("burst-single", "burst-batch-100", "paced-50")
CONNECTIONS: Final = 64
PACE_PER_SECOND: Final = 50
WARM_UP: Final = 500
PATIENCE_SECONDS: Final = 60.0


async def measure(database: str, cases: Sequence[str], deliveries: int, paced_seconds: float) -> None:
    """Start the parts, run the cases, print a JSON line for each."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        settings = {"allowed_addresses": "127.0.0.0/8"}
        postgresql: int | None = None
        if database == "postgresql":
            settings["database_url"], postgresql = stack.enter_context(running_postgresql(folder))
        sink = stack.enter_context(running_sink())
        server = stack.enter_context(running_server(folder / "data", **settings))
        if postgresql is not None:
            server.parts.append(postgresql)
        key = server.make_key("publish")
        server.create_webhook(server.make_key("admin"), f"{sink}/hook")
        await load.publish_burst(server.port, key, WARM_UP, batch=1, connections=8)
        await _arrived(sink, WARM_UP)
        for case in cases:
            count = int(PACE_PER_SECOND * paced_seconds) if case == "paced-50" else deliveries
            _say(f"{database}, {case}: {count:,} deliveries …")
            line = await _measure_case(server, sink, key, case, count)
            print(json.dumps({"peer": f"webhook-dashboard ({database})", "case": case, **line}), flush=True)


async def _measure_case(server: Server, sink: str, key: str, case: str, deliveries: int) -> dict[str, Any]:
    await _ask(sink, "__reset")
    cpu_before, started_at = server.cpu_seconds(), time.time()
    if case == "paced-50":
        await load.publish_paced(server.port, key, deliveries, per_second=PACE_PER_SECOND)
    else:
        batch = 1 if case == "burst-single" else 100
        await load.publish_burst(
            server.port, key, deliveries, batch=batch, connections=CONNECTIONS if batch == 1 else 8
        )
    accepted_after = time.time() - started_at
    stats = await _arrived(sink, deliveries)
    await asyncio.sleep(0.5)  # results are written after the request: their cost belongs to the run
    cpu = server.cpu_seconds() - cpu_before
    seconds = max(stats["last_at"] - started_at, 0.001)
    return {
        "deliveries": deliveries,
        "seconds": round(seconds, 3),
        "accepted_seconds": round(accepted_after, 3),
        "per_s": round(stats["unique"] / seconds),
        "cpu_s_per_1000": round(cpu / deliveries * 1_000, 3),
        "p50_ms": stats["p50_ms"],
        "p99_ms": stats["p99_ms"],
        "lost": deliveries - stats["unique"],
        "dup": stats["count"] - stats["unique"],
    }


async def _arrived(sink: str, deliveries: int) -> dict[str, Any]:
    """Wait until everything has arrived, or nothing has for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        stats = await _ask(sink, "__stats")
        if stats["unique"] >= deliveries or time.monotonic() > deadline:
            return stats
        await asyncio.sleep(0.1)


async def _ask(sink: str, what: str) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{sink}/{what}")).json()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
