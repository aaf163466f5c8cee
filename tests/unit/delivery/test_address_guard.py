"""The address guard: which URLs are refused, with which words, and what the allow list opens."""

import asyncio
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network

import httpx
import pytest

from tests.ssrf_forms import REFUSED_LITERALS, REFUSED_URLS
from webhook_dashboard.delivery.address_guard import AddressGuard, BlockedAddress, parse_url
from webhook_dashboard.domain.errors import InvalidInput

PUBLIC_V4 = "93.184.216.34"
PUBLIC_V6 = "2606:2800:220:1:248:1893:25c8:1946"


def answering(*addresses: str) -> Callable[[str], Sequence[str]]:
    return lambda _: addresses


def no_answer(name: str) -> Sequence[str]:
    raise OSError(f"{name} is unknown")


def vet(guard: AddressGuard, url: str, *addresses: str) -> list[str]:
    return [str(address) for address in guard.vet(httpx.URL(url), map(ip_address, addresses))]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_that_leads_inside_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AddressGuard().check_url(url)
    assert refused.value.field == "url"
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("address", REFUSED_LITERALS)
def test_an_address_that_is_not_public_is_not_permitted(address: str) -> None:
    assert not AddressGuard().permits(ip_address(address))


@pytest.mark.parametrize("address", REFUSED_LITERALS)
def test_a_public_name_with_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(BlockedAddress):
        vet(AddressGuard(), "https://hooks.example.com/", address)


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC_V4,
        PUBLIC_V6,
        "1.1.1.1",
        "8.8.8.8",
        "223.255.255.254",
        "2a00:1450:4001:80b::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_a_public_address_is_permitted(address: str) -> None:
    assert AddressGuard().permits(ip_address(address))


@pytest.mark.parametrize(
    "network",
    [
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16"),
        *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    ],
)
def test_a_special_range_is_closed_from_its_first_to_its_last_address(network: str) -> None:
    guard, closed = AddressGuard(), ip_network(network)
    assert not guard.permits(closed[0])
    assert not guard.permits(closed[-1])


@pytest.mark.parametrize(
    "address",
    [
        "9.255.255.255",
        "11.0.0.0",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::",
        "2003::",
        "2620:4f:8001::",
    ],
)
def test_its_public_neighbours_are_open(address: str) -> None:
    assert AddressGuard().permits(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://example.com:8443/hooks/a?b=c%20d&e",
        "https://EXAMPLE.com./x",
        "https://bücher.example/hook",
        "https://my_host.example/",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]/",
        "https://123.example/",
        "/inbox/abcDEF-_123",
    ],
)
def test_a_public_https_url_is_accepted(url: str) -> None:
    AddressGuard().check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/inbox/",
        "/inbox/a/b",
        "/inbox/../api",
        "/inbox/%2e%2e/api",
        "/inbox/a?b",
        "/api/v1/events",
        "/inbox/a\n",
    ],
)
def test_only_the_inbox_may_be_addressed_without_a_host(url: str) -> None:
    with pytest.raises(InvalidInput):
        AddressGuard().check_url(url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "https://127.0.0.1:9000/hook",
            (
                "127.0.0.1 is a loopback address. "
                "To allow it, start with WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES=127.0.0.0/8."
            ),
        ),
        (
            "http://localhost/hook",
            (
                "localhost resolves to 127.0.0.1, a loopback address. "
                "To allow it, start with WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES=127.0.0.0/8."
            ),
        ),
        (
            "https://[::ffff:10.1.2.3]/",
            (
                "::ffff:10.1.2.3 leads to 10.1.2.3, a private address. "
                "To allow it, start with WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES=10.0.0.0/8. "
                "To allow all private addresses, start with WEBHOOK_DASHBOARD_ALLOW_PRIVATE_ADDRESSES=true."
            ),
        ),
        (
            "https://169.254.169.254/latest/meta-data",
            (
                "169.254.169.254 is the metadata address of a cloud machine. "
                "It is always refused, unless WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES names "
                "169.254.169.254 itself."
            ),
        ),
        (
            "http://example.com/hook",
            (
                "Use https. To allow plain http to example.com, "
                "start with WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES=example.com."
            ),
        ),
        ("https://0x7f.1/", "0x7f.1 is an odd way to write 127.0.0.1. Write the address as 127.0.0.1."),
        ("https://1.2.3.4.5/", "1.2.3.4.5 is not a valid IP address."),
        (
            "https://user:secret@example.com/",
            "Leave the user name and password out of the URL. Use basic authentication.",
        ),
        ("ftp://example.com/", "Write a URL that starts with https://."),
        ("example.com/hook", "Write a URL that starts with https://."),
        ("https://example.com:70000/", "There is no port 70000. Ports go from 1 to 65535."),
        ("https://" + "a" * 2_048, "The URL is longer than 2,048 characters."),
        ("https:///hook", "The URL needs a valid host name, as in https://example.com/webhooks."),
        ("https://[::1/", "This is not a URL. Write it like https://example.com/webhooks."),
        (
            "https://example.com/a b",
            "The URL holds a space, a backslash or a control character. Percent-encode it.",
        ),
    ],
)
def test_the_refusal_says_what_is_wrong_and_what_to_do(url: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AddressGuard().check_url(url)
    assert refused.value.message == sentence


def test_the_refusal_keeps_what_is_already_allowed_in_its_advice() -> None:
    with pytest.raises(
        BlockedAddress, match=r"ADDRESSES=10\.0\.0\.0/8,hooks\.lan,192\.168\.0\.0/16\. To allow all"
    ):
        AddressGuard(["10.0.0.0/8", "hooks.lan"]).check_url("https://192.168.1.1/")


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("127.0.0.0/8", "http://127.0.0.1:9000/"),
        ("127.0.0.1", "http://127.0.0.1:9000/"),
        ("127.0.0.1/8", "http://127.9.9.9/"),
        ("127.0.0.0/8", "http://localhost/"),
        ("127.0.0.0/8", "http://[::ffff:127.0.0.1]/"),
        ("0.0.0.0/0", "http://192.168.1.1/"),
        ("[::1]", "http://[::1]:8000/"),
        ("fd00::/8", "https://[fd12::1]/"),
        ("localhost", "http://localhost:3000/"),
        ("LocalHost.", "http://localhost:3000/"),
        ("hooks.lan", "http://hooks.lan/"),
        ("169.254.169.254", "http://169.254.169.254/"),
        ("169.254.0.0/16", "http://169.254.7.7/"),
        ("224.0.0.5", "https://224.0.0.5/"),
    ],
)
def test_the_allow_list_opens_what_it_names_for_http_too(allowed: str, url: str) -> None:
    AddressGuard([allowed]).check_url(url)


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("0.0.0.0/0", "http://127.0.0.1/"),
        ("::/0", "http://[::1]/"),
        ("0.0.0.0/0", "https://169.254.169.254/"),
        ("169.254.0.0/16", "https://169.254.169.254/"),
        ("128.0.0.0/1", "https://224.0.0.1/"),
        ("0.0.0.0/1", "https://0.0.0.0/"),
        ("100.64.0.0/10", "https://100.100.100.200/"),
        ("::/0", "https://[fe80::1]/"),
        ("::/0", "https://[2002:7f00:1::1]/"),
        ("::/0", "https://[64:ff9b:1::7f00:1]/"),
        ("::/0", "https://[5f00::1]/"),
        ("fc00::/7", "https://[fd00:ec2::254]/"),
        ("::/0", "https://127.0.0.1/"),
        ("10.0.0.0/8", "https://127.0.0.1/"),
        ("hooks.lan", "http://other.lan/"),
        ("hooks.lan", "http://a.hooks.lan/"),
        ("example.com", "https://127.0.0.1/"),
    ],
)
def test_the_allow_list_opens_nothing_else(allowed: str, url: str) -> None:
    with pytest.raises(InvalidInput):
        AddressGuard([allowed]).check_url(url)


PRIVATE = {
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "100.64.0.1",
    "198.18.0.1",
    "fc00::1",
    "fec0::1",
}


@pytest.mark.parametrize("address", sorted(PRIVATE))
def test_one_switch_opens_every_private_range_for_http_too(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    AddressGuard(allow_private=True).check_url(f"http://{host}/")


@pytest.mark.parametrize("address", [a for a in REFUSED_LITERALS if a not in PRIVATE])
def test_the_switch_for_private_addresses_opens_nothing_else(address: str) -> None:
    assert not AddressGuard(allow_private=True).permits(ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["http://localhost/", "https://hooks.localhost/", "http://[::ffff:127.0.0.1]/", "http://127.0.0.1/"],
)
def test_the_switch_for_private_addresses_leaves_this_machine_closed(url: str) -> None:
    with pytest.raises(InvalidInput):
        AddressGuard(allow_private=True).check_url(url)


def test_with_the_switch_a_name_is_still_judged_by_its_addresses() -> None:
    guard = AddressGuard(allow_private=True)
    assert vet(guard, "http://crm.lan/", "10.0.0.5", "fd12::5") == ["10.0.0.5", "fd12::5"]
    with pytest.raises(BlockedAddress, match=r"^crm\.lan resolves to 169\.254\.169\.254"):
        vet(guard, "https://crm.lan/", "169.254.169.254")
    with pytest.raises(InvalidInput, match="Use https"):
        vet(guard, "http://crm.example/", PUBLIC_V4)


@pytest.mark.parametrize(
    "entry", ["10.0.0.0/33", "http://hooks.lan", "hooks.lan:8000", "127.1", "0x7f.0.0.1", "a b", "*", "*.lan"]
)
def test_an_entry_that_is_neither_host_nor_network_is_refused(entry: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AddressGuard([entry])
    assert refused.value.field == "allowed_addresses"
    assert refused.value.message.startswith(f"{entry} is neither")


def test_blank_entries_are_ignored() -> None:
    with pytest.raises(BlockedAddress, match=r"ADDRESSES=127\.0\.0\.0/8\.$"):
        AddressGuard(["", " "]).check_url("https://127.0.0.1/")


def test_all_public_addresses_of_a_name_may_be_dialled() -> None:
    assert vet(AddressGuard(), "https://example.com", PUBLIC_V4, PUBLIC_V6) == [PUBLIC_V4, PUBLIC_V6]


def test_a_name_with_public_and_private_addresses_is_refused() -> None:
    with pytest.raises(BlockedAddress, match=r"^example\.com resolves to 127\.0\.0\.1, a loopback address\."):
        vet(AddressGuard(), "https://example.com", PUBLIC_V4, "127.0.0.1")


def test_beside_opened_addresses_the_closed_ones_are_left_out() -> None:
    guard = AddressGuard(["127.0.0.0/8"])
    assert vet(guard, "http://localhost", "::1", "127.0.0.1") == ["127.0.0.1"]


def test_a_public_address_beside_an_opened_one_does_not_excuse_a_closed_one() -> None:
    with pytest.raises(BlockedAddress):
        vet(AddressGuard(["127.0.0.0/8"]), "https://example.com", "127.0.0.1", PUBLIC_V4, "10.0.0.1")


def test_plain_http_needs_every_address_to_be_opened() -> None:
    guard = AddressGuard(["127.0.0.0/8"])
    assert vet(guard, "http://inside.example", "127.0.0.1") == ["127.0.0.1"]
    with pytest.raises(InvalidInput, match="Use https"):
        vet(guard, "http://inside.example", "127.0.0.1", PUBLIC_V4)
    with pytest.raises(InvalidInput, match="Use https"):
        vet(guard, "http://inside.example", PUBLIC_V4)


def test_a_named_host_may_have_any_address() -> None:
    guard = AddressGuard(["metadata.lan"])
    assert vet(guard, "http://metadata.lan", "169.254.169.254") == ["169.254.169.254"]


def resolved(guard: AddressGuard, url: str) -> str | None:
    return asyncio.run(guard.resolve_url(url))


def test_at_save_the_addresses_of_the_name_are_checked() -> None:
    guard = AddressGuard(lookup=answering("10.0.0.5"))
    with pytest.raises(BlockedAddress, match=r"^crm\.example resolves to 10\.0\.0\.5, a private address\."):
        resolved(guard, "https://crm.example/hook")


def test_at_save_a_name_with_public_addresses_passes() -> None:
    assert resolved(AddressGuard(lookup=answering(PUBLIC_V4, PUBLIC_V6)), "https://crm.example/hook") is None


def test_at_save_a_name_without_an_address_is_a_warning() -> None:
    warning = resolved(AddressGuard(lookup=no_answer), "https://crm.example/hook")
    assert warning == (
        "crm.example has no address at the moment. Events for it fail and are retried until it has one."
    )


@pytest.mark.parametrize(
    "guard",
    [AddressGuard(["10.0.0.0/8"], lookup=no_answer), AddressGuard(allow_private=True, lookup=no_answer)],
)
def test_at_save_http_to_a_name_without_an_address_is_refused(guard: AddressGuard) -> None:
    guard.check_url("http://crm.lan/hook")  # by its text alone it could lead into what is opened
    with pytest.raises(
        InvalidInput, match=r"^Use https: crm\.lan has no address at the moment, .* Or start with"
    ):
        resolved(guard, "http://crm.lan/hook")


@pytest.mark.parametrize("url", ["http://crm.lan/hook", "http://hooks.localhost/"])
def test_at_save_http_to_a_name_without_an_address_is_a_warning_where_the_name_is_opened(url: str) -> None:
    warning = resolved(AddressGuard(["10.0.0.0/8", "127.0.0.0/8", "crm.lan"], lookup=no_answer), url)
    assert warning is not None
    assert warning.endswith("Events for it fail and are retried until it has one.")


def test_at_save_http_to_a_name_inside_an_opened_network_passes() -> None:
    guard = AddressGuard(["10.0.0.0/8"], lookup=answering("10.0.0.5"))
    assert resolved(guard, "http://crm.lan/hook") is None


@pytest.mark.parametrize("url", ["/inbox/abc", "https://1.1.1.1/"])
def test_at_save_no_name_server_is_asked_without_a_name(url: str) -> None:
    assert resolved(AddressGuard(lookup=no_answer), url) is None


def test_the_parsed_url_keeps_path_and_query_as_given() -> None:
    raw = "https://example.com/a%20b/%2e/c;d=e?q=a+b&x=%C3%A4&y=[1]&z='&$filter=(a,b)"
    assert parse_url(raw).raw_path.decode() == raw.removeprefix("https://example.com")


@pytest.mark.parametrize(
    ("entry", "url", "addresses"),
    [
        ("hooks.partner.com", "https://hooks.partner.com/", [PUBLIC_V4]),
        (f"{PUBLIC_V4}/24", "https://hooks.partner.com/", [PUBLIC_V4]),
        (PUBLIC_V4, f"https://{PUBLIC_V4}/", [PUBLIC_V4]),
        (PUBLIC_V4, f"https://[::ffff:{PUBLIC_V4}]/", [str(ip_address(f"::ffff:{PUBLIC_V4}"))]),
    ],
)
def test_with_a_list_of_only_receivers_these_are_reached(entry: str, url: str, addresses: list[str]) -> None:
    guard = AddressGuard(only=[entry])
    guard.check_url(url)
    assert vet(guard, url, *addresses) == addresses


@pytest.mark.parametrize("entry", ["hooks.partner.com", "203.0.112.0/24", "::/0"])
def test_with_a_list_of_only_receivers_no_other_is_reached(entry: str) -> None:
    with pytest.raises(
        BlockedAddress, match=r"^other\.com is not among the receivers in WEBHOOK_DASHBOARD_ONLY"
    ):
        vet(AddressGuard(only=[entry]), "https://other.com/", PUBLIC_V4)


def test_a_name_that_cannot_be_among_the_only_receivers_is_refused_before_it_is_looked_up() -> None:
    guard = AddressGuard(only=["hooks.partner.com"])
    with pytest.raises(BlockedAddress, match="not among the receivers"):
        guard.check_url("https://other.com/")
    AddressGuard(only=[f"{PUBLIC_V4}/24"]).check_url("https://other.com/")


def test_of_a_name_with_several_addresses_only_those_listed_are_dialled() -> None:
    guard = AddressGuard(only=[PUBLIC_V6])
    assert vet(guard, "https://example.com/", PUBLIC_V4, PUBLIC_V6) == [PUBLIC_V6]


def test_to_be_among_the_only_receivers_opens_nothing() -> None:
    guard = AddressGuard(only=["10.0.0.0/8", "crm.lan"])
    with pytest.raises(BlockedAddress, match="private"):
        vet(guard, "https://10.0.0.1/", "10.0.0.1")
    with pytest.raises(InvalidInput, match="Use https"):
        guard.check_url("http://crm.lan/")


@pytest.mark.parametrize("blocked", ["hooks.partner.com", f"{PUBLIC_V4}/24"])
def test_what_is_blocked_is_never_reached_though_it_is_allowed(blocked: str) -> None:
    guard = AddressGuard(["hooks.partner.com"], blocked=[blocked])
    with pytest.raises(BlockedAddress, match=r"^hooks\.partner\.com is blocked by WEBHOOK_DASHBOARD_BLOCKED"):
        vet(guard, "https://hooks.partner.com/", PUBLIC_V6, PUBLIC_V4)


def test_a_blocked_name_is_refused_before_it_is_looked_up() -> None:
    with pytest.raises(BlockedAddress, match="is blocked"):
        AddressGuard(blocked=["hooks.partner.com"]).check_url("https://hooks.partner.com/")


@pytest.mark.parametrize(
    ("blocked", "address"),
    [
        ("64:ff9b::/96", "64:ff9b::808:808"),
        ("8.8.8.0/24", "64:ff9b::808:808"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("::ffff:8.8.8.0/120", "8.8.8.8"),
        ("8.8.8.8", "::ffff:8.8.8.8"),
        ("2001:4860::/32", "2001:4860:4860::8888"),
    ],
)
def test_a_blocked_address_is_known_in_each_of_its_forms(blocked: str, address: str) -> None:
    with pytest.raises(BlockedAddress, match="is blocked"):
        vet(AddressGuard(blocked=[blocked]), "https://dns.example/", address)
