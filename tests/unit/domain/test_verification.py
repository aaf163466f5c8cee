"""Checking received requests: every kind of signature, and the verdicts of the inbox."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.snippets.cases import VARIANTS
from webhook_dashboard.domain.signing import (
    SCHEMES,
    STANDARD,
    SignatureScheme,
    Signer,
    Verdict,
    build_private_key,
    build_secret,
    mask_secret,
    parse_secret,
    public_key_of,
    sign,
    verify_request,
)

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
SECRET = build_secret(b"k" * 24)
OTHER = build_secret(b"o" * 24)
PRIVATE = build_private_key(b"p" * 32)
BODY = b'{"type":"order.created"}'
HEX = SCHEMES["sha256-hex"]
TIMED = SCHEMES["t,v1"]


def signed(*secrets: str, at: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    stamp = int(at.timestamp())
    signatures = " ".join(sign(parse_secret(secret), "msg_1", stamp, body) for secret in secrets)
    return {"webhook-id": "msg_1", "webhook-timestamp": str(stamp), "webhook-signature": signatures}


def sent(schemes: tuple[SignatureScheme, ...], *secrets: str, body: bytes = BODY) -> dict[str, str]:
    """The headers of the signer as they arrive."""
    headers = Signer(schemes, secrets).headers("msg_1", int(NOW.timestamp()), body)
    return {name.lower(): value for name, value in headers}


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
    assert found.scheme == f"HMAC-SHA256, hex, in {header}"


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


@pytest.mark.parametrize("variant", VARIANTS)
def test_whatever_the_signer_sends_is_understood(variant: str) -> None:
    scheme, current, previous = VARIANTS[variant]
    headers = sent((scheme,), current, previous)
    for secret in (current, previous):
        assert verify_request(headers, BODY, (OTHER, secret), NOW).verdict is Verdict.VALID
    assert verify_request(headers, BODY + b" ", (current, previous), NOW).verdict is Verdict.WRONG
    assert verify_request(headers, BODY, (OTHER,), NOW).verdict is Verdict.WRONG
    later = verify_request(headers, BODY, (current,), NOW + timedelta(hours=1))
    bound_to_time = scheme.sign_content != "body"
    assert later.verdict is (Verdict.WRONG if bound_to_time else Verdict.VALID)


@pytest.mark.parametrize(
    ("scheme", "secret", "label", "sentence"),
    [
        (
            replace(STANDARD, key_encoding="utf8"),
            SECRET,
            "Standard Webhooks v1, HMAC-SHA256",
            "webhook-id.webhook-timestamp.body. Key: the whole secret as text. Clock difference 0.0 s.",
        ),
        (
            STANDARD,
            PRIVATE,
            "Standard Webhooks v1a, Ed25519",
            "webhook-id.webhook-timestamp.body. Key: the whpk_ key. Clock difference 0.0 s.",
        ),
        (
            replace(HEX, sign_content="ts.body"),
            SECRET,
            "HMAC-SHA256, hex, in x-webhook-signature",
            "webhook-timestamp.body. Key: the whole secret as text. Clock difference 0.0 s.",
        ),
        (
            TIMED,
            SECRET,
            "HMAC-SHA256 with its time, hex, in x-webhook-signature",
            "t.body. Key: the whole secret as text. Clock difference 0.0 s.",
        ),
    ],
)
def test_the_verdict_says_what_was_signed_with_which_key(
    scheme: SignatureScheme, secret: str, label: str, sentence: str
) -> None:
    found = verify_request(sent((scheme,), secret), BODY, (secret,), NOW)
    assert (found.verdict, found.scheme) == (Verdict.VALID, label)
    assert found.sentence == f"Signed bytes: {sentence}"


def test_a_public_key_is_enough_to_check() -> None:
    headers = sent((STANDARD,), PRIVATE)
    assert verify_request(headers, BODY, (public_key_of(PRIVATE),), NOW).verdict is Verdict.VALID


def test_two_secrets_of_different_kinds_are_each_known() -> None:
    headers = sent((STANDARD,), PRIVATE, SECRET)
    assert verify_request(headers, BODY, (SECRET,), NOW).scheme == "Standard Webhooks v1, HMAC-SHA256"
    assert verify_request(headers, BODY, (PRIVATE,), NOW).scheme == "Standard Webhooks v1a, Ed25519"


def test_an_ed25519_signature_without_its_version_is_wrong() -> None:
    headers = sent((STANDARD,), PRIVATE)
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1a,", "v1,")
    assert verify_request(headers, BODY, (PRIVATE,), NOW).verdict is Verdict.WRONG


def test_of_several_signatures_all_must_fit() -> None:
    headers = sent((STANDARD, HEX), SECRET)
    found = verify_request(headers, BODY, (SECRET,), NOW)
    assert found.verdict is Verdict.VALID
    assert found.scheme == "Standard Webhooks v1, HMAC-SHA256; HMAC-SHA256, hex, in x-webhook-signature"
    assert "x-webhook-signature: Signed bytes: the body." in found.sentence
    headers["x-webhook-signature"] = "sha256=" + "0" * 64
    found = verify_request(headers, BODY, (SECRET,), NOW)
    assert (found.verdict, found.scheme) == (Verdict.WRONG, "HMAC-SHA256, hex, in x-webhook-signature")


def test_a_header_of_any_name_is_checked_when_its_scheme_is_known() -> None:
    scheme = replace(HEX, header="X-Partner-Auth")
    headers = sent((scheme,), SECRET)
    assert verify_request(headers, BODY, (SECRET,), NOW).verdict is Verdict.NONE
    assert verify_request(headers, BODY, (SECRET,), NOW, (scheme,)).verdict is Verdict.VALID


@given(st.text(), st.text(), st.text())
def test_no_header_makes_the_check_fail(value: str, stamp: str, secret: str) -> None:
    for name in ("webhook-signature", "x-hub-signature-256"):
        headers = {name: value, "webhook-id": "msg_1", "webhook-timestamp": stamp}
        for text in (value, f"t=1,v1={value}", f"v1a,{value}"):
            found = verify_request(headers | {name: text}, BODY, (secret, PRIVATE, SECRET), NOW)
            assert found.verdict is Verdict.WRONG
