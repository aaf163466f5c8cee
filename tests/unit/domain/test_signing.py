"""Signatures: secrets, schemes and the signer, against the published vector and the reference package."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as StandardWebhook
from standardwebhooks.webhooks import WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing import (
    KEY_ENCODINGS,
    SCHEMES,
    SIGN_CONTENTS,
    STANDARD,
    SchemeName,
    SignatureScheme,
    Signer,
    build_private_key,
    build_secret,
    check_scheme,
    check_schemes,
    check_secret,
    describe_scheme,
    mask_secret,
    parse_scheme,
    parse_schemes,
    parse_secret,
    previous_header,
    public_key_of,
    sign,
    signature_header_names,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "standard_webhooks.json").read_text()
)
STAMP = 1_795_181_527
SECRET = build_secret(b"k" * 24)
OTHER = build_secret(b"o" * 24)
PRIVATE = build_private_key(b"p" * 32)
BODY = b'{"type":"order.created"}'
HEX = SCHEMES["sha256-hex"]
TIMED = SCHEMES["t,v1"]


def hex_of(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()


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


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (SECRET, f"whsec_••••{SECRET[-4:]}"),
        (PRIVATE, f"whsk_••••{PRIVATE[-4:]}"),
        ("a secret of sixteen or more", "••••more"),
        ("only fifteen ch", "••••"),
        ("whsec_of a few", "whsec_••••"),
    ],
)
def test_only_the_end_of_a_long_secret_is_shown(secret: str, shown: str) -> None:
    assert mask_secret(secret) == shown


@given(st.text(min_size=8, max_size=200))
def test_masks_never_show_the_secret(secret: str) -> None:
    shown = mask_secret(secret).replace("whsec_", "").replace("whsk_", "").replace("••••", "")
    assert len(shown) * 4 <= len(secret)


@given(st.binary(min_size=32, max_size=32), st.binary())
def test_a_private_key_signs_what_its_public_key_knows(seed: bytes, body: bytes) -> None:
    secret = build_private_key(seed)
    public = base64.b64decode(public_key_of(secret).removeprefix("whpk_"))
    short = "whsk_" + base64.b64encode(seed).decode()  # without the public key inside
    assert public_key_of(short) == public_key_of(secret)
    signature = dict(Signer((STANDARD,), (short,)).headers("msg_1", STAMP, body))["webhook-signature"]
    assert signature.startswith("v1a,")
    signed = b"msg_1.%d.%b" % (STAMP, body)
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature[4:]), signed)


@pytest.mark.parametrize(
    "secret",
    [
        "whsk_",
        "whsk_not base64",
        "whsk_" + base64.b64encode(b"k" * 31).decode(),
        "whsk_" + base64.b64encode(b"k" * 64).decode(),  # the second half is not the key of the first
        SECRET,
    ],
)
def test_an_unusable_private_key_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(InvalidInput, match="whsk_") as no:
        public_key_of(secret)
    assert not secret.partition("_")[2] or secret.partition("_")[2] not in no.value.message


@pytest.mark.parametrize(
    ("secret", "schemes"),
    [
        ("", (STANDARD,)),  # none: unsigned
        (SECRET, (STANDARD, HEX, TIMED)),
        (PRIVATE, (STANDARD,)),
        ("pässwort", (HEX, TIMED)),
        ("p" * 200, (HEX,)),
        ("eight ch", (replace(STANDARD, key_encoding="utf8"),)),
    ],
)
def test_a_secret_that_fits_every_scheme_is_accepted(
    secret: str, schemes: tuple[SignatureScheme, ...]
) -> None:
    assert check_secret(secret, schemes) == secret


@pytest.mark.parametrize(
    ("secret", "schemes", "sentence"),
    [
        ("my-password", (STANDARD,), "expected whsec_ and the base64 of 24 to 64 bytes."),
        ("my-password", (HEX, STANDARD), "expected whsec_ and the base64 of 24 to 64 bytes."),
        ("seven c", (HEX,), "use 8 to 200 printable characters."),
        ("p" * 201, (HEX,), "use 8 to 200 printable characters."),
        ("with\nbreak", (HEX,), "use 8 to 200 printable characters."),
        (" my-password", (TIMED,), "take away the space at its start or end."),
        (PRIVATE, (STANDARD, HEX), "a whsk_ key signs standard-webhooks only; use a shared secret."),
        ("whsk_abc", (STANDARD,), "expected whsk_ and the base64 of an Ed25519 key"),
    ],
)
def test_a_secret_that_does_not_fit_is_refused_and_not_repeated(
    secret: str, schemes: tuple[SignatureScheme, ...], sentence: str
) -> None:
    with pytest.raises(InvalidInput) as no:
        check_secret(secret, schemes, field="key")
    assert no.value.field == "key"
    assert no.value.message.startswith(f"key: {sentence}")
    assert secret not in no.value.message


@pytest.mark.parametrize("scheme", SCHEMES.values())
def test_what_a_scheme_leaves_out_is_as_usual(scheme: SignatureScheme) -> None:
    assert parse_scheme({"scheme": scheme.scheme}) == scheme
    assert parse_scheme(scheme.document()) == scheme
    assert parse_schemes([scheme.document()]) == (scheme,)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (None, "expected an object"),
        ([], "expected an object"),
        ({"algorithm": "md5"}, "'algorithm' is no field. Known: scheme, header, prefix,"),
        ({"header": 5}, "header must be text."),
        ({"scheme": "md5"}, "scheme must be one of standard-webhooks, sha256-hex, t,v1."),
        ({"sign_content": "url"}, "sign_content must be one of body, ts.body, id.ts.body."),
        ({"key_encoding": "hex"}, "key_encoding must be one of utf8, base64-after-prefix."),
        ({"header": "X-Signature"}, "standard-webhooks signs id.ts.body in the header webhook-signature"),
        ({"prefix": "v2,"}, "standard-webhooks signs id.ts.body"),
        ({"sign_content": "body"}, "standard-webhooks signs id.ts.body"),
        ({"scheme": "sha256-hex", "header": "Webhook-Signature"}, "webhook-signature belongs to"),
        ({"scheme": "sha256-hex", "header": "X Signature"}, "header must be 1 to 100 letters"),
        ({"scheme": "sha256-hex", "header": "X\r\n"}, "header must be 1 to 100 letters"),
        ({"scheme": "sha256-hex", "header": ""}, "header must be 1 to 100 letters"),
        ({"scheme": "sha256-hex", "header": "X" * 101}, "header must be 1 to 100 letters"),
        ({"scheme": "sha256-hex", "header": "Host"}, "the header Host means something else"),
        ({"scheme": "sha256-hex", "header": "Authorization"}, "the header Authorization means"),
        ({"scheme": "sha256-hex", "header": "X-Webhook-Timestamp"}, "the header X-Webhook-Timestamp means"),
        ({"scheme": "sha256-hex", "prefix": "a b"}, "prefix must be at most 30 letters"),
        ({"scheme": "sha256-hex", "prefix": '"'}, "prefix must be at most 30 letters"),
        ({"scheme": "sha256-hex", "prefix": "a" * 31}, "prefix must be at most 30 letters"),
        ({"scheme": "t,v1", "sign_content": "body"}, "t,v1 has no prefix and signs the time too"),
        ({"scheme": "t,v1", "prefix": "a"}, "t,v1 has no prefix and signs the time too"),
    ],
)
def test_an_unusable_scheme_is_refused(document: object, sentence: str) -> None:
    with pytest.raises(InvalidInput) as no:
        parse_scheme(document, field="legacy")
    assert no.value.field == "legacy"
    assert no.value.message.startswith(f"legacy: {sentence}")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"scheme": "t,v1"}, "expected a list"),
        ([], "give 1 to 4 schemes. To send unsigned requests, choose no secret."),
        ([{}] * 5, "give 1 to 4 schemes."),
        ([{}, {}], "two signatures want the header webhook-signature."),
        (
            [{"scheme": "sha256-hex"}, {"scheme": "t,v1"}],
            "two signatures want the header X-Webhook-Signature.",
        ),
        (
            [{"scheme": "sha256-hex"}, {"scheme": "t,v1", "header": "x-webhook-signature-previous"}],
            "two signatures want the header x-webhook-signature-previous.",
        ),
    ],
)
def test_schemes_that_cannot_be_sent_together_are_refused(document: object, sentence: str) -> None:
    with pytest.raises(InvalidInput) as no:
        parse_schemes(document)
    assert no.value.message.startswith(f"signatures: {sentence}")


def test_several_schemes_go_together() -> None:
    schemes = (STANDARD, HEX, replace(TIMED, header="X-Timed-Signature"))
    assert check_schemes(schemes) == schemes
    assert signature_header_names(schemes) == {
        "webhook-signature",
        "x-webhook-signature",
        "x-webhook-signature-previous",
        "x-timed-signature",
    }


@pytest.mark.parametrize(
    ("scheme", "sentence"),
    [
        (
            STANDARD,
            "webhook-signature: v1,<base64>, HMAC-SHA256 of webhook-id.webhook-timestamp.body; "
            "the key is the base64 after whsec_, decoded.",
        ),
        (
            replace(HEX, header="X-Angage-Signature"),
            "X-Angage-Signature: sha256=<hex>, HMAC-SHA256 of the body; the key is the whole secret as text.",
        ),
        (
            TIMED,
            "X-Webhook-Signature: t=<seconds>,v1=<hex>, HMAC-SHA256 of t.body; "
            "the key is the whole secret as text.",
        ),
    ],
)
def test_a_scheme_is_described_with_its_key(scheme: SignatureScheme, sentence: str) -> None:
    assert describe_scheme(scheme) == sentence


@given(
    st.sampled_from(tuple(SCHEMES)), st.sampled_from(SIGN_CONTENTS), st.sampled_from(KEY_ENCODINGS), st.text()
)
def test_an_accepted_scheme_can_be_sent(
    name: SchemeName, sign_content: Any, key_encoding: Any, header: str
) -> None:
    try:
        scheme = check_scheme(SignatureScheme(name, header, "sha256=", sign_content, key_encoding))
    except InvalidInput:
        return
    for header, value in Signer((scheme,), (SECRET, OTHER)).headers("msg_1", STAMP, BODY):
        assert f"{header}{value}".isascii()
        assert not set("\r\n\0") & set(header + value)


def test_standard_webhooks_lists_every_secret() -> None:
    signed = (
        sign(parse_secret(SECRET), "msg_1", STAMP, BODY),
        sign(parse_secret(OTHER), "msg_1", STAMP, BODY),
    )
    assert Signer((STANDARD,), (SECRET, OTHER)).headers("msg_1", STAMP, BODY) == (
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", str(STAMP)),
        ("webhook-signature", " ".join(signed)),
    )


def test_hex_signs_with_previous_secrets_in_a_second_header() -> None:
    third = build_secret(b"t" * 24)
    digests = [f"sha256={hex_of(secret.encode(), BODY)}" for secret in (SECRET, OTHER, third)]
    assert Signer((HEX,), (SECRET,)).headers("msg_1", STAMP, BODY) == (("X-Webhook-Signature", digests[0]),)
    assert Signer((HEX,), (SECRET, OTHER, third)).headers("msg_1", STAMP, BODY) == (
        ("X-Webhook-Signature", digests[0]),
        ("X-Webhook-Signature-Previous", f"{digests[1]} {digests[2]}"),
    )
    assert previous_header(HEX) == "X-Webhook-Signature-Previous"


def test_hex_of_more_than_the_body_sends_what_it_signs() -> None:
    with_time = replace(HEX, sign_content="ts.body", key_encoding="base64-after-prefix", prefix="")
    assert Signer((with_time,), (SECRET,)).headers("msg_1", STAMP, BODY) == (
        ("webhook-timestamp", str(STAMP)),
        ("X-Webhook-Signature", hex_of(b"k" * 24, b"%d.%b" % (STAMP, BODY))),
    )
    with_id = replace(HEX, sign_content="id.ts.body")
    assert Signer((with_id,), (SECRET,)).headers("msg_1", STAMP, BODY) == (
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", str(STAMP)),
        ("X-Webhook-Signature", "sha256=" + hex_of(SECRET.encode(), b"msg_1.%d.%b" % (STAMP, BODY))),
    )


def test_timed_signatures_carry_their_time_and_every_secret() -> None:
    digests = [hex_of(secret.encode(), b"%d.%b" % (STAMP, BODY)) for secret in (SECRET, OTHER)]
    assert Signer((TIMED,), (SECRET, OTHER)).headers("msg_1", STAMP, BODY) == (
        ("X-Webhook-Signature", f"t={STAMP},v1={digests[0]},v1={digests[1]}"),
    )


def test_schemes_are_signed_side_by_side() -> None:
    signer = Signer((STANDARD, HEX), (SECRET,))
    names = [name for name, _ in signer.headers("msg_1", STAMP, BODY)]
    assert names == ["webhook-id", "webhook-timestamp", "webhook-signature", "X-Webhook-Signature"]
    assert signer.schemes == (STANDARD, HEX)


def test_a_private_key_may_replace_a_shared_secret() -> None:
    value = Signer((STANDARD,), (PRIVATE, SECRET)).headers("msg_1", STAMP, BODY)[-1][1]
    assert [each.partition(",")[0] for each in value.split()] == ["v1a", "v1"]


@pytest.mark.parametrize("secrets", [(), ("",)])
def test_without_a_secret_nothing_is_signed_but_the_message_keeps_its_id(secrets: tuple[str, ...]) -> None:
    signer = Signer((STANDARD, HEX), secrets)
    assert not signer.signs
    assert signer.headers("msg_1", STAMP, BODY) == (
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", str(STAMP)),
    )
    assert Signer((HEX,), secrets).headers("msg_1", STAMP, BODY) == ()


def test_a_current_secret_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="expected whsec_"):
        Signer((STANDARD,), ("my-password",))


def test_a_previous_secret_that_does_not_fit_is_left_out() -> None:
    """As after a change of the key encoding, or from a private key to a shared secret."""
    alone = Signer((STANDARD, HEX), (SECRET,)).headers("msg_1", STAMP, BODY)
    with_typed = Signer((STANDARD, HEX), (SECRET, "my-password")).headers("msg_1", STAMP, BODY)
    assert with_typed[:-1] == alone
    assert with_typed[-1][0] == "X-Webhook-Signature-Previous"
    with_private = dict(Signer((STANDARD, HEX), (SECRET, PRIVATE)).headers("msg_1", STAMP, BODY))
    assert "X-Webhook-Signature-Previous" not in with_private
    assert "v1a," in with_private["webhook-signature"]


def test_no_secret_is_in_a_repr() -> None:
    shown = repr(Signer((STANDARD, HEX), (SECRET, "my-password")))
    assert SECRET not in shown
    assert "my-password" not in shown
    assert "signs=True" in shown


def test_one_signer_signs_again_and_again() -> None:
    signer = Signer((STANDARD,), (SECRET,))
    assert signer.headers("msg_1", STAMP, BODY) == signer.headers("msg_1", STAMP, BODY)
    assert signer.headers("msg_1", STAMP, b"a=1&b=2")[-1][1] == sign(b"k" * 24, "msg_1", STAMP, b"a=1&b=2")


@pytest.mark.parametrize("verifier", [StandardWebhook, SvixWebhook])
@pytest.mark.parametrize("known", [SECRET, OTHER])
def test_packages_of_receivers_know_either_secret_of_a_rotation(verifier: Any, known: str) -> None:
    headers = dict(Signer((STANDARD, HEX), (SECRET, OTHER)).headers("msg_1", int(time.time()), BODY))
    verifier(known).verify(BODY.decode(), headers)  # raises when it does not know the signature
    with pytest.raises(WebhookVerificationError):
        verifier(known).verify(BODY.decode() + " ", headers)
