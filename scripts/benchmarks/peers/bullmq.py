"""BullMQ with undici, Redis and PostgreSQL: what a team on Node.js would write, measured like ourselves.

Needs node, npm and redis-server on the machine; the packages are installed into the scratch folder.
"""

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from scripts.benchmarks.processes import cpu_seconds, ended, first_line, running_postgresql

PEER: Final = "bullmq+undici"
NEEDED: Final = ("node", "npm", "redis-server")
WORKERS: Final = 2
CONCURRENCY: Final = 200
_HERE: Final = Path(__file__).parent
_INSTALL_SECONDS: Final = 300
_TABLE: Final = """
CREATE TABLE delivery (
  id bigserial PRIMARY KEY, payload text NOT NULL, status text NOT NULL DEFAULT 'pending',
  status_code integer, duration_ms double precision, response text, attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz
);
CREATE INDEX delivery_status ON delivery (status, created_at);
"""


@dataclass(frozen=True, slots=True)
class BullMq:
    """A running installation: a producer, two workers, Redis and PostgreSQL."""

    producer: "subprocess.Popen[str]"
    parts: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """User and system time so far of all of it."""
        return sum(map(cpu_seconds, self.parts))

    def publish(self, **asked: float) -> None:
        """Publish a burst (first, count, batch, connections) or at a pace (first, count, per_second)."""
        assert self.producer.stdin is not None
        assert self.producer.stdout is not None
        self.producer.stdin.write(json.dumps(asked) + "\n")
        self.producer.stdin.flush()
        if self.producer.stdout.readline() != "queued\n":
            raise SystemExit("The producer of the peer broke off.")


def missing() -> list[str]:
    """Return which of the programs that it needs are not on this machine."""
    return [program for program in NEEDED if shutil.which(program) is None]


@contextlib.contextmanager
def running_bullmq(folder: Path, sink: str) -> Iterator[BullMq]:
    """Install and start it, with its own Redis and PostgreSQL in the folder."""
    installed = folder / "bullmq"
    shutil.copytree(_HERE, installed, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund"],
        cwd=installed,
        check=True,
        timeout=_INSTALL_SECONDS,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with contextlib.ExitStack() as stack:
        database_url, postgresql = stack.enter_context(running_postgresql(folder / "bullmq-data"))
        with psycopg.connect(database_url) as connection:
            connection.execute(_TABLE)
        redis_port, redis = stack.enter_context(_running_redis(installed))
        environment = _for_node(database_url) | {
            "PATH": str(Path(shutil.which("node") or "").parent),
            "REDIS_PORT": str(redis_port),
            "SINK": f"{sink}/hook",
            "SECRET": "a secret of the benchmark",
            "CONCURRENCY": str(CONCURRENCY),
        }

        def start(script: str) -> "subprocess.Popen[str]":
            process = subprocess.Popen(
                ["node", script],
                cwd=installed,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(ended(process))
            return process

        workers = [start("worker.mjs") for _ in range(WORKERS)]
        for worker in workers:
            first_line(worker, "ready")
        producer = start("producer.mjs")
        pids = [producer.pid, postgresql, redis, *(worker.pid for worker in workers)]
        yield BullMq(producer, tuple(pids))


def _for_node(database_url: str) -> dict[str, str]:
    """The address as the variables that Node's driver reads; it knows no folder of a socket in a URL."""
    given = conninfo_to_dict(database_url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}
    return {variable: str(given[name]) for name, variable in names.items() if given.get(name)}


@contextlib.contextmanager
def _running_redis(folder: Path) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--dir", str(folder), *options],
        stdout=subprocess.DEVNULL,
        text=True,
    )
    with ended(process):
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port, process.pid
