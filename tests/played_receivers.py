"""Receivers without a network: they stand where the HTTP transport would, and play a part.

played = Played()
platform = open_platform(make_sender=played.make_sender, clock=clock)
played.answer = lambda request: httpx.Response(503)
"""

import asyncio
import threading
from collections.abc import Callable

import httpx

from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.sender import Sender

Play = Callable[[httpx.Request], httpx.Response]


def accept(request: httpx.Request) -> httpx.Response:
    """Answer 200."""
    return httpx.Response(200, text="ok")


def answering(code: int) -> Callable[[httpx.Request], httpx.Response]:
    """What has every request answered with a code."""
    return lambda _: httpx.Response(code)


class Played:
    """All receivers of a test. `answer` decides, and may raise what a network raises.

    Requests to a host in `hanging` are not answered until `let_go`.
    """

    def __init__(self) -> None:
        self.answer: Play = accept
        self.hanging: set[str] = set()
        self._gates: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._requests: list[httpx.Request] = []
        self._changed = threading.Condition()

    def make_sender(self, guard: AddressGuard, own_origin: str) -> Sender:
        """For Options.make_sender."""
        return Sender(httpx.MockTransport(self._handle))

    @property
    def requests(self) -> list[httpx.Request]:
        """All that arrived so far."""
        with self._changed:
            return list(self._requests)

    def to(self, host: str) -> list[httpx.Request]:
        """What arrived at one host."""
        return [request for request in self.requests if request.url.host == host]

    def ids(self) -> list[str]:
        """The event ids that arrived, in order."""
        return [request.headers["webhook-id"] for request in self.requests]

    async def wait_for(self, amount: int, host: str = "", timeout_seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until so many requests have arrived, in all or at one host."""

        def arrived() -> bool:
            return sum(host in ("", request.url.host) for request in self._requests) >= amount

        def wait() -> bool:
            with self._changed:
                return self._changed.wait_for(arrived, timeout_seconds)

        assert await asyncio.to_thread(wait), f"{len(self.requests)} of {amount} requests arrived"

    def let_go(self) -> None:
        """Answer the requests that hang, and hang no more."""
        with self._changed:
            self.hanging = set()
            gates, self._gates = self._gates, []
        for loop, gate in gates:
            if not loop.is_closed():
                loop.call_soon_threadsafe(gate.set)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        gate = asyncio.Event()
        with self._changed:
            hangs = request.url.host in self.hanging
            if hangs:
                self._gates.append((asyncio.get_running_loop(), gate))
            self._requests.append(request)
            self._changed.notify_all()
        if hangs:
            await gate.wait()
        return self.answer(request)
