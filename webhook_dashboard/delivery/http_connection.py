"""One HTTP/1.1 client connection: writes given bytes, parses the answer with llhttp, one try at a time."""

import asyncio
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, cast

import httptools

HEAD_MAX_BYTES: Final = 65_536
# Chunk framing and trailers: a body of one-byte chunks up to the limit needs less than this.
_FRAMING_MAX_BYTES: Final = 1_048_576
_HEAD_TOO_LARGE: Final = "the response head is larger than 64 KiB"

RawHeaders = list[tuple[bytes, bytes]]


class ProtocolViolation(Exception):
    """The peer did not speak HTTP/1.1, or closed in the middle of it."""


class NoAnswerInTime(Exception):
    """The response head did not arrive in time."""


class OutOfTime(Exception):
    """The whole answer did not arrive in time."""


class HttpConnection(asyncio.Protocol):
    """The protocol of one socket. `exchange` starts a request; `answered` waits for all of the answer, or
    `head` and `next_chunk` for one part after the other.

    At most `body_limit` bytes of a response body are taken; with the last of them the socket is closed
    and the body ends. Nothing is decompressed.
    """

    def __init__(self, body_limit: int) -> None:
        self._body_limit = body_limit
        self._loop = asyncio.get_running_loop()
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._failure: Exception | None = None
        self._busy = False
        self.idle_since = 0.0
        self.idle_limit_seconds: float | None = None
        self._reset()

    def _reset(self) -> None:
        self._head_done = False
        self._complete = False
        self._until_eof = True
        self._without_body = False
        self._keep_alive = False
        self._headers: RawHeaders = []
        self._status = 0
        self._head_at: float | None = None
        self._chunks: list[bytes] = []
        self._body_bytes = 0
        self._received_bytes = 0

    # What the transport calls.

    def exchange(self, request: bytes, *, without_body: bool = False) -> None:
        """Write one whole request; `without_body` says that its answer never has a body (HEAD)."""
        assert self._transport is not None
        self._reset()
        self._without_body = without_body
        self._busy = True
        if self.alive:
            self._transport.write(request)
        else:
            self._fail(ConnectionResetError("the connection was closed before the request was sent"))

    async def answered(self, head_seconds: float, total_seconds: float) -> None:
        """Wait for the whole answer; what came of it until then is in `answer`.

        Raises NoAnswerInTime when its head is not there after `head_seconds`, OutOfTime after
        `total_seconds`, OSError if the socket broke, ProtocolViolation.
        """
        # Bare timers: asyncio.timeout() costs as much as the rest of a request.
        started = time.monotonic()
        in_all = total_seconds <= head_seconds
        timer = (
            self._loop.call_later(total_seconds, self._expire_in_all)
            if in_all
            else self._loop.call_later(head_seconds, self._expire, head_seconds)
        )
        try:
            while not self._complete:
                await self._wait()
                if self._head_done and not in_all and not self._complete:
                    timer.cancel()
                    left = max(started + total_seconds - time.monotonic(), 0.0)
                    timer, in_all = self._loop.call_later(left, self._expire_in_all), True
        finally:
            timer.cancel()

    @property
    def answer(self) -> tuple[int | None, RawHeaders, bytes]:
        """What has come of the answer: status code, headers and body; None and nothing before its head."""
        if not self._head_done:
            return None, [], b""
        return self._status, self._headers, b"".join(self._chunks)

    @property
    def head_at(self) -> float | None:
        """When the head of the answer was complete, by time.monotonic(); None before."""
        return self._head_at

    async def head(self, seconds: float | None) -> tuple[int, RawHeaders]:
        """Wait for the final response head: status code, and headers as they came.

        Raises NoAnswerInTime after `seconds`, OSError if the socket broke, ProtocolViolation.
        """
        timer = None if seconds is None else self._loop.call_later(seconds, self._expire, seconds)
        try:
            while not self._head_done:
                await self._wait()
        finally:
            if timer is not None:
                timer.cancel()
        return self._status, self._headers

    async def next_chunk(self) -> bytes:
        """Wait for more of the body; b"" is its end. Raises OSError or ProtocolViolation if it breaks off."""
        while not self._chunks:
            if self._complete:
                return b""
            await self._wait()
        chunks, self._chunks = self._chunks, []
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    @property
    def reusable(self) -> bool:
        """True if another request may follow on this socket."""
        transport = self._transport
        return (
            transport is not None
            and self._complete
            and self._keep_alive
            and not transport.is_closing()
            and transport.get_write_buffer_size() == 0
        )

    @property
    def alive(self) -> bool:
        """True while the socket is open on both sides, as far as is known."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def peer_address(self) -> IPv4Address | IPv6Address | None:
        """The address at the other end; None where there is none any more."""
        peer = None if self._transport is None else self._transport.get_extra_info("peername")
        return ip_address(peer[0]) if peer else None

    @property
    def peer_certificate(self) -> bytes | None:
        """The certificate that the other end showed, in DER; None without TLS."""
        tls = None if self._transport is None else self._transport.get_extra_info("ssl_object")
        return tls.getpeercert(binary_form=True) if tls is not None else None

    def rest(self) -> None:
        """Say that no request is under way, so that any byte from the peer closes the socket."""
        self._busy = False

    def close(self) -> None:
        """Close at once; unread data are dropped."""
        self._busy = False
        if self._transport is not None:
            self._transport.abort()

    def _expire(self, seconds: float) -> None:
        self._fail(NoAnswerInTime(f"no response within {seconds:g} s"))

    def _expire_in_all(self) -> None:
        self._fail(OutOfTime())

    async def _wait(self) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, failure: Exception) -> None:
        if self._failure is None and not self._complete:
            self._failure = failure
        self._keep_alive = False
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods but not the base class.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if not self._busy or self._complete or self._parser is None:
            # Nobody asked: whatever it is, it must not be taken for the next answer.
            self._keep_alive = False
            self.close()
            return
        self._received_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._finish(keep_alive=False)
        except httptools.HttpParserError as error:
            if not self._complete:
                self._fail(ProtocolViolation(f"not a valid HTTP response: {error}"))
            return
        if not self._head_done and self._received_bytes > HEAD_MAX_BYTES:
            self._fail(ProtocolViolation(_HEAD_TOO_LARGE))
        elif not self._complete and self._received_bytes - self._body_bytes > _FRAMING_MAX_BYTES:
            self._fail(ProtocolViolation("the response has more framing than body"))

    def eof_received(self) -> None:
        if self._busy and self._head_done and self._until_eof:
            self._finish(keep_alive=False)

    def connection_lost(self, exc: Exception | None) -> None:
        self._keep_alive = False
        # It and this object hold each other: until the collector came, what was received would stay.
        self._parser = None
        if not self._busy or self._complete:
            return
        if isinstance(exc, OSError):
            self._fail(exc)
        elif not self._received_bytes:
            self._fail(ConnectionResetError("the connection was closed before an answer came"))
        else:
            self._fail(ProtocolViolation("the connection was closed in the middle of the answer"))

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self._complete:
            # A second answer to one request. It stays unread, and nobody may take the next one for his.
            self._keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._head_done:
            return
        self._headers.append((name, value))
        lower = name.lower()
        if lower == b"content-length":
            self._until_eof = False
        elif lower == b"transfer-encoding":
            self._until_eof = not value.lower().endswith(b"chunked")
        elif lower == b"keep-alive":
            self.idle_limit_seconds = _announced_seconds(value)

    def on_headers_complete(self) -> None:
        if self._complete or self._parser is None:
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._headers.clear()
            self._until_eof = True
            return
        if self._received_bytes > HEAD_MAX_BYTES and self._head_bytes() > HEAD_MAX_BYTES:
            self._fail(ProtocolViolation(_HEAD_TOO_LARGE))
            return
        self._status = status
        self._head_done = True
        self._head_at = time.monotonic()
        if self._without_body:
            self._finish(keep_alive=False)
        self._wake()

    def on_body(self, body: bytes) -> None:
        if self._complete:
            return
        room = self._body_limit - self._body_bytes
        self._body_bytes += len(body)
        if len(body) >= room:
            self._chunks.append(body[:room])
            self._finish(keep_alive=False)
            self.close()
        else:
            self._chunks.append(body)
            self._wake()

    def on_message_complete(self) -> None:
        if self._head_done and not self._complete and self._parser is not None:
            self._finish(keep_alive=self._parser.should_keep_alive())

    def _head_bytes(self) -> int:
        return sum(len(name) + len(value) for name, value in self._headers)

    def _finish(self, *, keep_alive: bool) -> None:
        self._complete = True
        self._keep_alive = keep_alive
        self._wake()


def _announced_seconds(value: bytes) -> float | None:
    """Read `timeout=5` of a Keep-Alive header, less one second for the way there."""
    for part in value.split(b","):
        name, _, seconds = part.strip().partition(b"=")
        if name.lower() == b"timeout" and seconds.isdigit() and len(seconds) < 6:
            return max(int(seconds) - 1.0, 0.0)
    return None
