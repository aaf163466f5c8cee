"""The httpx transport that deliveries go through: a pool of kept connections, newest first, behind the guard.

httpx's own pool slows down with every request in flight (docs/decisions/0002), hence this one.
"""

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Final, NamedTuple

import httpx

from webhook_dashboard.delivery.address_guard import URL_MAX_CHARACTERS, AddressGuard, parse_sent_url
from webhook_dashboard.delivery.dialling import Dialler, PhaseTimes, public_tls_context
from webhook_dashboard.delivery.http_connection import HttpConnection, NoAnswerInTime, ProtocolViolation
from webhook_dashboard.delivery.request_head import check_head, is_token
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.outcomes import RESPONSE_LIMIT_BYTES

_KEEP_ALIVE_SECONDS: Final = 15.0
_IDLE_MAX: Final = 512
_TARGETS_MAX: Final = 2_048
_INBOX_PATH: Final = re.compile(rb"/inbox/[A-Za-z0-9_-]+(?:\?.*)?")


class _PoolKey(NamedTuple):
    scheme: str
    host: bytes
    port: int | None
    unguarded: bool


class Target(NamedTuple):
    """Where requests to one URL go."""

    url: httpx.URL
    key: _PoolKey
    host: str
    path: str


class PooledTransport(httpx.AsyncBaseTransport):
    """Sends each request once, as given: its headers and nothing else, no redirects, cookies or proxies.

    `request.extensions["timeout"]` may hold `connect` (name, TCP and TLS) and `read` (until the response
    head) in seconds; the caller bounds the body. `request.extensions["phases"]` may hold a dict that
    receives dns_ms, connect_ms, tls_ms and wait_ms. A response body ends, and its connection closes, one
    byte after RESPONSE_LIMIT_BYTES: that byte tells that it was longer.

    `own_origin` ("http://127.0.0.1:8000") is the one origin whose `/inbox/<token>` the guard is not asked
    about; it may be set later. Use it from one event loop, and close it there.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        own_origin: str | None = None,
        tls: ssl.SSLContext | None = None,
        keep_alive_seconds: float = _KEEP_ALIVE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own_origin = own_origin
        self._targets: dict[str, Target] = {}
        self._dialler = Dialler(guard, tls or public_tls_context(), RESPONSE_LIMIT_BYTES + 1, monotonic)
        self._keep_alive_seconds = keep_alive_seconds
        self._monotonic = monotonic
        self._idle: dict[_PoolKey, list[HttpConnection]] = {}
        self._idle_count = 0
        self._sweeper: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def own_origin(self) -> str | None:
        """The origin whose inboxes the guard is not asked about."""
        return self._own_origin

    @own_origin.setter
    def own_origin(self, origin: str | None) -> None:
        self._own_origin = origin
        self._targets.clear()

    def target(self, url: str) -> Target:
        """Return where requests to a URL go.

        Raises:
            InvalidInput: it is not an http or https URL that can be called.
        """
        known = self._targets.get(url)
        if known is None:
            parsed = parse_sent_url(url)
            host, path = parsed.netloc.decode("ascii"), parsed.raw_path.decode("ascii")
            known = Target(parsed, self._key(parsed), host, path)
            if len(url) > URL_MAX_CHARACTERS:
                return known  # it holds a payload, and comes only once
            if len(self._targets) >= _TARGETS_MAX:
                self._targets.clear()
            self._targets[url] = known
        return known

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the response is a stream that must be read or closed.

        Raises httpx.ConnectTimeout, ReadTimeout, ConnectError, ReadError, RemoteProtocolError,
        LocalProtocolError or UnsupportedProtocol, each caused by the original error.
        """
        head = _head_bytes(request)
        body = await _body_bytes(request)
        phases: PhaseTimes = request.extensions.get("phases", {})
        timeout = request.extensions.get("timeout", {})
        key = self._key(request.url)
        connection = self.take(key)
        if connection is None:
            connection = await self.dial(request.url, key, timeout.get("connect"), phases)
        started = self._monotonic()
        try:
            connection.exchange(head + body, without_body=request.method == "HEAD")
            status, headers = await connection.head(timeout.get("read"))
        except (OSError, ProtocolViolation, NoAnswerInTime) as error:
            raise translated(error) from error
        except BaseException:
            connection.close()
            raise
        finally:
            phases["wait_ms"] = (self._monotonic() - started) * 1_000
        return httpx.Response(status, headers=headers, stream=_Body(self, key, connection))

    def take(self, key: _PoolKey) -> HttpConnection | None:
        """Return a kept connection that can carry a request, or None."""
        connections = self._idle.get(key)
        while connections:
            connection = connections.pop()
            self._idle_count -= 1
            if self._fresh(connection, self._monotonic()):
                return connection
            connection.close()
        return None

    async def dial(
        self, url: httpx.URL, key: _PoolKey, seconds: float | None, phases: PhaseTimes
    ) -> HttpConnection:
        """Open a connection; the guard is asked first.

        Raises httpx.ConnectTimeout after `seconds`, or httpx.ConnectError.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._dialler.dial(url, phases, unguarded=key.unguarded)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(_silence(phases, seconds)) from error
        except (OSError, InvalidInput) as error:
            raise httpx.ConnectError(str(error)) from error

    def give_back(self, key: _PoolKey, connection: HttpConnection) -> None:
        """Keep the connection for the next request, or close it if it cannot carry one."""
        limit = self._idle_limit(connection)
        if self._closed or not connection.reusable or limit <= 0 or self._idle_count >= _IDLE_MAX:
            connection.close()
            return
        connection.rest()
        connection.idle_since = self._monotonic()
        self._idle.setdefault(key, []).append(connection)
        self._idle_count += 1
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(self._keep_alive_seconds, self._sweep)

    async def aclose(self) -> None:
        """Close the idle connections, and each one in use as soon as its response is closed."""
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _key(self, url: httpx.URL) -> _PoolKey:
        unguarded = (
            self.own_origin is not None
            and _INBOX_PATH.fullmatch(url.raw_path) is not None
            and str(url).startswith(self.own_origin + "/inbox/")
        )
        return _PoolKey(url.scheme, url.raw_host, url.port, unguarded)

    def _idle_limit(self, connection: HttpConnection) -> float:
        announced = connection.idle_limit_seconds
        return self._keep_alive_seconds if announced is None else min(announced, self._keep_alive_seconds)

    def _fresh(self, connection: HttpConnection, now: float) -> bool:
        return connection.alive and now - connection.idle_since < self._idle_limit(connection)

    def _sweep(self) -> None:
        now = self._monotonic()
        kept: dict[_PoolKey, list[HttpConnection]] = {}
        for key, connections in self._idle.items():
            for connection in connections:
                if self._fresh(connection, now):
                    kept.setdefault(key, []).append(connection)
                else:
                    connection.close()
        self._idle = kept
        self._idle_count = sum(map(len, kept.values()))
        loop = asyncio.get_running_loop()
        self._sweeper = loop.call_later(self._keep_alive_seconds, self._sweep) if kept else None


class _Body(httpx.AsyncByteStream):
    """The rest of one response; closing it gives the connection back."""

    def __init__(self, transport: PooledTransport, key: _PoolKey, connection: HttpConnection) -> None:
        self._transport = transport
        self._key = key
        self._connection: HttpConnection | None = connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        connection = self._connection
        try:
            while connection is not None and (chunk := await connection.next_chunk()):
                yield chunk
        except (OSError, ProtocolViolation) as error:
            raise translated(error) from error

    async def aclose(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._transport.give_back(self._key, connection)


def _silence(phases: PhaseTimes, seconds: float | None) -> str:
    step = (
        "TLS handshake"
        if "tls_ms" in phases
        else "TCP connection"
        if "connect_ms" in phases
        else "DNS answer"
    )
    return f"no {step} within {seconds:g} s" if seconds is not None else f"no {step}"


def translated(error: OSError | ProtocolViolation | NoAnswerInTime) -> httpx.TransportError:
    """Return what httpx calls an error of a connection."""
    match error:
        case NoAnswerInTime():
            return httpx.ReadTimeout(str(error))
        case ProtocolViolation():
            return httpx.RemoteProtocolError(str(error))
        case OSError():
            return httpx.ReadError(str(error))


def _head_bytes(request: httpx.Request) -> bytes:
    headers = request.headers.raw
    lines = [b"%b %b HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    lines += [b"%b: %b" % header for header in headers]
    head = b"\r\n".join((*lines, b"", b""))
    check_head(head, len(lines) + 1)
    if not all(is_token(name.decode("latin-1")) for name, _ in headers):
        raise httpx.LocalProtocolError("a header has a name that is none")
    return head


async def _body_bytes(request: httpx.Request) -> bytes:
    stream = request.stream
    if isinstance(stream, httpx.ByteStream):
        return b"".join(stream)
    assert isinstance(stream, AsyncIterable)
    return b"".join([part async for part in stream])
