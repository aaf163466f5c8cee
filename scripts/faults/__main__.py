"""The command line of scripts/chaos. All that it breaks is its own, on 127.0.0.1, and removed at the end."""

import argparse
import asyncio
import sys
import time
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Final

from scripts.faults import crashes, neighbours, outages, receivers, storm
from scripts.faults.grounds import Grounds
from scripts.faults.report import Finding, as_table

Part = Callable[[Grounds], AsyncIterator[Finding]]
PARTS: Final[dict[str, Part]] = {
    part.__name__: part
    for part in (
        crashes.kills,
        crashes.answers,
        crashes.recovery,
        outages.lease,
        outages.database,
        outages.stop,
        neighbours.breaker,
        neighbours.neighbours,
        neighbours.rate,
        receivers.memory,
        receivers.drip,
        storm.storm,
    )
}
SEED: Final = 20261120


def main() -> int:
    """Run the parts; JSON lines as they end, then a table; the exit code is 1 when one did not hold."""
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help=f"decides what is random ({SEED})")
    parser.add_argument("--minutes", type=float, default=5.0, help="length of the storm (5)")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--part", choices=PARTS, action="append", help="only these (default: all)")
    options = parser.parse_args()
    databases = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    findings: list[Finding] = []
    for database in databases:
        with Grounds(database, options.seed, options.minutes) as grounds:
            for name in options.part or PARTS:
                findings += asyncio.run(_run(name, grounds))
    print(f"\n{as_table(findings)}")
    return 0 if all(finding.held for finding in findings) else 1


async def _run(name: str, grounds: Grounds) -> list[Finding]:
    began = time.monotonic()
    print(f"{grounds.database}, {name} …", file=sys.stderr, flush=True)
    findings: list[Finding] = []
    try:
        async for finding in PARTS[name](grounds):
            findings.append(finding)
            print(finding.as_json(), flush=True)
    except Exception as error:  # the other parts are worth running all the same
        traceback.print_exc()
        said = f"broke off: {str(error) or type(error).__name__}"
        findings.append(Finding(name, grounds.database, name, "runs to its end", said, held=False))
        print(findings[-1].as_json(), flush=True)
    print(f"{grounds.database}, {name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return findings


if __name__ == "__main__":
    sys.exit(main())
