"""The command line of scripts/bench. Everything it loads is on 127.0.0.1, in folders that it removes."""

import argparse
import asyncio
import os
import sys
from typing import Any

from scripts.benchmarks import backtest, dashboards, events
from scripts.benchmarks.measuring import show_table
from scripts.benchmarks.peers import comparison

DEFAULT_DELIVERIES = 20_000


def main() -> None:
    """Run one benchmark; JSON lines go to standard output, what it is doing to standard error."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the JSON lines and nothing else")
    parser.add_argument("--table", action="store_true", help="and in the end a table in Markdown")
    parser.add_argument("--deliveries", type=int, default=DEFAULT_DELIVERIES, help="of each burst")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--case", choices=events.CASES, action="append", help="only these (default: all)")
    parser.add_argument("--paced-seconds", type=float, default=6.0, help="length of the paced case")
    parser.set_defaults(run=_events)
    commands = parser.add_subparsers(metavar="")
    peers = commands.add_parser("peers", help="the same cases beside BullMQ with undici, one after the other")
    peers.add_argument("--table", action="store_true", help="and in the end a table in Markdown")
    peers.add_argument("--deliveries", type=int, default=DEFAULT_DELIVERIES, help="of each burst")
    peers.set_defaults(run=_peers)
    tabs = commands.add_parser("dashboards", help="open dashboards with an update every second")
    tabs.add_argument("--tabs", type=int, default=50)
    tabs.add_argument("--seconds", type=float, default=20.0)
    tabs.set_defaults(run=_dashboards)
    past = commands.add_parser("backtest", help="a filter tried on 1,000 stored events of 5 KB")
    past.set_defaults(run=_backtest)
    options = parser.parse_args()
    if options.json:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  (open to the end)
    options.run(options)


def _events(options: argparse.Namespace) -> None:
    databases = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    cases = options.case or list(events.CASES)
    lines: list[dict[str, Any]] = []
    for database in databases:
        lines += asyncio.run(events.measure(database, cases, options.deliveries, options.paced_seconds))
    if options.table:
        show_table(lines)


def _peers(options: argparse.Namespace) -> None:
    asyncio.run(comparison.measure(options.deliveries, options.paced_seconds, table=options.table))


def _dashboards(options: argparse.Namespace) -> None:
    asyncio.run(dashboards.measure(options.tabs, options.seconds))


def _backtest(options: argparse.Namespace) -> None:
    for database in ["sqlite", "postgresql"] if options.database == "both" else [options.database]:
        asyncio.run(backtest.measure(database))


if __name__ == "__main__":
    main()
