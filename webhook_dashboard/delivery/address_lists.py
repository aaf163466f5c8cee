"""Lists of hosts and networks, as the settings that open or close addresses give them."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from webhook_dashboard.delivery.address_ranges import Address, Network, effective_address
from webhook_dashboard.domain.errors import InvalidInput

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
NUMBER: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")
_MAPPED: Final = IPv6Network("::ffff:0:0/96")


class AddressList:
    """Host names, IP addresses and CIDR networks; blank entries are left out.

    Raises InvalidInput, field `field`, for an entry that is neither host nor network.
    """

    def __init__(self, entries: Sequence[str], field: str) -> None:
        self.entries = tuple(entry.strip() for entry in entries if entry.strip())
        self.networks: list[Network] = []
        self.names: set[str] = set()
        for entry in self.entries:
            self._add(entry, field)

    def holds(self, address: Address) -> bool:
        """True if one of the networks has the address."""
        effective = effective_address(address)
        return any(effective in network or address in network for network in self.networks)

    def _add(self, entry: str, field: str) -> None:
        try:
            self.networks.append(_effective_network(ip_network(entry.strip("[]"), strict=False)))
        except ValueError:
            name = entry.lower().removesuffix(".")
            if NUMBER.fullmatch(name.rpartition(".")[2]) or not HOST_NAME.fullmatch(name):
                raise InvalidInput(
                    field,
                    f"{entry} is neither a host name nor a network. Write names like hooks.example.com"
                    " and networks like 10.0.0.0/8.",
                ) from None
            self.names.add(name)


def _effective_network(network: Network) -> Network:
    """Return the IPv4 network that one of IPv4-mapped addresses stands for: addresses are judged as IPv4."""
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        embedded = int(network.network_address) & 0xFFFF_FFFF
        return IPv4Network((embedded, network.prefixlen - _MAPPED.prefixlen))
    return network
