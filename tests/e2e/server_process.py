"""The real server as a process of its own, started and ended the way a user does it."""

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (str(Path(sys.executable).parent / "webhook-dashboard"), "serve")
START_SECONDS = 120.0
STOP_SECONDS = PATIENCE_SECONDS
Lines = queue.SimpleQueue["str | None"]
READY = re.compile(r"^ready +(http://\S+)")


@dataclass
class ServerProcess:
    """A server that has said it is ready. `lines` are what it has printed, both streams together."""

    process: subprocess.Popen[str]
    url: str
    lines: list[str] = field(default_factory=list[str])

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def stop(self) -> int:
        """End it politely; the exit code."""
        self.process.terminate()
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)


@contextmanager
def running_server(
    data_dir: Path,
    *options: str,
    command: Sequence[str] = COMMAND,
    environment: Mapping[str, str] | None = None,
    start_seconds: float = START_SECONDS,
) -> Iterator[ServerProcess]:
    """Start a server on a free port, wait until it says it is ready, and end it afterwards.

    `environment` replaces the one of the tests, from which settings of the user's shell are left out.
    """
    arguments = [*command, "--port", "0", "--data-dir", str(data_dir), *options]
    process = subprocess.Popen(
        arguments,
        env=dict(environment or clean_environment()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    fresh: Lines = queue.SimpleQueue()
    reader = threading.Thread(target=_read_lines, args=(process, lines, fresh), daemon=True)
    reader.start()
    try:
        url = _wait_until_ready(process, lines, fresh, start_seconds)
        server = ServerProcess(process, url, lines)
        assert server.port in _ports_of(process.pid), f"{url} is answered by another process"
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(STOP_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


def run_command(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `webhook-dashboard` with these arguments to its end."""
    return subprocess.run(
        [COMMAND[0], *arguments],
        env=dict(environment or clean_environment()),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment of the tests with these settings (`port="0"`) and no others."""
    kept = {"WEBHOOK_DASHBOARD_BUILD_DIR"}
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith("WEBHOOK_DASHBOARD_")
    }
    return environment | {f"WEBHOOK_DASHBOARD_{name.upper()}": value for name, value in settings.items()}


def _wait_until_ready(process: subprocess.Popen[str], lines: list[str], fresh: Lines, seconds: float) -> str:
    deadline = time.monotonic() + seconds
    while True:
        try:
            line = fresh.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise AssertionError(f"not ready after {seconds:.0f} s:\n{''.join(lines)}") from None
        if line is None:
            raise AssertionError(f"ended with {process.wait()} instead of starting:\n{''.join(lines)}")
        found = READY.match(line)
        if found:
            return found[1]


def _read_lines(process: subprocess.Popen[str], lines: list[str], fresh: Lines) -> None:
    assert process.stdout is not None
    for line in process.stdout:  # to the end, or a full pipe would stop the server
        lines.append(line)
        fresh.put(line)
    fresh.put(None)


def _ports_of(pid: int) -> set[int]:
    connections = psutil.Process(pid).net_connections(kind="tcp")
    return {connection.laddr.port for connection in connections if connection.status == psutil.CONN_LISTEN}
