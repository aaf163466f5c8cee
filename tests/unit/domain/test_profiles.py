"""Delivery profiles: presets, changes to them, and what is refused."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.health import CountUnit, PauseAction, PauseRule
from webhook_dashboard.domain.judging import STANDARD_RULES
from webhook_dashboard.domain.profiles import PRESETS, DeliveryProfile, differences, find_preset
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.domain.timeouts import Timeouts

STANDARD = DeliveryProfile()
EXPONENTIAL = {"kind": "exponential", "retries": 3, "base_seconds": 10, "factor": 3, "cap_seconds": 60}

WAITS = {
    "standard": (60, 300, 1_800, 7_200, 43_200),
    "napt": (30, 120, 480),
    "angage": (60, 300, 1_800, 7_200, 43_200),
    "getkeymanager": (257, 514, 1_029),
    "eudr": (1, 5, 30),
    "nautical": (30, 120, 480),
    "custom": (60, 300, 1_800, 7_200, 43_200),
}
TIMEOUTS = {"getkeymanager": Timeouts(10, 10, 20), "eudr": Timeouts(10, 10, 20)}
RETRY_ON = {
    "napt": "network,429,500-599",
    "angage": "any_non_success",
    "getkeymanager": "any_non_success",
    "eudr": "any_non_success",
}
PAUSED_AT_TEN = PauseRule(10, PauseAction.PAUSE, CountUnit.DELIVERY)
PAUSES = {
    "standard": PAUSED_AT_TEN,
    "custom": PAUSED_AT_TEN,
    "eudr": PauseRule(10, PauseAction.DISABLE, CountUnit.ATTEMPT),
}


@pytest.mark.parametrize("key", PRESETS)
def test_each_preset_holds_what_its_product_promises(key: str) -> None:
    profile = find_preset(key).profile
    assert profile.retry_waits == WAITS[key]
    assert profile.timeouts == TIMEOUTS.get(key, Timeouts(10, 30, 60))
    assert profile.retry_on == RETRY_ON.get(key, "smart")
    assert profile.pause_rule == PAUSES.get(key, PauseRule(None))
    assert profile.active_on_create is (key != "nautical")
    jitter = 0.1 if key in ("standard", "custom") else 0.0  # the products name moments
    assert profile.retry_jitter == jitter
    assert profile.max_retries == len(WAITS[key])


def test_every_list_of_waits_made_by_a_generator_is_what_it_makes() -> None:
    for preset in PRESETS.values():
        document = preset.profile.document()
        again = STANDARD.changed({"schedule": document["schedule"]})
        if document["schedule"]["kind"] != "list":
            assert list(again.retry_waits) == document["retry_waits"]


def test_an_unknown_preset_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match=r"^preset: expected standard, napt, .*; got 'acme'\.$"):
        find_preset("acme")


@pytest.mark.parametrize("key", PRESETS)
def test_a_document_makes_the_profile_again(key: str) -> None:
    profile = find_preset(key).profile
    assert STANDARD.changed(profile.document()) == profile
    assert profile.changed(STANDARD.document()) == STANDARD


def test_parts_that_the_engine_reads_follow_from_the_fields() -> None:
    assert STANDARD.judging == STANDARD_RULES
    assert STANDARD.retry_policy == RetryPolicy()
    off = STANDARD.changed({"retries_enabled": False})
    assert (off.retry_policy.max_attempts, off.max_retries) == (1, 5)


def test_differences_name_the_fields() -> None:
    assert differences(STANDARD, STANDARD) == ()
    changed = STANDARD.changed({"max_retries": 2, "rate_limit": 5})
    assert set(differences(changed, STANDARD)) == {"max_retries", "retry_waits", "rate_limit"}


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({"max_retries": 2}, (60, 300)),
        ({"max_retries": 7}, (60, 300, 1_800, 7_200, 43_200, 43_200, 43_200)),
        ({"max_retries": 0}, ()),
        ({"max_retries": 5}, (60, 300, 1_800, 7_200, 43_200)),
        ({"retry_waits": []}, ()),
        ({"retry_waits": [], "max_retries": 2}, (60, 60)),
        ({"retry_waits": "1s, 5s, 30s"}, (1, 5, 30)),
        ({"retry_waits": [7, "2m"]}, (7, 120)),
        ({"schedule": EXPONENTIAL}, (10, 30, 60)),
        ({"schedule": EXPONENTIAL, "max_retries": 4}, (10, 30, 60, 60)),
        ({"schedule": EXPONENTIAL, "max_retries": 0}, ()),
        ({"schedule": EXPONENTIAL, "retry_waits": [10, 30, 60]}, (10, 30, 60)),
        ({"schedule": EXPONENTIAL, "retry_waits": [1]}, (1,)),
        ({"schedule": {"kind": "window", "retries": 2, "window_seconds": 90}}, (30, 60)),
        ({"schedule": {}}, (60, 300, 1_800, 7_200, 43_200)),
    ],
)
def test_schedule_list_and_count_come_to_one_list(fields: dict[str, Any], waits: tuple[int, ...]) -> None:
    assert STANDARD.changed(fields).retry_waits == waits


def test_a_list_by_hand_ends_the_generator_and_the_same_list_keeps_it() -> None:
    made = STANDARD.changed({"schedule": EXPONENTIAL})
    assert made.changed({"retry_waits": [10, 30, 60]}).schedule == made.schedule
    assert made.changed({"retry_waits": [10, 30]}).document()["schedule"] == {"kind": "list"}
    assert made.changed({"max_retries": 4}).document()["schedule"] == EXPONENTIAL | {"retries": 4}
    assert made.changed({"schedule": {"kind": "list"}}).retry_waits == (10, 30, 60)


def test_a_signature_is_changed_part_by_part_or_as_a_whole() -> None:
    napt = find_preset("napt").profile
    renamed = napt.changed({"signature_header": "X-Shop-Signature"})
    assert renamed.document()["signature_prefix"] == "sha256="
    whole = napt.changed({"signature_scheme": "t,v1"}).document()
    assert (whole["sign_content"], whole["signature_prefix"]) == ("ts.body", "")
    unsigned = napt.changed({"signature_scheme": "none"})
    assert unsigned.signatures == ()
    assert unsigned.document()["signature_scheme"] == "none"
    assert unsigned.changed({"signature_scheme": "standard-webhooks"}).signatures == STANDARD.signatures
    assert unsigned.changed({"signature_header": ""}).signatures == ()
    with pytest.raises(InvalidInput, match="signature_header: nothing is signed"):
        unsigned.changed({"signature_header": "X-Shop-Signature"})


def test_a_scheme_may_be_sent_alone_beside_none() -> None:
    only = STANDARD.changed({"signature_scheme": "none", "additional_signatures": [{"scheme": "sha256-hex"}]})
    assert [scheme.scheme for scheme in only.signatures] == ["sha256-hex"]


def test_a_shorter_answer_shortens_the_connecting_of_a_preset_unless_that_is_given() -> None:
    preset = find_preset("standard")
    assert preset.filled({"response_timeout": 5}).connect_timeout == 5
    assert preset.filled({"response_timeout": 12}).connect_timeout == 10
    assert preset.filled({"response_timeout": 5, "connect_timeout": 8}).connect_timeout == 8


def test_a_change_leaves_the_fields_that_it_does_not_name() -> None:
    changed = STANDARD.changed({"response_timeout": 5}).changed({"response_timeout": 60})
    assert changed.connect_timeout == STANDARD.connect_timeout


def test_a_longer_answer_lengthens_the_whole_unless_that_is_given() -> None:
    assert STANDARD.changed({"response_timeout": 90}).total_timeout == 100
    assert STANDARD.changed({"response_timeout": 90, "total_timeout": 90}).total_timeout == 90


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"colour": "red"}, "colour", "no such field"),
        ({"method": "HEAD"}, "method", "expected POST, PUT, PATCH, DELETE, GET; got 'HEAD'"),
        ({"method": 7}, "method", "got '7'"),
        ({"content_type": "text/xml"}, "content_type", "expected application/json"),
        ({"query_style": None}, "query_style", "expected json, dotted"),
        ({"payload_version": "x" * 21}, "payload_version", "at most 20"),
        ({"payload_version": "a\nb"}, "payload_version", "printable"),
        ({"integration_id": 7}, "integration_id", "expected text"),
        ({"user_agent": " "}, "user_agent", "1 to 200 ASCII"),
        ({"user_agent": "Ü"}, "user_agent", "1 to 200 ASCII"),
        ({"identity_headers": ["X-A"]}, "identity_headers", "expected an object"),
        ({"identity_headers": dict.fromkeys(map(str, range(11)), "event_id")}, "identity_headers", "object"),
        ({"identity_headers": {"X A": "event_id"}}, "identity_headers", "'X A' is not a header name"),
        ({"identity_headers": {"X" * 101: "event_id"}}, "identity_headers", "not a header name"),
        ({"identity_headers": {7: "event_id"}}, "identity_headers", "not a header name"),
        ({"identity_headers": {"Host": "event_id"}}, "identity_headers", "Host is sent already"),
        ({"identity_headers": {"X-A": "event_id", "x-a": "event_id"}}, "identity_headers", "sent already"),
        ({"identity_headers": {"X-A": "secret"}}, "identity_headers", "X-A may hold event_type"),
        ({"connect_timeout": 0}, "connect_timeout", "expected a number from 1 to 60"),
        ({"connect_timeout": float("nan")}, "connect_timeout", "expected a number"),
        ({"response_timeout": True}, "response_timeout", "expected a number"),
        ({"response_timeout": 4.9}, "response_timeout", "expected a number from 5 to 120"),
        ({"response_timeout": 90, "total_timeout": 89}, "total_timeout", "cannot be under response_timeout"),
        ({"success_codes": ["200"]}, "success_codes", "write a text"),
        ({"success_codes": "all"}, "success_codes", "is no code"),
        ({"retry_on": 5}, "retry_on", "write a text"),
        ({"pause_on_gone": 1}, "pause_on_gone", "expected true or false"),
        ({"max_retries": 11}, "max_retries", "expected 0 to 10; got 11"),
        ({"max_retries": 1.5}, "max_retries", "expected a whole number"),
        ({"max_retries": float("inf")}, "max_retries", "expected a whole number"),
        ({"max_retries": float("nan")}, "max_retries", "expected a whole number"),
        ({"max_retries": True}, "max_retries", "expected a whole number"),
        ({"retry_waits": [0]}, "retry_waits", "wait 1 is 0 s"),
        ({"schedule": "fast"}, "schedule", "expected an object such as"),
        ({"schedule": {"kind": "linear"}}, "schedule.kind", "expected list, exponential, window"),
        ({"schedule": {"kind": ["list"]}}, "schedule.kind", "expected list"),
        ({"schedule": {"kind": "list", "factor": 2}}, "schedule.factor", "kind list has no such field"),
        ({"schedule": EXPONENTIAL | {"factor": 11}}, "schedule.factor", "from 1 to 10"),
        ({"schedule": EXPONENTIAL | {"retries": 0}}, "schedule.retries", "expected 1 to 10"),
        ({"additional_signatures": {}}, "additional_signatures", "a list of at most 3"),
        ({"additional_signatures": [{}] * 4}, "additional_signatures", "a list of at most 3"),
        ({"additional_signatures": ["hex"]}, "additional_signatures[0]", "expected an object"),
        ({"additional_signatures": [{}]}, "additional_signatures", "two signatures want the header"),
        ({"signature_scheme": "md5"}, "signature_scheme", "expected none or one of standard-webhooks"),
        ({"signature_scheme": ["t,v1"]}, "signature_scheme", "expected none or one of"),
        (
            {"signature_header": "X-Mine"},
            "signature_header",
            "standard-webhooks signs",
        ),
        ({"signature_prefix": "v1="}, "signature_prefix", "standard-webhooks signs"),
        ({"sign_content": "body"}, "sign_content", "standard-webhooks signs"),
        ({"key_encoding": "hex"}, "key_encoding", "must be one of utf8"),
        ({"signature_scheme": "sha256-hex", "signature_header": "a b"}, "signature_header", "header must be"),
        ({"signature_scheme": "sha256-hex", "signature_header": 5}, "signature_header", "must be text"),
        ({"signature_scheme": "t,v1", "sign_content": "body"}, "sign_content", "t,v1 has no prefix"),
        ({"signature_scheme": "t,v1", "signature_prefix": "a"}, "signature_prefix", "t,v1 has no prefix"),
        ({"additional_signatures": [{"header": "X"}]}, "additional_signatures[0].header", "standard-"),
        ({"additional_signatures": [{"scheme": "a"}]}, "additional_signatures[0].scheme", "must be one of"),
        ({"concurrency": 0}, "concurrency", "expected 1 to 100"),
        ({"rate_limit": 0}, "rate_limit", r"from 0\.01 to 10000"),
        ({"pause_after": 0}, "pause_after", "whole number from 1 to 1,000"),
        ({"count_unit": "day"}, "count_unit", "expected delivery, attempt"),
        ({"notify_email": ["a@b.c"]}, "notify_email", "separated by commas"),
        ({"notify_email": "ops"}, "notify_email", "'ops' is not an e-mail address"),
        ({"notify_email": ",".join(["a@b.example"] * 11)}, "notify_email", "at most 10"),
    ],
)
def test_what_cannot_be_used_is_refused_and_named(fields: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refused:
        STANDARD.changed(fields)
    assert refused.value.field == field
    assert refused.value.message.startswith(f"{field.partition('.')[0]}")


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"method": " put "}, "PUT"),
        ({"success_codes": "2xx, 304"}, "200-299,304"),
        ({"retry_on": "5xx network"}, "network,500-599"),
        ({"identity_headers": {"X-Id": "webhook_id"}}, (("X-Id", "webhook_id"),)),
        ({"notify_email": "a@b.example,, c@d.example"}, "a@b.example, c@d.example"),
        ({"rate_limit": None}, None),
        ({"rate_limit": 0.5}, 0.5),
        ({"pause_after": None}, None),
        ({"pause_after": 3}, 3),
        ({"user_agent": " Shop/1 "}, "Shop/1"),
        ({"concurrency": 3.0}, 3),
    ],
)
def test_what_is_written_in_several_ways_is_kept_in_one(fields: dict[str, Any], kept: object) -> None:
    (name,) = fields
    assert getattr(STANDARD.changed(fields), name) == kept


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(STANDARD.document())), JSON)
def test_whatever_is_given_is_taken_or_refused(name: str, value: Any) -> None:
    with suppress(InvalidInput):
        changed = STANDARD.changed({name: value})
        assert STANDARD.changed(changed.document()) == changed
