"""Decides which URLs webhooks may have and which addresses are dialled: no server-side request forgery.

Only public addresses are open by default. The same rules hold when a URL is saved and at each new
connection, where the transport dials exactly the addresses that `vet` returned.
"""

import asyncio
import re
import socket
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Final

import httpx

from webhook_dashboard.delivery.address_lists import HOST_NAME, NUMBER, AddressList
from webhook_dashboard.delivery.address_ranges import (
    Address,
    AddressRange,
    Network,
    Tier,
    closed_range_of,
    effective_address,
)
from webhook_dashboard.delivery.name_lookup import Lookup, look_up, system_lookup
from webhook_dashboard.domain.errors import InvalidInput

SETTING: Final = "WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES"
PRIVATE_SETTING: Final = "WEBHOOK_DASHBOARD_ALLOW_PRIVATE_ADDRESSES"
ONLY_SETTING: Final = "WEBHOOK_DASHBOARD_ONLY_ADDRESSES"
BLOCKED_SETTING: Final = "WEBHOOK_DASHBOARD_BLOCKED_ADDRESSES"
URL_MAX_CHARACTERS: Final = 2_048

_OWN_INBOX: Final = re.compile(r"/inbox/[A-Za-z0-9_-]+")
_NEVER_IN_A_URL: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]")
_LOOPBACK: Final = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
_LOOKUP_SECONDS: Final = 5.0


class BlockedAddress(InvalidInput):
    """The URL leads to an address that is not open."""


def parse_url(url: str) -> httpx.URL:
    """Parse an absolute http or https URL, the same way for checking as for sending.

    Raises InvalidInput, field `url`, with a sentence that says what to write instead. Forms that
    parsers read differently (user names, backslashes, odd spellings of IP addresses) are refused.
    """
    if len(url) > URL_MAX_CHARACTERS:
        raise InvalidInput("url", f"The URL is longer than {URL_MAX_CHARACTERS:,} characters.")
    return _parse_known(url)


def parse_sent_url(url: str) -> httpx.URL:
    """Parse the URL of a request as `parse_url` does. That of a GET may be longer: its payload is in it."""
    return _parse_known(url) if len(url) <= URL_MAX_CHARACTERS else _parse(url)


def _parse(url: str) -> httpx.URL:
    if _NEVER_IN_A_URL.search(url):
        raise InvalidInput(
            "url", "The URL holds a space, a backslash or a control character. Percent-encode it."
        )
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise InvalidInput("url", "This is not a URL. Write it like https://example.com/webhooks.") from None
    if parsed.scheme not in ("http", "https"):
        raise InvalidInput("url", "Write a URL that starts with https://.")
    if "@" in parsed.netloc.decode("ascii") or parsed.userinfo:
        raise InvalidInput(
            "url", "Leave the user name and password out of the URL. Use basic authentication."
        )
    if parsed.port is not None and not 1 <= parsed.port <= 65_535:
        raise InvalidInput("url", f"There is no port {parsed.port}. Ports go from 1 to 65535.")
    _check_host(host_of(parsed))
    return parsed


_parse_known: Final = lru_cache(maxsize=4_096)(_parse)


def host_of(url: httpx.URL) -> str:
    """Return the host in lower-case ASCII, without brackets and without the root's trailing dot."""
    return url.raw_host.decode("ascii").lower().removesuffix(".")


def literal_address(host: str) -> Address | None:
    """Return the address that `host` spells in its usual form; None for names and odd spellings."""
    try:
        return IPv6Address(host) if ":" in host and "%" not in host else IPv4Address(host)
    except ValueError:
        return None


def _check_host(host: str) -> None:
    if literal_address(host) is not None:
        return
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        # The operating system would read such a host as an address: 2130706433 and 0x7f.1 are 127.0.0.1.
        try:
            meant = socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            raise InvalidInput("url", f"{host} is not a valid IP address.") from None
        raise InvalidInput("url", f"{host} is an odd way to write {meant}. Write the address as {meant}.")
    if len(host) > 253 or not HOST_NAME.fullmatch(host):
        raise InvalidInput("url", "The URL needs a valid host name, as in https://example.com/webhooks.")


def _is_localhost(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


class AddressGuard:
    """Knows the hosts and networks that are open and closed; immutable, so any thread may ask it.

    `allowed` holds host names, IP addresses and CIDR networks. A named host may resolve to anything.
    A network opens the private addresses in it; loopback, metadata, link-local, multicast and other
    forbidden addresses are opened only by a network that lies inside their range. `allow_private` opens
    all private ranges at once. Both also allow plain http to what they open.

    With `only`, nothing but the hosts and networks in it is reached (R119); what is in `blocked` never is.
    Neither opens anything. Raises InvalidInput, field `<list>_addresses`, for an entry that is neither.
    """

    def __init__(
        self,
        allowed: Sequence[str] = (),
        *,
        allow_private: bool = False,
        only: Sequence[str] = (),
        blocked: Sequence[str] = (),
        lookup: Lookup = system_lookup,
    ) -> None:
        self.lookup = lookup
        self._allowed = AddressList(allowed, "allowed_addresses")
        self._only = AddressList(only, "only_addresses")
        self._blocked = AddressList(blocked, "blocked_addresses")
        self._allow_private = allow_private

    def check_url(self, url: str) -> None:
        """Raise InvalidInput, field `url`, if no webhook may have this URL; asks no name server.

        `/inbox/<token>`, the built-in test inbox, is always accepted.
        """
        if _OWN_INBOX.fullmatch(url):
            return
        parsed = parse_url(url)
        host = host_of(parsed)
        literal = literal_address(host)
        if literal is not None:
            self.vet(parsed, (literal,))
        elif _is_localhost(host):
            self.vet(parsed, _LOOPBACK)
        else:
            self._listed(host, None)
            if not (self._allowed.networks or self._allow_private):
                self._check_scheme(parsed, host in self._allowed.names)

    async def resolve_url(self, url: str) -> str | None:
        """Check the URL and the addresses that its host has now; return a warning or None.

        Raises InvalidInput as `check_url` does. A host that does not resolve is only worth a warning: it
        may come into being later, and every connection is checked again. Over plain http it is refused,
        unless it is allowed by name: nobody knows whether its address will be one that is opened.
        """
        self.check_url(url)
        if _OWN_INBOX.fullmatch(url):
            return None
        parsed = parse_url(url)
        host = host_of(parsed)
        if literal_address(host) is not None:
            return None
        try:
            async with asyncio.timeout(_LOOKUP_SECONDS):
                addresses = await look_up(self.lookup, host)
        except OSError:
            if parsed.scheme != "https" and not (host in self._allowed.names or _is_localhost(host)):
                raise InvalidInput(
                    "url",
                    f"Use https: {host} has no address at the moment, so nobody knows whether plain http "
                    f"to it is allowed. Or start with {self._setting_with(host)}.",
                ) from None
            return (
                f"{host} has no address at the moment. Events for it fail and are retried until it has one."
            )
        self.vet(parsed, addresses)
        return None

    def permits(self, address: Address) -> bool:
        """True if a host that is not allowed by name may have this address."""
        effective = effective_address(address)
        closed = closed_range_of(effective)
        return closed is None or self._opens(closed, effective)

    def vet(self, url: httpx.URL, addresses: Iterable[Address]) -> tuple[Address, ...]:
        """Return those of the host's `addresses` that may be dialled, in their order.

        Raises BlockedAddress when a public host also has a closed address, since rebinding attacks
        look like that. Beside addresses that were opened by hand, closed ones are only left out:
        localhost is often 127.0.0.1 and ::1. Raises InvalidInput for plain http to a host not opened.
        """
        host = host_of(url)
        found = self._listed(host, tuple(addresses))
        if host in self._allowed.names:
            return found
        permitted = tuple(address for address in found if self.permits(address))
        opened = bool(permitted) and all(self._is_opened(address) for address in permitted)
        if len(permitted) < len(found) and not opened:
            raise BlockedAddress("url", self._refusal(url, next(a for a in found if not self.permits(a))))
        self._check_scheme(url, opened)
        return permitted

    def _listed(self, host: str, addresses: tuple[Address, ...] | None) -> tuple[Address, ...]:
        """Return what the lists of only and of blocked receivers leave; None: not looked up yet."""
        found = addresses or ()
        if host in self._blocked.names or any(self._blocked.holds(address) for address in found):
            raise BlockedAddress("url", f"{host} is blocked by {BLOCKED_SETTING}.")
        if not self._only.entries or host in self._only.names:
            return found
        left = tuple(address for address in found if self._only.holds(address))
        if not left and (addresses is not None or not self._only.networks):
            raise BlockedAddress("url", f"{host} is not among the receivers in {ONLY_SETTING}.")
        return left

    def _check_scheme(self, url: httpx.URL, opened: bool) -> None:
        if url.scheme != "https" and not opened:
            host = host_of(url)
            raise InvalidInput(
                "url", f"Use https. To allow plain http to {host}, start with {self._setting_with(host)}."
            )

    def _is_opened(self, address: Address) -> bool:
        effective = effective_address(address)
        closed = closed_range_of(effective)
        if closed is None:
            return self._allowed.holds(effective)
        return self._opens(closed, effective)

    def _opens(self, closed: AddressRange, address: Address) -> bool:
        networks = [network for network in self._allowed.networks if address in network]
        if closed.tier is Tier.PRIVATE:
            return self._allow_private or bool(networks)
        return any(_lies_inside(network, closed.network) for network in networks)

    def _refusal(self, url: httpx.URL, address: Address) -> str:
        host = host_of(url)
        effective = effective_address(address)
        closed = closed_range_of(effective)
        assert closed is not None
        verb = "leads to" if literal_address(host) else "resolves to"
        what = f"{host} is" if host == str(effective) else f"{host} {verb} {effective},"
        hint = f"To allow it, start with {self._setting_with(str(closed.network))}."
        if closed.tier is Tier.PRIVATE:
            hint += f" To allow all private addresses, start with {PRIVATE_SETTING}=true."
        elif closed.tier is Tier.FORBIDDEN:
            hint = f"It is always refused, unless {SETTING} names {effective} itself."
        return f"{what} {closed.description}. {hint}"

    def _setting_with(self, entry: str) -> str:
        return f"{SETTING}={','.join((*self._allowed.entries, entry))}"


def _lies_inside(network: Network, outer: Network) -> bool:
    return network.version == outer.version and network.prefixlen >= outer.prefixlen
