"""The HTTP seam: one OutgoingRequest goes out, one SendResult comes back, whatever the receiver does."""

import asyncio
import errno
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import httpx

from webhook_dashboard.delivery.address_guard import BlockedAddress, parse_sent_url
from webhook_dashboard.delivery.http_connection import NoAnswerInTime, OutOfTime, ProtocolViolation
from webhook_dashboard.delivery.request_head import request_head
from webhook_dashboard.delivery.transport import PooledTransport, translated
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.outcomes import RESPONSE_LIMIT_BYTES, ErrorKind, Phases, SendResult
from webhook_dashboard.domain.requests import OutgoingRequest

_DETAIL_MAX_CHARACTERS: Final = 300
_BODY_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})
_KIND_OF_ERRNO: Final = {
    errno.ECONNREFUSED: ErrorKind.CONNECTION_REFUSED,
    errno.ECONNRESET: ErrorKind.CONNECTION_RESET,
    errno.ECONNABORTED: ErrorKind.CONNECTION_RESET,
    errno.EPIPE: ErrorKind.CONNECTION_RESET,
    errno.ETIMEDOUT: ErrorKind.CONNECT_TIMEOUT,
}


@dataclass(slots=True)
class _Answer:
    """What has arrived so far; a deadline or a broken connection leaves it as it is."""

    code: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | bytearray = b""
    phases: dict[str, float] = field(default_factory=dict[str, float])


class Sender:
    """Sends requests through `transport`, which enforces the connect and the response timeout.

    The sender adds Host, `Accept-Encoding: identity` and Content-Length where they are missing, bounds
    the whole try by the total timeout and keeps at most RESPONSE_LIMIT_BYTES of the response body.
    """

    def __init__(
        self, transport: httpx.AsyncBaseTransport, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._transport = transport
        self._monotonic = monotonic

    async def close(self) -> None:
        """Close the transport and its connections."""
        await self._transport.aclose()

    async def send(self, request: OutgoingRequest) -> SendResult:
        """Try once. Every failure is in the result; only cancellation and bugs are raised."""
        started = self._monotonic()
        answer = _Answer()
        kind: ErrorKind | None = None
        detail = ""
        total_seconds = request.timeouts.total_seconds
        try:
            if isinstance(self._transport, PooledTransport):
                await self._exchange_directly(self._transport, request, answer)
            else:
                async with asyncio.timeout(total_seconds):
                    await self._exchange(_wire_request(request, answer.phases), answer)
        except (TimeoutError, OutOfTime):
            kind, detail = ErrorKind.TOTAL_TIMEOUT, f"not finished within {total_seconds:g} s"
        except (httpx.HTTPError, InvalidInput, UnicodeEncodeError) as error:
            kind, detail = _explained(error)
        return SendResult(
            response_code=answer.code,
            error_kind=kind,
            error_detail=detail[:_DETAIL_MAX_CHARACTERS],
            response_headers=answer.headers,
            response_body=bytes(answer.body[:RESPONSE_LIMIT_BYTES]),
            response_cut=len(answer.body) > RESPONSE_LIMIT_BYTES,
            duration_ms=(self._monotonic() - started) * 1_000,
            phases=Phases(**answer.phases),
        )

    async def _exchange_directly(
        self, transport: PooledTransport, request: OutgoingRequest, answer: _Answer
    ) -> None:
        """Without httpx's request and response, whose making costs more than the exchange."""
        timeouts = request.timeouts
        target = transport.target(request.url)
        head = request_head(request.method, target.path, target.host, request.headers, request.body)
        left = timeouts.total_seconds
        connection = transport.take(target.key)
        started = self._monotonic()
        if connection is None:
            async with asyncio.timeout(left):
                connection = await transport.dial(
                    target.url, target.key, timeouts.connect_seconds, answer.phases
                )
            dialled = self._monotonic()
            left, started = left - (dialled - started), dialled
        try:
            connection.exchange(head + request.body, without_body=request.method == "HEAD")
            await connection.answered(timeouts.response_seconds, left)
        except (OSError, ProtocolViolation, NoAnswerInTime) as error:
            raise translated(error) from error
        except BaseException:
            connection.close()
            raise
        finally:
            head_at, ended = connection.head_at, self._monotonic()
            answer.code, headers, answer.body = connection.answer
            answer.headers = _decoded(headers)
            answer.phases["wait_ms"] = ((head_at or ended) - started) * 1_000
            if head_at is not None:
                answer.phases["read_ms"] = (ended - head_at) * 1_000
            transport.give_back(target.key, connection)

    async def _exchange(self, request: httpx.Request, answer: _Answer) -> None:
        response = await self._transport.handle_async_request(request)
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        started = self._monotonic()
        try:
            answer.code = response.status_code
            answer.headers = _decoded(response.headers.raw)
            answer.body = bytearray()
            async for chunk in stream:
                answer.body += chunk
                if len(answer.body) > RESPONSE_LIMIT_BYTES:
                    break
        finally:
            answer.phases["read_ms"] = (self._monotonic() - started) * 1_000
            await stream.aclose()


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers])


def _wire_request(request: OutgoingRequest, phases: dict[str, float]) -> httpx.Request:
    url = parse_sent_url(request.url)
    given = {name.lower() for name, _ in request.headers}
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    if "host" not in given:
        headers.insert(0, (b"Host", url.netloc))
    if "accept-encoding" not in given:
        headers.append((b"Accept-Encoding", b"identity"))
    if "content-length" not in given and (request.body or request.method in _BODY_METHODS):
        headers.append((b"Content-Length", b"%d" % len(request.body)))
    timeouts = request.timeouts
    return httpx.Request(
        request.method,
        url,
        headers=headers,
        stream=httpx.ByteStream(request.body),
        extensions={
            "phases": phases,
            "timeout": {"connect": timeouts.connect_seconds, "read": timeouts.response_seconds},
        },
    )


def _explained(  # noqa: C901  (a flat table, read from top to bottom)
    error: httpx.HTTPError | InvalidInput | UnicodeEncodeError,
) -> tuple[ErrorKind, str]:
    """Classify by the type of the error and of its cause; the detail is never more than the OS or we said."""
    cause = error.__cause__ or error
    match error, cause:
        case _, BlockedAddress():
            return ErrorKind.BLOCKED_ADDRESS, cause.message
        case _, InvalidInput():
            return ErrorKind.INVALID_URL, cause.message
        case UnicodeEncodeError(), _:
            return ErrorKind.PROTOCOL_ERROR, "a header holds a character that is not allowed in headers"
        case ((httpx.ConnectTimeout() | httpx.PoolTimeout()), _):
            return ErrorKind.CONNECT_TIMEOUT, str(error)
        case httpx.TimeoutException(), _:
            return ErrorKind.READ_TIMEOUT, str(error)
        case httpx.UnsupportedProtocol(), _:
            return ErrorKind.INVALID_URL, str(error)
        case _, socket.gaierror():
            return ErrorKind.DNS_ERROR, str(cause)
        case _, ssl.SSLCertVerificationError():
            return ErrorKind.TLS_ERROR, cause.verify_message
        case _, ssl.SSLError():
            return ErrorKind.TLS_ERROR, cause.reason or str(cause)
        case _, OSError():
            broken_later = not isinstance(error, httpx.ConnectError)
            unknown = ErrorKind.CONNECTION_RESET if broken_later else ErrorKind.NETWORK_UNREACHABLE
            if isinstance(cause, ConnectionResetError):
                unknown = ErrorKind.CONNECTION_RESET
            return _KIND_OF_ERRNO.get(cause.errno or 0, unknown), str(cause)
        case httpx.ConnectError(), _:
            return ErrorKind.NETWORK_UNREACHABLE, str(error)
        case httpx.NetworkError(), _:
            return ErrorKind.CONNECTION_RESET, str(error)
        case _:
            return ErrorKind.PROTOCOL_ERROR, str(error)
