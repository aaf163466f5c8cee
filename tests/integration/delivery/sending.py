"""What the tests of sender and transport share: requests to build, and a sender per event loop."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ssl import SSLContext

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.name_lookup import system_lookup
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.transport import PooledTransport
from webhook_dashboard.domain.outcomes import SendResult
from webhook_dashboard.domain.requests import OutgoingRequest, Timeouts

Lookup = Callable[[str], Sequence[str]]
LOOPBACK = ("127.0.0.0/8",)
_TIMEOUTS = Timeouts()


def request_to(
    url: str,
    *,
    method: str = "POST",
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"{}",
    timeouts: Timeouts = _TIMEOUTS,
) -> OutgoingRequest:
    return OutgoingRequest(method, url, tuple(headers), body, timeouts)


@asynccontextmanager
async def sending(
    allowed: Sequence[str] = LOOPBACK,
    *,
    lookup: Lookup = system_lookup,
    tls: SSLContext | None = None,
    own_origin: str | None = None,
) -> AsyncGenerator[Sender, None]:
    transport = PooledTransport(AddressGuard(allowed, lookup=lookup), tls=tls, own_origin=own_origin)
    try:
        yield Sender(transport)
    finally:
        await transport.aclose()


async def send_all(sender: Sender, requests: Sequence[OutgoingRequest]) -> list[SendResult]:
    return [await sender.send(request) for request in requests]


async def send_once(
    request: OutgoingRequest,
    allowed: Sequence[str] = LOOPBACK,
    *,
    lookup: Lookup = system_lookup,
    tls: SSLContext | None = None,
    own_origin: str | None = None,
) -> SendResult:
    async with sending(allowed, lookup=lookup, tls=tls, own_origin=own_origin) as sender:
        return await sender.send(request)


async def send_at_once(
    requests: Sequence[OutgoingRequest], allowed: Sequence[str] = LOOPBACK, *, lookup: Lookup = system_lookup
) -> list[SendResult]:
    async with sending(allowed, lookup=lookup) as sender:
        sends: list[Awaitable[SendResult]] = [sender.send(request) for request in requests]
        return list(await asyncio.gather(*sends))
