"""The same cases in one run: the peer and ourselves, one after the other, with the same sink."""

from contextlib import ExitStack
from typing import Any, Final

from scripts.benchmarks import events
from scripts.benchmarks.measuring import (
    PACE_PER_SECOND,
    Measurement,
    arrived,
    burst_of,
    say,
    show,
    show_table,
)
from scripts.benchmarks.peers.bullmq import PEER, BullMq, missing, running_bullmq
from scripts.benchmarks.processes import running_sink, scratch_folder

ONE_BY_ONE: Final = "one-by-one"
"""The peer's own case: a producer that waits for each event, as most programs are written."""
CASES: Final = ("batch-100", "single", ONE_BY_ONE, "paced-50")
_OURS: Final = ("batch-100", "fan-out-5", "single", "paced-50")
_WARM_UP: Final = 200


async def measure(deliveries: int, paced_seconds: float, *, table: bool) -> None:
    """Print the lines of all, and `table` them; on standard error, how many times the peer's rate ours is."""
    absent = missing()
    if absent:
        raise SystemExit(f"Not on this machine: {', '.join(absent)}. The peer needs them.")
    lines: list[dict[str, Any]] = []
    with scratch_folder() as folder, running_sink() as sink:
        say(f"{PEER}: installing and starting …")
        with running_bullmq(folder, sink) as peer:
            lines += await _measure_peer(peer, sink, deliveries, paced_seconds)
        for database in ("sqlite", "postgresql"):
            with ExitStack() as stack:
                bench = stack.enter_context(events.running_bench(database, sink))
                await events.warm_up(bench)
                for case in _OURS:
                    say(f"{database}, {case} …")
                    lines.append(await events.measure_case(bench, case, deliveries, paced_seconds))
                    show(lines[-1])
    if table:
        show_table(lines)
    _say_ratios(lines)


def _say_ratios(lines: list[dict[str, Any]]) -> None:
    rates = {(line["peer"], line["case"]): line["per_s"] for line in lines}
    slow = rates[PEER, ONE_BY_ONE]
    for line in lines:
        beside = "batch-100" if line["case"] == "fan-out-5" else line["case"]
        if line["peer"] == PEER or beside == "paced-50":
            continue
        rate, theirs = line["per_s"], rates[PEER, beside]
        words = f"{rate / theirs:.1f} x {PEER} ({theirs:,}/s), {rate / slow:.1f} x {ONE_BY_ONE} ({slow:,}/s)"
        if "sqlite" not in line["peer"]:
            words += f", {rate / rates[f'{events.PEER} (sqlite)', line['case']]:.2f} of SQLite"
        say(f"{line['peer']}, {line['case']}: {words}")


async def _measure_peer(
    peer: BullMq, sink: str, deliveries: int, paced_seconds: float
) -> list[dict[str, Any]]:
    peer.publish(first=0, count=_WARM_UP, batch=1, connections=8)
    await arrived(sink, _WARM_UP)
    lines: list[dict[str, Any]] = []
    for case in CASES:
        say(f"{PEER}, {case} …")
        measurement = Measurement(PEER, case, sink, peer.cpu_seconds)
        await measurement.begin()
        count = deliveries
        if case == "paced-50":
            count = int(PACE_PER_SECOND * paced_seconds)
            peer.publish(first=0, count=count, per_second=PACE_PER_SECOND)
        else:
            batch, connections = (1, 1) if case == ONE_BY_ONE else burst_of(case)
            peer.publish(first=0, count=count, batch=batch, connections=connections)
        lines.append(await measurement.end(count))
        show(lines[-1])
    return lines
