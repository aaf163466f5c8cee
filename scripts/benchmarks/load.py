"""Publishes over HTTP with as little work per request as can be: kept connections, bytes in, bytes out."""

import asyncio
import time
from collections.abc import Iterator

PAYLOAD_BYTES = 500
LINE_END = b"\r\n\r\n"


def event_json(number: int) -> bytes:
    """An event whose payload, as the receiver gets it, is about 500 bytes."""
    head = b'{"type":"order.created","data":{"n":%d,"t0":%.6f,"pad":"' % (number, time.time())
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


async def publish_burst(port: int, key: str, deliveries: int, *, batch: int, connections: int) -> None:
    """Publish as fast as the server answers, `batch` events to a request."""
    path = "/api/v1/events" if batch == 1 else "/api/v1/events/batch"
    numbers = iter(range(0, deliveries, batch))

    async def worker(connection: Connection, mine: Iterator[int]) -> None:
        for first in mine:
            count = min(batch, deliveries - first)
            events = [event_json(number) for number in range(first, first + count)]
            await connection.post(events[0] if batch == 1 else b'{"events":[' + b",".join(events) + b"]}")

    opened = await connect(port, key, path, connections)
    await asyncio.gather(*(worker(connection, numbers) for connection in opened))
    for connection in opened:
        connection.close()


async def publish_paced(port: int, key: str, deliveries: int, *, per_second: float) -> None:
    """Publish one event at a time, at a steady pace, however long an answer takes."""
    opened = await connect(port, key, "/api/v1/events", 8)
    started = time.monotonic()
    tasks: list[asyncio.Task[None]] = []
    for number in range(deliveries):
        await asyncio.sleep(max(started + number / per_second - time.monotonic(), 0))
        tasks.append(asyncio.create_task(opened[number % 8].post(event_json(number))))
    await asyncio.gather(*tasks)
    for connection in opened:
        connection.close()
