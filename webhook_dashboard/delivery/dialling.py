"""Opens connections: name, check, TCP, TLS. The address that was checked is the one that is dialled."""

import asyncio
import functools
import socket
import ssl
from collections.abc import Callable, Generator, MutableMapping
from contextlib import contextmanager
from typing import Final

import aiohappyeyeballs
import httpx

from webhook_dashboard.delivery.address_guard import AddressGuard, host_of, literal_address
from webhook_dashboard.delivery.address_ranges import Address
from webhook_dashboard.delivery.http_connection import HttpConnection
from webhook_dashboard.delivery.name_lookup import NameLookup

PhaseTimes = MutableMapping[str, float]
"""Milliseconds by the field names of domain.outcomes.Phases; a phase that fails is entered too."""

_AddressInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]

# RFC 8305: how long one address may stay silent before the next one is tried beside it.
_NEXT_ADDRESS_SECONDS: Final = 0.25


@functools.cache
def public_tls_context() -> ssl.SSLContext:
    """Trust the authorities of certifi and those that the machine's administrator added.

    They are read once, which takes long; whoever is given the context leaves it as it is.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()
    context.set_alpn_protocols(["http/1.1"])
    return context


@contextmanager
def timed(phases: PhaseTimes, name: str, monotonic: Callable[[], float]) -> Generator[None, None, None]:
    """Enter the duration of the block under `name`, in milliseconds, whether or not it fails."""
    started = monotonic()
    try:
        yield
    finally:
        phases[name] = (monotonic() - started) * 1_000


class Dialler:
    """Opens HttpConnections for one event loop; Host and server name indication keep the URL's name.

    Diallers that are given the same `names` share what was looked up.
    """

    def __init__(
        self,
        guard: AddressGuard,
        tls: ssl.SSLContext,
        body_limit: int,
        monotonic: Callable[[], float],
        names: NameLookup | None = None,
    ) -> None:
        self._guard = guard
        self._tls = tls
        self._body_limit = body_limit
        self._monotonic = monotonic
        self._names = names or NameLookup(guard.lookup, monotonic)

    async def dial(self, url: httpx.URL, phases: PhaseTimes, *, unguarded: bool = False) -> HttpConnection:
        """Connect to the host of `url`; with `unguarded` to any address.

        Raises BlockedAddress or InvalidInput from the guard, OSError (gaierror and SSLError among them).
        """
        host = host_of(url)
        addresses = await self._addresses(host, phases)
        if not unguarded:
            addresses = self._guard.vet(url, addresses)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        with timed(phases, "connect_ms", self._monotonic):
            sock = await aiohappyeyeballs.start_connection(  # pyright: ignore[reportUnknownMemberType]
                [_address_info(address, port) for address in addresses],
                happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS,
            )
        try:
            if not secure:
                return await self._adopt(sock)
            with timed(phases, "tls_ms", self._monotonic):
                return await self._adopt(sock, ssl=self._tls, server_hostname=host)
        except BaseException:
            sock.close()
            raise

    async def _addresses(self, host: str, phases: PhaseTimes) -> tuple[Address, ...]:
        literal = literal_address(host)
        if literal is not None:
            return (literal,)
        with timed(phases, "dns_ms", self._monotonic):
            return await self._names.addresses(host)

    async def _adopt(
        self, sock: socket.socket, ssl: ssl.SSLContext | None = None, server_hostname: str | None = None
    ) -> HttpConnection:
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(
                lambda: HttpConnection(self._body_limit), sock=sock, ssl=ssl, server_hostname=server_hostname
            )
            return connection
        finally:
            # uvloop closes the descriptor itself. When the peer hangs up while it takes the socket over, it
            # forgets the socket, which would close the same number once more, whoever has it by then.
            if type(loop).__module__.startswith("uvloop"):
                sock.detach()


def _address_info(address: Address, port: int) -> _AddressInfo:
    if address.version == 4:
        return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port)
    return socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port, 0, 0)
