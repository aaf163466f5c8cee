"""Deliveries through the real HTTP API to a real receiver: how many a second, at what cost, how soon."""

import asyncio
import contextlib
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, Final

from scripts.benchmarks import load
from scripts.benchmarks.dashboards import OWNER, PASSWORD, event_round_trips
from scripts.benchmarks.measuring import (
    BATCH,
    FANNED_OUT,
    PACE_PER_SECOND,
    SINGLE_CONNECTIONS,
    Measurement,
    arrived,
    burst_of,
    percentile,
    say,
    show,
)
from scripts.benchmarks.processes import (
    Server,
    running_load,
    running_postgresql,
    running_server,
    running_sink,
    scratch_folder,
)

WAITING_CASE: Final = "waiting-100000"
CASES: Final = ("batch-100", "fan-out-5", "single", "paced-50", "ack-500", "browser", WAITING_CASE)
PEER: Final = "webhook-dashboard"
_ACKED_PER_SECOND: Final = 500
_WAITING: Final = 100_000
_WARM_UP: Final = 500
_SETTLED_SECONDS: Final = 3.0
_BROWSER_SECONDS: Final = 10.0


class Bench:
    """A server with a webhook for each case, its keys, and a sink."""

    def __init__(self, database: str, server: Server, sink: str) -> None:
        self.database = database
        self.server = server
        self.sink = sink
        self.key = server.make_key("publish")
        self.admin_key = admin = server.make_key("admin")
        server.create_webhook(admin, f"{sink}/hook", "order.created")
        server.create_webhook(admin, f"{sink}/silent", "order.silent")
        for number in range(FANNED_OUT):
            server.create_webhook(admin, f"{sink}/hook/{number}", "order.fanned")

    def measurement(self, case: str) -> Measurement:
        """Return a fresh measurement of a case."""
        return Measurement(f"{PEER} ({self.database})", case, self.sink, self.server.cpu_seconds)


@contextlib.contextmanager
def running_bench(database: str, sink: str) -> Iterator[Bench]:
    """Start a server on one of the databases, in a folder of its own."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        settings = {"allowed_addresses": "127.0.0.0/8"}
        postgresql: int | None = None
        if database == "postgresql":
            settings["database_url"], postgresql = stack.enter_context(running_postgresql(folder))
        server = stack.enter_context(running_server(folder / "data", **settings))
        if postgresql is not None:
            server.parts.append(postgresql)
        yield Bench(database, server, sink)


async def measure(
    database: str, cases: Sequence[str], deliveries: int, paced_seconds: float
) -> list[dict[str, Any]]:
    """Start the parts, run the cases, print a JSON line for each; returns them."""
    lines: list[dict[str, Any]] = []
    with running_sink() as sink:
        with running_bench(database, sink) as bench:
            await warm_up(bench)
            for case in cases:
                if case != WAITING_CASE:
                    say(f"{database}, {case} …")
                    lines.append(await measure_case(bench, case, deliveries, paced_seconds))
                    show(lines[-1])
        if WAITING_CASE in cases:
            with running_bench(database, sink) as bench:  # one whose memory nothing else has filled
                await warm_up(bench)
                say(f"{database}, {WAITING_CASE} …")
                lines.append(await _waiting(bench))
                show(lines[-1])
    return lines


async def warm_up(bench: Bench) -> None:
    """Deliver a little, so that connections are open and statements are prepared."""
    measurement = bench.measurement("warm-up")
    await measurement.begin()
    await load.publish_burst(bench.server.port, bench.key, _WARM_UP, batch=1, connections=8)
    await arrived(bench.sink, _WARM_UP)


async def measure_case(bench: Bench, case: str, deliveries: int, paced_seconds: float) -> dict[str, Any]:
    """Run one case and return its line."""
    measurement, server = bench.measurement(case), bench.server
    if case == "browser":
        return await _browser(bench, measurement)
    await measurement.begin()
    if case in ("paced-50", "ack-500"):
        pace = PACE_PER_SECOND if case == "paced-50" else _ACKED_PER_SECOND
        count = int(pace * paced_seconds)
        connections = 8 if case == "paced-50" else SINGLE_CONNECTIONS
        acknowledged_ms = await load.publish_paced(
            server.port, bench.key, count, per_second=pace, connections=connections
        )
        return await measurement.end(count, acknowledged_ms if case == "ack-500" else ())
    fan_out = FANNED_OUT if case == "fan-out-5" else 1
    batch, connections = burst_of(case)
    event_type = "order.fanned" if fan_out > 1 else "order.created"
    events = deliveries // fan_out
    await load.publish_burst(
        server.port, bench.key, events, batch=batch, connections=connections, event_type=event_type
    )
    return await measurement.end(events * fan_out)


async def _waiting(bench: Bench) -> dict[str, Any]:
    """Publish to a receiver that never answers; `memory_mb` is what the server grew by."""
    await asyncio.sleep(_SETTLED_SECONDS)
    memory_before, cpu_before, started_at = bench.server.memory_mb(), bench.server.cpu_seconds(), time.time()
    await load.publish_burst(
        bench.server.port, bench.key, _WAITING, batch=BATCH, connections=1, event_type="order.silent"
    )
    seconds = time.time() - started_at
    await asyncio.sleep(_SETTLED_SECONDS)
    return {
        "peer": f"{PEER} ({bench.database})",
        "case": WAITING_CASE,
        "deliveries": _WAITING,
        "per_s": round(_WAITING / seconds),
        "cpu_s_per_1000": round((bench.server.cpu_seconds() - cpu_before) / _WAITING * 1_000, 3),
        "p50_ms": None,
        "p99_ms": None,
        "lost": 0,
        "dup": 0,
        "memory_mb": round(bench.server.memory_mb() - memory_before),
    }


async def _browser(bench: Bench, measurement: Measurement) -> dict[str, Any]:
    """Keep a page busy while events come as fast as they are taken, from a process of their own."""
    bench.server.make_owner(OWNER, PASSWORD)
    await measurement.begin()
    with running_load(bench.server.port, bench.key) as stop:
        round_trips_ms = await event_round_trips(bench.server, _BROWSER_SECONDS)
        published = stop()
    line = await measurement.end(published, round_trips_ms)
    return line | {"p95_ms": percentile(round_trips_ms, 0.95)}
