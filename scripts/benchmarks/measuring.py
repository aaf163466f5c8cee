"""What every delivery benchmark shares: the cases, the sink's counts, the one form of line."""

import asyncio
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import httpx

BATCH: Final = 100
FANNED_OUT: Final = 5
SINGLE_CONNECTIONS: Final = 64
BATCH_CONNECTIONS: Final = 8
PACE_PER_SECOND: Final = 50
_PATIENCE_SECONDS: Final = 120.0
_RESULTS_SECONDS: Final = 0.5


def burst_of(case: str) -> tuple[int, int]:
    """Return how many events a request carries in a burst, and over how many connections they come."""
    return (1, SINGLE_CONNECTIONS) if case == "single" else (BATCH, BATCH_CONNECTIONS)


class Measurement:
    """One case from its first event to the last arrival at the sink, and the CPU it took."""

    def __init__(self, peer: str, case: str, sink: str, cpu_seconds: Callable[[], float]) -> None:
        self._names = {"peer": peer, "case": case}
        self._sink = sink
        self._cpu_seconds = cpu_seconds

    async def begin(self) -> None:
        """Forget what arrived before."""
        await ask(self._sink, "__reset")
        self._cpu_before, self._started_at = self._cpu_seconds(), time.time()

    async def end(self, deliveries: int, latencies_ms: Sequence[float] = ()) -> dict[str, Any]:
        """Wait for the deliveries, then return the line; the percentiles may be of other latencies."""
        stats = await arrived(self._sink, deliveries)
        await asyncio.sleep(_RESULTS_SECONDS)  # results are written after the request: they belong to it
        cpu = self._cpu_seconds() - self._cpu_before
        seconds = max(stats["last_at"] - self._started_at, 0.001)
        p50, p99 = stats["p50_ms"], stats["p99_ms"]
        if latencies_ms:
            p50, p99 = percentile(latencies_ms, 0.5), percentile(latencies_ms, 0.99)
        return self._names | {
            "deliveries": deliveries,
            "per_s": round(stats["unique"] / seconds),
            "cpu_s_per_1000": round(cpu / max(deliveries, 1) * 1_000, 3),
            "p50_ms": p50,
            "p99_ms": p99,
            "lost": deliveries - stats["unique"],
            "dup": stats["count"] - stats["unique"],
        }


async def arrived(sink: str, deliveries: int) -> dict[str, Any]:
    """Wait until everything has arrived, or nothing has for a while."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        stats = await ask(sink, "__stats")
        if stats["unique"] >= deliveries or time.monotonic() > deadline:
            return stats
        await asyncio.sleep(0.1)


async def ask(sink: str, what: str) -> dict[str, Any]:
    """Ask the sink for its counts, or to forget them."""
    async with httpx.AsyncClient(timeout=30) as client:
        return (await client.get(f"{sink}/{what}")).json()


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that `share` of them stay at or under."""
    ordered = sorted(values)
    return round(ordered[max(math.ceil(len(ordered) * share) - 1, 0)], 2) if ordered else None


def show(line: dict[str, Any]) -> None:
    """Print a line of JSON."""
    print(json.dumps(line), flush=True)


def show_table(lines: Sequence[dict[str, Any]]) -> None:
    """Print lines as the table of docs/PERFORMANCE.md."""
    print("\n| who | case | deliveries | a second | CPU-s per 1,000 | p50 / p99 | lost / twice |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for line in lines:
        rate, cpu = f"{line['per_s']:,}", f"{line['cpu_s_per_1000']:.2f}"
        latencies = " / ".join(
            "–" if one is None else f"{one:,.1f}" for one in (line["p50_ms"], line["p99_ms"])
        )
        print(
            f"| {line['peer']} | {line['case']} | {line['deliveries']:,} | {rate} | {cpu} | {latencies} ms "
            f"| {line['lost']} / {line['dup']} |",
            flush=True,
        )


def say(sentence: str) -> None:
    """Tell the person at the terminal what goes on."""
    print(sentence, file=sys.stderr, flush=True)
