"""Signatures: ours against the published vector and the reference package, and the verdicts of the inbox."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as StandardWebhook

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing import (
    Verdict,
    build_secret,
    mask_secret,
    parse_secret,
    sign,
    verify_request,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "standard_webhooks.json").read_text()
)
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
SECRET = build_secret(b"k" * 24)
OTHER = build_secret(b"o" * 24)
BODY = b'{"type":"order.created"}'


def signed(*secrets: str, at: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    stamp = int(at.timestamp())
    signatures = " ".join(sign(parse_secret(secret), "msg_1", stamp, body) for secret in secrets)
    return {"webhook-id": "msg_1", "webhook-timestamp": str(stamp), "webhook-signature": signatures}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_signatures_are_those_of_the_standard(vector: Mapping[str, Any]) -> None:
    signature = sign(
        parse_secret(vector["secret"]), vector["id"], vector["timestamp"], vector["body"].encode()
    )
    assert signature == vector["signature"]


@given(st.binary(min_size=24, max_size=64), st.text(), st.integers(1, 4_000_000_000))
def test_signatures_are_those_of_the_reference_package(key: bytes, body: str, timestamp: int) -> None:
    moment = datetime.fromtimestamp(timestamp, UTC)
    theirs = StandardWebhook(build_secret(key)).sign("msg_1", moment, body)
    assert sign(key, "msg_1", timestamp, body.encode()) == theirs


@given(st.binary(min_size=24, max_size=64))
def test_a_secret_survives_being_written_down(key: bytes) -> None:
    assert parse_secret(build_secret(key)) == key


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        base64.b64encode(b"k" * 24).decode(),  # no prefix
        "whsec_not base64 at all, though long",
        "whsec_" + base64.b64encode(b"k" * 23).decode(),
        "whsec_" + base64.b64encode(b"k" * 65).decode(),
        "whsec_" + base64.b64encode(b"k" * 25).decode().rstrip("="),  # padding cut off
        "whsec_ä" + base64.b64encode(b"k" * 24).decode(),
    ],
)
def test_an_unusable_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(
        InvalidInput, match=r"^secret: expected whsec_ and the base64 of 24 to 64 bytes"
    ) as no:
        parse_secret(secret)
    assert no.value.field == "secret"
    assert not secret.removeprefix("whsec_") or secret.removeprefix("whsec_") not in no.value.message


def test_a_secret_of_the_wrong_length_is_told_its_length() -> None:
    with pytest.raises(InvalidInput, match=r"This one holds 23\.$"):
        parse_secret(build_secret(b"k" * 23))


def test_only_the_end_of_a_secret_is_shown() -> None:
    assert mask_secret(SECRET) == f"whsec_••••{SECRET[-4:]}"
    assert SECRET[6:-4] not in mask_secret(SECRET)


def test_a_good_signature_is_valid() -> None:
    found = verify_request(signed(SECRET), BODY, (SECRET,), NOW + timedelta(seconds=0.2))
    assert (found.verdict, found.scheme) == (Verdict.VALID, "Standard Webhooks v1, HMAC-SHA256")
    assert found.sentence == (
        "Signed bytes: webhook-id.webhook-timestamp.body. Key: the base64 after whsec_, decoded. "
        "Clock difference 0.2 s."
    )


def test_one_fitting_signature_of_several_is_enough() -> None:
    """As while a secret is rotated: signed with both, known by either."""
    assert verify_request(signed(OTHER, SECRET), BODY, (SECRET,), NOW).verdict is Verdict.VALID
    assert verify_request(signed(SECRET), BODY, (OTHER, SECRET), NOW).verdict is Verdict.VALID


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_off_are_allowed(seconds: int) -> None:
    found = verify_request(signed(SECRET), BODY, (SECRET,), NOW + timedelta(seconds=seconds))
    assert found.verdict is Verdict.VALID


@pytest.mark.parametrize("seconds", [-301, 301])
def test_more_than_five_minutes_off_is_wrong_and_said(seconds: int) -> None:
    found = verify_request(signed(SECRET), BODY, (SECRET,), NOW + timedelta(seconds=seconds))
    assert found.verdict is Verdict.WRONG
    assert found.sentence == "The signature fits, but its time is 301 s off; 300 s are allowed."


def test_a_changed_body_is_wrong_and_names_the_secret_by_its_end() -> None:
    found = verify_request(signed(SECRET), BODY + b" ", (SECRET, OTHER), NOW)
    assert found.verdict is Verdict.WRONG
    assert found.sentence == (
        f"The secret {mask_secret(SECRET)} or {mask_secret(OTHER)} gives another signature: "
        "other secret, or a changed body."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "-5"},
        {"webhook-timestamp": "٣"},  # a digit, but not one of ASCII
        {"webhook-timestamp": "1" * 13},
    ],
)
def test_unusable_headers_are_wrong(change: dict[str, str]) -> None:
    found = verify_request(signed(SECRET) | change, BODY, (SECRET,), NOW)
    assert found.verdict is Verdict.WRONG
    assert found.sentence == "webhook-id or webhook-timestamp is missing or unusable."


def test_without_a_secret_nothing_can_be_checked() -> None:
    found = verify_request(signed(SECRET), BODY, (), NOW)
    assert found.verdict is Verdict.WRONG
    assert found.sentence.startswith("No webhook here sends to this inbox")


def test_odd_signatures_are_wrong_and_no_crash() -> None:
    for signature in ("", "v1,", "v2,abc", "ünlesbar", "v1 , x"):
        found = verify_request(signed(SECRET) | {"webhook-signature": signature}, BODY, (SECRET,), NOW)
        assert found.verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("header", "prefix", "key", "words"),
    [
        ("x-hub-signature-256", "sha256=", SECRET.encode(), "the whole secret as text"),  # as GitHub does
        ("x-shop-signature", "", SECRET.encode(), "the whole secret as text"),
        ("x-shop-signature", "sha256=", parse_secret(SECRET), "the base64 after whsec_, decoded"),
    ],
)
def test_a_hex_signature_of_the_body_is_understood(header: str, prefix: str, key: bytes, words: str) -> None:
    digest = hmac.new(key, BODY, hashlib.sha256).hexdigest()
    found = verify_request({"host": "a", header: prefix + digest.upper()}, BODY, (OTHER, SECRET), NOW)
    assert (found.verdict, found.sentence) == (Verdict.VALID, f"Signed bytes: the body. Key: {words}.")
    assert found.scheme == f"HMAC-SHA256 of the body, hex, in {header}"


def test_a_hex_signature_may_be_made_with_a_secret_of_any_form() -> None:
    digest = hmac.new(b"plain text", BODY, hashlib.sha256).hexdigest()
    assert verify_request({"x-signature": digest}, BODY, ("plain text",), NOW).verdict is Verdict.VALID


def test_a_wrong_hex_signature_is_wrong() -> None:
    found = verify_request({"x-hub-signature-256": "sha256=00ü"}, BODY, (SECRET,), NOW)
    assert found.verdict is Verdict.WRONG
    assert found.sentence.endswith("gives another signature: other secret, or a changed body.")


def test_no_signature_is_no_verdict() -> None:
    found = verify_request({"host": "a", "signature-of": "b"}, BODY, (SECRET,), NOW)
    assert (found.verdict, found.scheme) == (Verdict.NONE, "")
