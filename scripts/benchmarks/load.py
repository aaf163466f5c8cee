"""Publishes over HTTP with as little work per request as can be: kept connections, bytes in, bytes out."""

import asyncio
import itertools
import os
import signal
import sys
import time

import uvloop

PAYLOAD_BYTES = 500
LINE_END = b"\r\n\r\n"


def event_json(number: int, event_type: str = "order.created") -> bytes:
    """An event whose payload, as the receiver gets it, is about 500 bytes."""
    given = (event_type.encode(), number, time.time())
    head = b'{"type":"%b","data":{"n":%d,"t0":%.6f,"pad":"' % given
    return head + b"x" * (PAYLOAD_BYTES - 44 - len(head)) + b'"}}'


class Connection:
    """One kept connection; one request after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self._head = head

    async def post(self, body: bytes) -> None:
        """Send one request. Raises RuntimeError unless it is answered 202."""
        self._writer.write(self._head + b"content-length: %d\r\n\r\n" % len(body) + body)
        head = await self._reader.readuntil(LINE_END)
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        answer = await self._reader.readexactly(length)
        if b" 202 " not in head[:14]:
            raise RuntimeError(f"not accepted: {head[:40]!r} {answer[:300]!r}")

    def close(self) -> None:
        """Close it."""
        self._writer.close()


async def connect(port: int, key: str, path: str, count: int) -> list[Connection]:
    """Open connections to the API on 127.0.0.1."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
        f"authorization: Bearer {key}\r\ncontent-type: application/json\r\n"
    ).encode()
    opened = [await asyncio.open_connection("127.0.0.1", port, limit=2**22) for _ in range(count)]
    return [Connection(reader, writer, head) for reader, writer in opened]


async def publish_burst(
    port: int, key: str, events: int, *, batch: int, connections: int, event_type: str = "order.created"
) -> None:
    """Publish as fast as the server answers, `batch` events to a request."""
    opened = await connect(port, key, _path(batch), connections)
    numbers = iter(range(0, events, batch))

    async def worker(connection: Connection) -> None:
        for first in numbers:
            await connection.post(_body(first, min(batch, events - first), batch, event_type))

    await asyncio.gather(*map(worker, opened))
    for connection in opened:
        connection.close()


async def publish_paced(
    port: int, key: str, events: int, *, per_second: float, connections: int
) -> list[float]:
    """Publish one event at a time, at a steady pace, however long an answer takes.

    Returns how long each took to be acknowledged, in milliseconds from when it was due.
    """
    opened = await connect(port, key, _path(1), connections)
    free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    for connection in opened:
        free.put_nowait(connection)
    acknowledged_ms: list[float] = []

    async def publish(number: int, due: float) -> None:
        connection = await free.get()
        await connection.post(event_json(number))
        acknowledged_ms.append((time.monotonic() - due) * 1_000)
        free.put_nowait(connection)

    started = time.monotonic()
    tasks: list[asyncio.Task[None]] = []
    for number in range(events):
        due = started + number / per_second
        await asyncio.sleep(max(due - time.monotonic(), 0))
        tasks.append(asyncio.create_task(publish(number, due)))
    await asyncio.gather(*tasks)
    for connection in opened:
        connection.close()
    return acknowledged_ms


async def publish_until_ended(port: int, key: str) -> int:
    """Publish batches as fast as they are taken, until SIGTERM; returns how many events were accepted."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    numbers = itertools.count(0, 100)
    accepted = 0

    async def worker(connection: Connection) -> None:
        nonlocal accepted
        while not ended.is_set():
            await connection.post(_body(next(numbers), 100, 100, "order.created"))
            accepted += 100

    await asyncio.gather(*map(worker, await connect(port, key, _path(100), 4)))
    return accepted


def _path(batch: int) -> str:
    return "/api/v1/events" if batch == 1 else "/api/v1/events/batch"


def _body(first: int, count: int, batch: int, event_type: str) -> bytes:
    if batch == 1:
        return event_json(first, event_type)
    events = b",".join(event_json(number, event_type) for number in range(first, first + count))
    return b'{"events":[' + events + b"]}"


if __name__ == "__main__":
    uvloop.install()
    print(asyncio.run(publish_until_ended(int(sys.argv[1]), os.environ["BENCH_KEY"])), flush=True)
