"""Envelopes, and payloads as fields of a form or query."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.payloads import EventToSend, build_envelope, iso, to_fields
from webhook_dashboard.domain.profiles import PRESETS, DeliveryProfile

NOW = datetime(2026, 11, 20, 13, 32, 7, 5_000, tzinfo=UTC)
EVENT = EventToSend("evt_1", "order.created", NOW, b'{"total":150.0}')
ENVELOPES = {
    "standard": b'{"type":"order.created","timestamp":"2026-11-20T13:32:07.005Z","data":{"total":150.0}}',
    "napt": b'{"event":"order.created","timestamp":"2026-11-20T13:32:07.005Z","version":"1.0",'
    b'"data":{"total":150.0}}',
    "angage": b'{"event":"order.created","timestamp":"2026-11-20T13:32:07.005Z","data":{"total":150.0}}',
    "getkeymanager": b'{"total":150.0}',
    "eudr": b'{"event":"order.created","timestamp":"2026-11-20T13:32:07.005Z","integrationId":"",'
    b'"data":{"total":150.0}}',
    "nautical": b'{"total":150.0}',
}


@pytest.mark.parametrize("key", ENVELOPES)
def test_each_preset_has_its_envelope(key: str) -> None:
    assert build_envelope(PRESETS[key].profile, EVENT) == ENVELOPES[key]


def test_version_and_integration_are_written_as_json() -> None:
    napt = DeliveryProfile(envelope="napt", payload_version='2"')
    assert b'"version":"2\\""' in build_envelope(napt, EVENT)
    eudr = DeliveryProfile(envelope="eudr", integration_id="int_ü")
    assert '"integrationId":"int_ü"'.encode() in build_envelope(eudr, EVENT)


def test_a_moment_is_written_with_milliseconds_and_z() -> None:
    assert iso(datetime(2026, 1, 2, 3, 4, 5, 678_999, tzinfo=UTC)) == "2026-01-02T03:04:05.678Z"


NESTED = (
    b'{"n":1,"t":"a b&c","f":150.0,"yes":true,"no":null,"list":[1,{"x":"y"}],'
    b'"in":{"a":{"b":2},"e":[],"o":{}}}'
)


def test_nested_values_become_json_by_top_level_key() -> None:
    assert parse_qsl(to_fields(NESTED, "json")) == [
        ("n", "1"),
        ("t", "a b&c"),
        ("f", "150.0"),
        ("yes", "true"),
        ("no", "null"),
        ("list", '[1,{"x":"y"}]'),
        ("in", '{"a":{"b":2},"e":[],"o":{}}'),
    ]


def test_or_one_field_for_each_leaf() -> None:
    assert parse_qsl(to_fields(NESTED, "dotted")) == [
        ("n", "1"),
        ("t", "a b&c"),
        ("f", "150.0"),
        ("yes", "true"),
        ("no", "null"),
        ("list.0", "1"),
        ("list.1.x", "y"),
        ("in.a.b", "2"),
        ("in.e", "[]"),
        ("in.o", "{}"),
    ]


@pytest.mark.parametrize("style", ["json", "dotted"])
@pytest.mark.parametrize(
    ("document", "fields"),
    [
        (b"{}", ""),
        (b"7", "data=7"),
        (b'"x y"', "data=x%20y"),
        (b'{"a/b?":"\xc3\xbc"}', "a/b%3F=%C3%BC"),
        (b'{"id":123456789012345678901234567890}', "id=123456789012345678901234567890"),
    ],
)
def test_fields_of_either_style_are_percent_encoded(document: bytes, fields: str, style: str) -> None:
    assert to_fields(document, style).replace("%2F", "/") == fields


def test_what_is_nested_deeply_is_written_without_recursion() -> None:
    deep = b'{"a":' * 240 + b"1" + b"}" * 240
    assert to_fields(deep, "dotted") == ".".join("a" * 240) + "=1"


texts = st.text(st.characters(codec="utf-8"), max_size=8)


@given(st.dictionaries(texts.filter(len), texts, max_size=5))
def test_text_comes_back_as_it_was(fields: dict[str, str]) -> None:
    document = orjson.dumps(fields)
    for style in ("json", "dotted"):
        found = dict(parse_qsl(to_fields(document, style), keep_blank_values=True))
        assert found == fields
