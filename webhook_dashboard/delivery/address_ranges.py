"""Which IP addresses are not on the public internet, what each range is, and how it may be opened.

The tables cover the special-purpose registries of IANA and the metadata addresses of the large clouds.
`ipaddress.is_global` alone is not enough: it takes multicast and the 6to4 form of 127.0.0.1 for global.
"""

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Tier(Enum):
    """How a range may be opened.

    Private ones by the switch for all of them, or by any network around the address; this machine itself
    (loopback) and forbidden ones only by a network inside their range, so never by chance.
    """

    PRIVATE = "private"
    LOOPBACK = "loopback"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class AddressRange:
    """A range refused by default; `description` completes the sentence "10.0.0.1 is …"."""

    network: Network
    tier: Tier
    description: str


def _ranges(*rows: tuple[str, Tier, str]) -> tuple[AddressRange, ...]:
    return tuple(AddressRange(ip_network(network), tier, description) for network, tier, description in rows)


# The most specific range comes first: the first match decides.
_RANGES_V4: Final = _ranges(
    ("169.254.169.254/32", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("169.254.170.2/32", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("169.254.170.23/32", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("192.0.0.192/32", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("168.63.129.16/32", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("100.100.100.200/32", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("127.0.0.0/8", Tier.LOOPBACK, "a loopback address"),
    ("10.0.0.0/8", Tier.PRIVATE, "a private address"),
    ("172.16.0.0/12", Tier.PRIVATE, "a private address"),
    ("192.168.0.0/16", Tier.PRIVATE, "a private address"),
    ("100.64.0.0/10", Tier.PRIVATE, "a shared private address"),
    ("198.18.0.0/15", Tier.PRIVATE, "a benchmark network address"),
    ("169.254.0.0/16", Tier.FORBIDDEN, "a link-local address"),
    ("0.0.0.0/8", Tier.FORBIDDEN, "an unspecified address"),
    ("192.0.0.0/24", Tier.FORBIDDEN, "a protocol assignment address"),
    ("192.0.2.0/24", Tier.FORBIDDEN, "a documentation address"),
    ("198.51.100.0/24", Tier.FORBIDDEN, "a documentation address"),
    ("203.0.113.0/24", Tier.FORBIDDEN, "a documentation address"),
    ("192.31.196.0/24", Tier.FORBIDDEN, "a reserved address"),
    ("192.52.193.0/24", Tier.FORBIDDEN, "a reserved address"),
    ("192.175.48.0/24", Tier.FORBIDDEN, "a reserved address"),
    ("192.88.99.0/24", Tier.FORBIDDEN, "a 6to4 relay address"),
    ("224.0.0.0/4", Tier.FORBIDDEN, "a multicast address"),
    ("255.255.255.255/32", Tier.FORBIDDEN, "the broadcast address"),
    ("240.0.0.0/4", Tier.FORBIDDEN, "a reserved address"),
)
_RANGES_V6: Final = _ranges(
    ("fd00:ec2::254/128", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("fd00:ec2::23/128", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("fd20:ce::254/128", Tier.FORBIDDEN, "the metadata address of a cloud machine"),
    ("::1/128", Tier.LOOPBACK, "a loopback address"),
    ("fc00::/7", Tier.PRIVATE, "a private address"),
    ("fec0::/10", Tier.PRIVATE, "a private address"),
    ("::/128", Tier.FORBIDDEN, "an unspecified address"),
    ("fe80::/10", Tier.FORBIDDEN, "a link-local address"),
    ("ff00::/8", Tier.FORBIDDEN, "a multicast address"),
    ("2001:db8::/32", Tier.FORBIDDEN, "a documentation address"),
    ("3fff::/20", Tier.FORBIDDEN, "a documentation address"),
    ("2002::/16", Tier.FORBIDDEN, "a 6to4 tunnel address"),
    ("2001::/32", Tier.FORBIDDEN, "a Teredo tunnel address"),
    ("2001::/23", Tier.FORBIDDEN, "a protocol assignment address"),
    ("2620:4f:8000::/48", Tier.FORBIDDEN, "a reserved address"),
    ("::/96", Tier.FORBIDDEN, "an IPv4-compatible address"),
    ("64:ff9b:1::/48", Tier.FORBIDDEN, "a translation address"),
)
_GLOBAL_UNICAST_V6: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")


def effective_address(address: Address) -> Address:
    """Return the IPv4 address that an IPv4-mapped or NAT64 address leads to, any other one unchanged."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def closed_range_of(address: Address) -> AddressRange | None:
    """Return the range that closes the effective `address` by default; None for public unicast."""
    if isinstance(address, IPv4Address):
        ranges, public = _RANGES_V4, address.is_global
    else:
        ranges, public = _RANGES_V6, address in _GLOBAL_UNICAST_V6
    for closed in ranges:
        if address in closed.network:
            return closed
    return None if public else AddressRange(ip_network(address), Tier.FORBIDDEN, "a reserved address")
