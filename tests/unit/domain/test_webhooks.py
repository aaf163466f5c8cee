"""Webhooks: which events they get, and what may be typed into their form."""

from datetime import UTC, datetime
from ipaddress import IPv6Address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.templates import TemplateSource, parse_template
from webhook_dashboard.domain.webhooks import (
    Webhook,
    check_event_type,
    check_event_types,
    check_name,
    host_of,
    inbox_token,
    matches_pattern,
)

parts = st.from_regex(r"[A-Za-z0-9_]{1,8}", fullmatch=True)
types = st.lists(parts, min_size=1, max_size=4).map(".".join)


@pytest.mark.parametrize(
    ("pattern", "event_type", "fits"),
    [
        ("*", "order.created", True),
        ("*", "order", True),
        ("order.created", "order.created", True),
        ("order.created", "order.create", False),
        ("order.created", "order.created.late", False),
        ("order.*", "order.created", True),
        ("order.*", "order.created.late", True),
        ("order.*", "order", False),
        ("order.*", "orders.created", False),
        ("order", "order.created", False),
        ("Order.*", "order.created", False),  # case counts
    ],
)
def test_patterns_cover_what_they_say(pattern: str, event_type: str, fits: bool) -> None:
    assert matches_pattern(pattern, event_type) is fits


@given(types, types)
def test_a_type_covers_itself_and_a_group_covers_its_members_only(group: str, event_type: str) -> None:
    assert matches_pattern(event_type, event_type)
    assert matches_pattern(f"{group}.*", f"{group}.{event_type}")
    assert matches_pattern(f"{group}.*", event_type) == event_type.startswith(group + ".")
    assert matches_pattern(group, event_type) == (group == event_type)


def test_a_webhook_gets_what_one_of_its_patterns_covers() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    webhook = Webhook(1, "Shop", "https://a.example", ("order.*", "sync.completed"), True, "", 1, now)
    assert webhook.subscribes("order.shipped")
    assert webhook.subscribes("sync.completed")
    assert not webhook.subscribes("sync.started")


def test_the_exact_type_wins_then_the_longest_pattern() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    patterns = ("*", "order.*", "order.line.*", "order.created")
    filters = {pattern: parse_filter({"n": index}) for index, pattern in enumerate(patterns)}
    template = parse_template(TemplateSource("text", "hello"))
    webhook = Webhook(
        1,
        "A",
        "https://a.example",
        ("*",),
        True,
        "",
        1,
        now,
        filters=filters,
        templates={"order.*": template},
    )
    found = [webhook.filter_for(name) for name in ("a", "order.x", "order.line.x", "order.created")]
    assert found == list(filters.values())
    assert webhook.template_for("order.created") is template
    assert webhook.template_for("invoice.sent") is None


def test_a_webhook_has_a_public_id_and_the_method_of_its_profile() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    webhook = Webhook(1, "A", "https://a.example", ("*",), True, "", 1, now)
    assert (webhook.public_id, webhook.method) == ("wh_00000000001", "POST")


@given(types)
def test_a_type_can_be_published_and_subscribed_to(event_type: str) -> None:
    assert check_event_type(event_type) == event_type
    assert check_event_types([event_type, f"{event_type}.*"]) == (event_type, f"{event_type}.*")


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a b", "a-b", "é", "a\n", "*", "x" * 101])
def test_what_is_no_type_cannot_be_published(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^kind: expected letters, digits and _") as refused:
        check_event_type(text, name="kind")
    assert refused.value.field == "kind"


def test_a_subscription_is_trimmed_and_says_everything_once() -> None:
    assert check_event_types([" order.* ", "a", "", "order.*", "b"]) == ("order.*", "a", "b")


@pytest.mark.parametrize(
    ("patterns", "sentence"),
    [
        ([], "choose at least one"),
        (["", "  "], "choose at least one"),
        ([f"t{number}" for number in range(201)], "at most 200"),
        (["order*"], "neither a type"),
        (["*.created"], "neither a type"),
        (["order.**"], "neither a type"),
        (["x" * 99 + ".*"], "neither a type"),
    ],
)
def test_an_unusable_subscription_is_refused(patterns: list[str], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^event_types: .*{sentence}") as refused:
        check_event_types(patterns)
    assert refused.value.field == "event_types"


def test_two_hundred_types_are_allowed() -> None:
    assert len(check_event_types([f"t{number}" for number in range(200)])) == 200


def test_a_name_is_trimmed() -> None:
    assert check_name("  Shop ") == "Shop"
    assert check_name("x" * 100) == "x" * 100


@pytest.mark.parametrize("text", ["", "   ", "x" * 101, "a\tb", "a\x00b"])
def test_an_unusable_name_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^label: ") as refused:
        check_name(text, name="label")
    assert refused.value.field == "label"


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("/inbox/abc23", "abc23"),
        ("/inbox/", None),
        ("/inbox/a/b", None),
        ("/inbox/a?b", None),
        ("abc23", None),
        ("https://a.example/inbox/abc23", None),
    ],
)
def test_only_the_short_address_of_an_inbox_has_a_token(url: str, token: str | None) -> None:
    assert inbox_token(url) == token


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.shop.example/hooks?a=b", "api.shop.example"),
        ("https://api.shop.example", "api.shop.example"),
        ("https://api.shop.example?to=https://b.example/", "api.shop.example"),
        ("https://api.shop.example#part", "api.shop.example"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("https://ada:secret@shop.example:444/", "shop.example"),
        ("https://[2001:db8::1]:8443/x", "[2001:db8::1]"),
        ("/inbox/abc23", "test inbox"),
    ],
)
def test_people_see_the_host_only(url: str, host: str) -> None:
    assert host_of(url) == host


hosts = st.from_regex(r"[a-z0-9]{1,10}(\.[a-z]{2,5}){1,2}", fullmatch=True) | st.ip_addresses(v=4).map(str)


@given(
    st.sampled_from(["", "ada@", "ada:p%40ss@"]),
    hosts | st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
    st.sampled_from(["", ":8443"]),
    st.sampled_from(["", "/", "/a:b@c/d", "?a=b@c", "#a/b"]),
)
def test_the_host_is_the_one_that_urls_are_parsed_to(user: str, host: str, port: str, rest: str) -> None:
    url = f"https://{user}{host}{port}{rest}"
    parsed = urlsplit(url).hostname
    assert host_of(url) == (f"[{parsed}]" if host.startswith("[") else parsed)
    assert not host.startswith("[") or IPv6Address(host[1:-1])
