"""What was acknowledged is delivered, whatever happens to the process."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.server_process import ServerProcess, clean_environment, run_command, running_server
from tests.receivers import Receiver

EVENTS = 10_000
PUBLISHERS = 4
KILLS = 5
WAIT_SECONDS = 90.0


class Publishers:
    """Threads that publish numbered events and send each again until it is acknowledged."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"}
        self._progress = threading.Condition()
        self._stopped = False
        self._threads = [threading.Thread(target=self._publish, args=(n,)) for n in range(PUBLISHERS)]
        self.acknowledged: dict[str, str] = {}

    def start(self) -> None:
        """Begin to publish."""
        for thread in self._threads:
            thread.start()

    def wait_for(self, count: int) -> None:
        """Block until so many events are acknowledged."""
        with self._progress:
            arrived = self._progress.wait_for(lambda: len(self.acknowledged) >= count, WAIT_SECONDS)
        assert arrived, f"{len(self.acknowledged)} of {count} acknowledged"

    def stop(self) -> None:
        """Stop, wherever they are."""
        self._stopped = True
        for thread in self._threads:
            thread.join(WAIT_SECONDS)

    def _publish(self, first: int) -> None:
        with httpx.Client(base_url=self._url, headers=self._headers, timeout=10) as client:
            for number in range(first, EVENTS, PUBLISHERS):
                body = {"type": "order.created", "id": f"order-{number}", "data": {"number": number}}
                while not self._stopped and not self._send(client, body):
                    pass

    def _send(self, client: httpx.Client, body: dict[str, object]) -> bool:
        try:
            response = client.post("/api/v1/events", json=body)
        except httpx.TransportError:
            with self._progress:
                self._progress.wait(0.05)
            return False
        if response.status_code in (429, 503):
            return False
        assert response.status_code == 202, response.text
        (delivery,) = response.json()["deliveries"]
        with self._progress:
            self.acknowledged[str(body["id"])] = delivery["id"]
            self._progress.notify_all()
        return True


@contextmanager
def publishing(url: str, key: str) -> Iterator[Publishers]:
    """Publishers that are stopped at the end, come what may."""
    publishers = Publishers(url, key)
    publishers.start()
    try:
        yield publishers
    finally:
        publishers.stop()


def make_webhook(server: ServerProcess, headers: dict[str, str], url: str) -> None:
    body = {"name": "Orders", "url": url, "event_types": ["order.*"]}
    assert httpx.post(f"{server.url}/api/v1/webhooks", json=body, headers=headers).status_code == 201


def read_log(server: ServerProcess, headers: dict[str, str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    parameters: dict[str, str | int] = {"limit": 200}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        while True:
            page = client.get("/api/v1/deliveries", params=parameters).raise_for_status().json()
            rows += page["items"]
            if page["next"] is None:
                return rows
            parameters["after"] = page["next"]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_nothing_acknowledged_is_lost_when_the_process_is_killed_five_times(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = clean_environment(allowed_addresses="127.0.0.0/8")
    moments = sorted(random.sample(range(200, EVENTS - 200), KILLS))
    with Receiver() as receiver:
        with running_server(data, environment=environment) as server:
            made = run_command(
                "api-keys", "create", "--name", "Test", "--scope", "admin", "--data-dir", str(data)
            )
            key, port = made.stdout.strip(), str(server.port)
            headers = {"Authorization": f"Bearer {key}"}
            make_webhook(server, headers, receiver.url)
            server.stop()
        with publishing(f"http://127.0.0.1:{port}", key) as publishers:
            for moment in moments:
                with running_server(data, "--port", port, environment=environment) as server:
                    publishers.wait_for(moment)
                    server.kill()
            with running_server(data, "--port", port, environment=environment) as server:
                publishers.wait_for(EVENTS)
                receiver.wait_for(EVENTS, WAIT_SECONDS)
                log = wait_until_succeeded(server, headers)
        arrived = Counter(request.header("webhook-id") for request in receiver.requests)
    assert arrived.keys() == publishers.acknowledged.keys(), f"killed at {moments}"
    assert sorted(row["id"] for row in log) == sorted(publishers.acknowledged.values())
    assert arrived.total() - EVENTS < EVENTS * 0.005, f"killed at {moments}"


def wait_until_succeeded(server: ServerProcess, headers: dict[str, str]) -> list[dict[str, str]]:
    """Return the whole log once nothing waits any more."""
    pause = threading.Event()
    for _ in range(int(WAIT_SECONDS)):
        counts = httpx.get(f"{server.url}/api/v1/statistics", headers=headers).raise_for_status().json()
        if counts["waiting"] == 0:
            assert (counts["total"], counts["succeeded"], counts["failed"]) == (EVENTS, EVENTS, 0)
            return read_log(server, headers)
        pause.wait(1)
    raise AssertionError(f"deliveries still wait after {WAIT_SECONDS:g} s")
