"""A receiver that only counts: each POST holds `"n"` (unique) and `"t0"` (unix seconds). Run as a process."""

import asyncio
import json
import math
import re
import sys
import time
from typing import cast

import httptools
import uvloop

FINE = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}'
NUMBER = re.compile(rb'"n":(\d+)')
CREATED = re.compile(rb'"t0":([\d.]+)')


class Counts:
    """What has arrived since the last reset."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.count = 0
        self.last_at = 0.0
        self.numbers: set[tuple[bytes, bytes]] = set()
        self.latencies_ms: list[float] = []

    def hit(self, path: bytes, body: bytes) -> None:
        """Count one request; the same number at two paths is two deliveries."""
        now = time.time()
        self.count, self.last_at = self.count + 1, now
        number, created = NUMBER.search(body), CREATED.search(body)
        if number and created:
            self.numbers.add((path, number[1]))
            self.latencies_ms.append((now - float(created[1])) * 1_000)

    def as_json(self) -> bytes:
        """The counts, and percentiles of the time from event to request in milliseconds."""
        ordered = sorted(self.latencies_ms)

        def percentile(share: float) -> float | None:
            return round(ordered[max(math.ceil(len(ordered) * share) - 1, 0)], 2) if ordered else None

        return json.dumps(
            {
                "count": self.count,
                "unique": len(self.numbers),
                "last_at": self.last_at,
                "p50_ms": percentile(0.5),
                "p99_ms": percentile(0.99),
            }
        ).encode()


class SinkProtocol(asyncio.Protocol):
    """One connection; requests follow one another on it."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._parser = httptools.HttpRequestParser(self)
        self._body = b""
        self._path = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers are written to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Feed the parser."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """Begin a request."""
        self._path, self._body = url, b""

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Count and answer."""
        if self._path == b"/__stats":
            text = self._counts.as_json()
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(text), text))
            return
        if self._path == b"/silent":
            return  # and the connection stays open
        if self._path == b"/__reset":
            self._counts.reset()
        else:
            self._counts.hit(self._path, self._body)
        self._transport.write(FINE)


async def serve() -> None:
    """Listen on a free port, print it, count until ended."""
    counts = Counts()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SinkProtocol(counts), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.install()
    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        sys.exit(130)
