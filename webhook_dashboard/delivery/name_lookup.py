"""Turns host names into IP addresses without blocking the event loop."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

from webhook_dashboard.delivery.address_ranges import Address

Lookup = Callable[[str], Sequence[str]]
"""Answers a host name with IP addresses as text, blocking; raises OSError when there is no answer."""

_CACHE_SECONDS: Final = 10.0
_CACHE_MAX_NAMES: Final = 4_096
_PARALLEL_LOOKUPS: Final = 32


def system_lookup(name: str) -> Sequence[str]:
    """Ask the operating system, as every other program on the machine does."""
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in answers))


class NameLookup:
    """Looks names up in threads; equal names share one lookup, and answers are kept for 10 s.

    The threads are daemons and the loop's own thread pool is not used: a name server that hangs
    delays neither other names nor the end of the process. Use it from one event loop.
    """

    def __init__(self, lookup: Lookup, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lookup = lookup
        self._monotonic = monotonic
        self._answers: dict[str, tuple[float, tuple[Address, ...]]] = {}
        self._running: dict[str, asyncio.Task[tuple[Address, ...]]] = {}
        self._slots = asyncio.Semaphore(_PARALLEL_LOOKUPS)

    async def addresses(self, name: str) -> tuple[Address, ...]:
        """Return at least one address; raises OSError (mostly socket.gaierror) when there is none."""
        cached = self._answers.get(name)
        if cached is not None and cached[0] > self._monotonic():
            return cached[1]
        task = self._running.get(name)
        if task is None:
            task = asyncio.create_task(self._ask(name))
            self._running[name] = task
            task.add_done_callback(lambda done: self._finished(name, done))
        # One impatient caller must not take the answer away from the others.
        return await asyncio.shield(task)

    async def _ask(self, name: str) -> tuple[Address, ...]:
        async with self._slots:
            found = await look_up(self._lookup, name)
        if len(self._answers) >= _CACHE_MAX_NAMES:
            self._answers.clear()
        self._answers[name] = (self._monotonic() + _CACHE_SECONDS, found)
        return found

    def _finished(self, name: str, task: asyncio.Task[tuple[Address, ...]]) -> None:
        del self._running[name]
        if not task.cancelled():
            # Marks the exception as seen when every caller has gone.
            task.exception()


async def look_up(lookup: Lookup, name: str) -> tuple[Address, ...]:
    """Run one `lookup` in a thread of its own; raises OSError when `name` has no address."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Sequence[str]] = loop.create_future()

    def deliver(answer: Sequence[str] | Exception) -> None:
        if future.done():
            return
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def run() -> None:
        try:
            answer = lookup(name)
        except Exception as error:  # raised again where the answer is awaited
            answer = error
        # The loop may have been closed while the name server kept us waiting.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(deliver, answer)

    threading.Thread(target=run, name=f"lookup-{name}", daemon=True).start()
    found = tuple(ip_address(text) for text in await future)
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
    return found
