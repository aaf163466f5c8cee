"""Crashes: the server is killed as `kill -9` does, and nothing that was acknowledged is lost."""

import asyncio
import logging
import random
import socket
import sqlite3
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import orjson
import pytest

from tests.e2e.server_process import ServerProcess, clean_environment, run_command, running_server
from tests.receivers import Receiver

_log = logging.getLogger(__name__)

EVENTS = 10_000
KILLS = 5
SIZES = (*[1] * 20, 10)
"""Events per request, in turn: single ones, then a batch."""
PRODUCERS = 4
MAX_DUPLICATES = EVENTS * 0.005
KILLS_AFTER_ANSWER = 10
SEED = 20261120
DELIVER_SECONDS = 60.0


class Installation:
    """A data folder with an API key, and the server that runs on it at the moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_up = asyncio.Event()
        self._server: ServerProcess | None = None
        self._stack = ExitStack()
        made = run_command(
            "api-keys", "create", "--name", "kill", "--scope", "admin", "--data-dir", str(folder)
        )
        assert made.returncode == 0, made.stderr
        self.headers = {"Authorization": f"Bearer {made.stdout.strip()}"}

    @property
    def server(self) -> ServerProcess:
        """The running server."""
        assert self._server is not None
        return self._server

    def start(self) -> None:
        """Start a server; blocks until it listens."""
        environment = clean_environment(allowed_addresses="127.0.0.0/8")
        self._server = self._stack.enter_context(running_server(self.folder, environment=environment))

    async def crash_and_start_again(self) -> None:
        """Kill the server and start the next one on the same folder."""
        self.is_up.clear()
        self.server.kill()
        await asyncio.to_thread(self.start)
        self.is_up.set()

    def close(self) -> None:
        """End the server."""
        self._stack.close()

    def read(self, sql: str) -> list[tuple[object, ...]]:
        """Look into the database."""
        with closing(sqlite3.connect(self.folder / "webhook_dashboard.db")) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation that listens."""
    made = Installation(tmp_path / "data")
    made.start()
    yield made
    made.close()


def make_work() -> deque[tuple[str, list[str]]]:
    """The requests of the producers, single events and batches in turn: a key, and a number per event."""
    work: deque[tuple[str, list[str]]] = deque()
    numbers = deque(str(number) for number in range(EVENTS))
    while numbers:
        for size in SIZES:
            taken = [numbers.popleft() for _ in range(min(size, len(numbers)))]
            if taken:
                work.append((f"key-{len(work)}", taken))
    return work


class Producers:
    """Post the work until each piece has its 202; what got none is posted again under the same key."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.acknowledged: list[str] = []
        self.posts = 0
        self._work = make_work()
        self._more = asyncio.Condition()

    async def run(self) -> None:
        """Post everything."""
        await asyncio.gather(*(self._produce() for _ in range(PRODUCERS)))

    async def until_acknowledged(self, count: int) -> None:
        """Wait until so many events have their 202."""
        async with self._more:
            await self._more.wait_for(lambda: len(self.acknowledged) >= count)

    async def _produce(self) -> None:
        async with httpx.AsyncClient(headers=self.installation.headers, timeout=10) as client:
            while self._work:
                key, numbers = self._work.popleft()
                ids = await self._post_until_accepted(client, key, numbers)
                async with self._more:
                    self.acknowledged += ids
                    self._more.notify_all()

    async def _post_until_accepted(
        self, client: httpx.AsyncClient, key: str, numbers: list[str]
    ) -> list[str]:
        events = [{"type": "order.created", "data": {"number": number}} for number in numbers]
        path, body = ("", events[0]) if len(events) == 1 else ("/batch", {"events": events})
        while True:
            await self.installation.is_up.wait()
            self.posts += 1
            try:
                answer = await client.post(
                    f"{self.installation.server.url}/api/v1/events{path}",
                    content=orjson.dumps(body),
                    headers={"content-type": "application/json", "idempotency-key": key},
                )
            except httpx.TransportError:
                await asyncio.sleep(0.01)  # it is being killed; let that be noticed
                continue
            assert answer.status_code == 202, answer.text
            items = answer.json()
            return [item["id"] for item in (items["items"] if path else [items])]


async def until_all_delivered(installation: Installation) -> dict[str, int]:
    """Wait until nothing waits any more; the statistics then."""
    async with asyncio.timeout(DELIVER_SECONDS), httpx.AsyncClient(headers=installation.headers) as client:
        while True:
            answer = await client.get(f"{installation.server.url}/api/v1/statistics?period=24h")
            totals = answer.json()
            if not totals["waiting"]:
                return totals
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_five_crashes_lose_none_of_ten_thousand_events(installation: Installation) -> None:
    with Receiver() as receiver:
        await make_webhook(installation, receiver.url)
        installation.is_up.set()
        producers = Producers(installation)
        producing = asyncio.create_task(producers.run())
        for moment in sorted(random.Random(SEED).sample(range(EVENTS // 20, EVENTS), KILLS)):
            await producers.until_acknowledged(moment)
            await installation.crash_and_start_again()
        await producing
        totals = await until_all_delivered(installation)
        installation.close()
        arrived = Counter(request.header("webhook-id") for request in receiver.requests)
    duplicates = arrived.total() - len(arrived)
    _log.info("events=%d kills=%d duplicates=%d posts=%d", EVENTS, KILLS, duplicates, producers.posts)

    assert set(producers.acknowledged) - set(arrived) == set()
    assert len(producers.acknowledged) == len(set(producers.acknowledged)) == EVENTS
    assert duplicates < MAX_DUPLICATES
    succeeded = installation.read("SELECT count(*) FROM deliveries WHERE status = 3")[0][0]
    rows = installation.read("SELECT count(*) FROM deliveries")[0][0]
    assert totals["total"] == totals["succeeded"] == rows == succeeded == len(arrived) == EVENTS
    assert installation.read("SELECT count(*) FROM attempts") == [(EVENTS,)]
    assert installation.read("PRAGMA integrity_check") == [("ok",)]


async def make_webhook(installation: Installation, url: str) -> None:
    """Have everything sent to a URL."""
    async with httpx.AsyncClient(headers=installation.headers) as client:
        made = await client.post(
            f"{installation.server.url}/api/v1/webhooks",
            json={"name": "Receiver", "url": url, "event_types": ["*"]},
        )
    assert made.status_code == 201, made.text


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_what_was_acknowledged_a_moment_before_a_crash_is_stored(installation: Installation) -> None:
    """The server is killed as soon as the first byte of a 202 is read."""
    for number in range(KILLS_AFTER_ANSWER):
        if number:
            installation.start()
        publish_and_kill(installation, f"event-{number}")
        assert installation.read(f"SELECT count(*) FROM events WHERE client_id = 'event-{number}'") == [(1,)]
        assert installation.read("PRAGMA integrity_check") == [("ok",)]


def publish_and_kill(installation: Installation, event_id: str) -> None:
    body = orjson.dumps({"type": "order.created", "data": {}, "id": event_id})
    head = (
        "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: {installation.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", installation.server.port)) as connection:
        connection.sendall(head.encode() + body)
        first = connection.recv(12)
        installation.server.kill()
    assert first == b"HTTP/1.1 202"
