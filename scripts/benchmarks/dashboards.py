"""Many open dashboards with updates every second: what they cost, and how soon an event is on the screen."""

import asyncio
import contextlib
import json
import subprocess
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from websockets.asyncio.client import ClientConnection, connect

from scripts.benchmarks.measuring import percentile, say, show
from scripts.benchmarks.processes import COMMAND, Server, running_server, running_sink, scratch_folder

OWNER: Final = "ada.lind@company.com"
PASSWORD: Final = "a password for the bench"
EVENT_TYPE: Final = "bench.tick"
NAMESPACE: Final = "/_event"
# The first update tells the event, the second, a second later, its result; then the server is quiet again.
PAUSE_SECONDS: Final = 2.2
_SET_PERIOD: Final = (
    "reflex___state____state.webhook_dashboard___ui___pages___overview___state____overview_state.set_period"
)


class Tab:
    """One open Overview: speaks the dashboard's socket (Socket.IO 5 over WebSocket) and notes what comes."""

    def __init__(self, socket: ClientConnection, token: str) -> None:
        self._socket = socket
        self._token = token
        self.arrived: dict[str, float] = {}
        self.updates = 0
        self.received_bytes = 0
        self.wanted = ""
        self.is_loaded = asyncio.Event()
        self.is_there = asyncio.Event()

    async def listen(self) -> None:
        """Answer pings, note when what is wanted first appears."""
        with contextlib.suppress(Exception):
            async for message in self._socket:
                now, text = time.perf_counter(), str(message)
                if text == "2":
                    await self._socket.send("3")
                    continue
                self.updates += 1
                self.received_bytes += len(text)
                if self.wanted and self.wanted not in self.arrived and self.wanted in text:
                    self.arrived[self.wanted] = now
                    self.is_there.set()
                if '"is_loaded' in text:
                    self.is_loaded.set()

    async def open_page(self) -> None:
        """Ask for the Overview as the front end does."""
        event = {
            "name": "reflex___state____state.hydrate_and_load",
            "payload": {},
            "token": self._token,
            "router_data": {"pathname": "/", "asPath": "/", "query": {}},
        }
        await self._send(event)

    async def choose_period(self, period: str) -> float:
        """Choose another period on the Overview; returns the milliseconds until it is there."""
        self.wanted = f"period={period}"
        self.arrived.pop(self.wanted, None)
        self.is_there.clear()
        payload = {"name": _SET_PERIOD, "payload": {"period": period}, "token": self._token}
        started = time.perf_counter()
        await self._send(payload | {"router_data": {"pathname": "/", "asPath": "/", "query": {}}})
        async with asyncio.timeout(30):
            await self.is_there.wait()
        return (self.arrived[self.wanted] - started) * 1_000

    async def _send(self, event: dict[str, Any]) -> None:
        await self._socket.send(f"42{NAMESPACE},{json.dumps(['event', event])}")


async def measure(tabs: int, seconds: float) -> None:
    """Fill an installation, open the tabs, publish, print a JSON line."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        say("Filling a folder with 30 days of deliveries …")
        _fill(folder)
        sink = stack.enter_context(running_sink())
        server = stack.enter_context(running_server(folder, allowed_addresses="127.0.0.0/8"))
        admin, publish = server.make_key("admin"), server.make_key("publish")
        webhook = {"name": "Sink", "url": f"{sink}/hook", "event_types": [EVENT_TYPE]}
        _post(f"{server.url}/api/v1/webhooks", webhook, admin)
        say(f"Opening {tabs} tabs …")
        async with contextlib.AsyncExitStack() as sockets:
            opened = await _open_tabs(sockets, server, tabs)
            say(f"Measuring for {seconds:.0f} s …")
            line = await _measure_updates(server, opened, publish, seconds)
    show({"case": "dashboards", "tabs": tabs, **line})


async def event_round_trips(server: Server, seconds: float) -> list[float]:
    """Choose one period after the other on an open Overview; returns how long each took, in milliseconds.

    `OWNER` is there already.
    """
    taken_ms: list[float] = []
    async with contextlib.AsyncExitStack() as sockets:
        (tab,) = await _open_tabs(sockets, server, 1)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            taken_ms.append(await tab.choose_period(("7d", "24h")[len(taken_ms) % 2]))
            await asyncio.sleep(0.05)
    return taken_ms


async def _open_tabs(sockets: contextlib.AsyncExitStack, server: Server, count: int) -> list[Tab]:
    cookie = await _sign_in(server)
    opened: list[Tab] = []
    for _ in range(count):
        token = str(uuid.uuid4())
        address = f"ws://127.0.0.1:{server.port}{NAMESPACE}/?EIO=4&transport=websocket&token={token}"
        headers = {"Cookie": cookie, "Origin": server.url}
        socket = await sockets.enter_async_context(
            connect(address, additional_headers=headers, max_size=2**24, ping_interval=None)
        )
        await socket.recv()
        await socket.send(f"40{NAMESPACE},")
        await socket.recv()
        tab = Tab(socket, token)
        task = asyncio.create_task(tab.listen())
        sockets.callback(task.cancel)
        await tab.open_page()
        opened.append(tab)
    async with asyncio.timeout(60):
        await asyncio.gather(*(tab.is_loaded.wait() for tab in opened))
    await asyncio.sleep(3)  # what opening set off has settled
    return opened


async def _measure_updates(server: Server, tabs: list[Tab], key: str, seconds: float) -> dict[str, Any]:
    generator = psutil.Process()
    before, own_before = server.cpu_seconds(), sum(generator.cpu_times()[:2])
    updates = sum(tab.updates for tab in tabs)
    received = sum(tab.received_bytes for tab in tabs)
    started = time.perf_counter()
    latencies: list[float] = []
    missed = 0
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as client:
        for number in range(max(int(seconds / PAUSE_SECONDS), 1)):
            wanted = f"TICK-{number:05d}-"
            for tab in tabs:
                tab.wanted = wanted
            body = {"type": EVENT_TYPE, "data": {"n": number}, "entity_id": wanted}
            published = time.perf_counter()
            answer = await client.post(f"{server.url}/api/v1/events", json=body)
            answer.raise_for_status()
            await asyncio.sleep(max(published + PAUSE_SECONDS - time.perf_counter(), 0))
            found = [(tab.arrived[wanted] - published) * 1_000 for tab in tabs if wanted in tab.arrived]
            latencies += found
            missed += len(tabs) - len(found)
    elapsed = time.perf_counter() - started
    updates = sum(tab.updates for tab in tabs) - updates
    return {
        "seconds": round(elapsed, 1),
        "updates_per_tab_per_s": round(updates / len(tabs) / elapsed, 2),
        "kb_per_update": round(
            (sum(tab.received_bytes for tab in tabs) - received) / max(updates, 1) / 1_000, 1
        ),
        "server_cpu_percent": round((server.cpu_seconds() - before) / elapsed * 100, 1),
        "generator_cpu_percent": round((sum(generator.cpu_times()[:2]) - own_before) / elapsed * 100, 1),
        "server_mb": round(psutil.Process(server.parts[0]).memory_info().rss / 2**20),
        "p50_ms": percentile(latencies, 0.5),
        "p95_ms": percentile(latencies, 0.95),
        "missed": missed,
    }


async def _sign_in(server: Server) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.url}/api/session", json={"email": OWNER, "password": PASSWORD})
    answer.raise_for_status()
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def _fill(folder: Path) -> None:
    """Write the history of the demonstration, without its receivers and traffic, and a person."""
    from webhook_dashboard.delivery.clock import utc_now
    from webhook_dashboard.demo.demonstration import local_zone
    from webhook_dashboard.demo.filling import fill
    from webhook_dashboard.services.opening import vault_keys
    from webhook_dashboard.services.platform import Options, Platform
    from webhook_dashboard.storage.vault import Vault

    keys = vault_keys("", folder)
    platform = Platform(Options(f"sqlite:///{folder / 'webhook_dashboard.db'}", keys))
    now, zone = utc_now(), local_zone()
    platform.database.writing(lambda connection: fill(connection, Vault(keys), now, zone)).result()
    platform.stop()
    subprocess.run(
        [
            COMMAND,
            "users",
            "create",
            "--email",
            OWNER,
            "--role",
            "owner",
            "--password-stdin",
            "--data-dir",
            folder,
        ],
        input=PASSWORD,
        text=True,
        check=True,
        timeout=60,
    )


def _post(url: str, body: dict[str, Any], key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    httpx.post(url, json=body, headers=headers, timeout=10).raise_for_status()
