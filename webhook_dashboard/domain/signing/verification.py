"""Checking a received request: which signatures it carries, and whether a known secret made them."""

import binascii
import hmac
import re
from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing.keys import (
    PRIVATE_KEY_PREFIX,
    PUBLIC_KEY_PREFIX,
    mask_secret,
    parse_private_key,
    parse_public_key,
    parse_secret,
)
from webhook_dashboard.domain.signing.schemes import (
    KEY_WORDS,
    SIGN_CONTENTS,
    SchemeName,
    SignatureScheme,
    describe_content,
)
from webhook_dashboard.domain.signing.signer import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, signed_lead

TOLERANCE_SECONDS: Final = 300

_SYMMETRIC: Final = "Standard Webhooks v1, HMAC-SHA256"
_ASYMMETRIC: Final = "Standard Webhooks v1a, Ed25519"
_ENDINGS: Final = ("-signature", "-signature-256")
_PREVIOUS: Final = "-previous"
_STAMP: Final = re.compile(r"[0-9]{1,12}")
_TIMED: Final = re.compile(r"t=([0-9]{1,12}),")
_TIMED_PART: Final = re.compile(r",v1=([0-9a-fA-F]{64})(?=,|$)")
_HEX_END: Final = re.compile(r"[0-9a-fA-F]{64}$")


class Verdict(StrEnum):
    """What checking a signature came to."""

    VALID = "valid"
    WRONG = "wrong"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict, the scheme it was reached by ("" when there was no signature) and one sentence."""

    verdict: Verdict
    scheme: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A request as it is checked: header names in lower case."""

    headers: Mapping[str, str]
    content: bytes
    secrets: tuple[str, ...] = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True)
class _Match:
    """How a signature came about: the signed content, the key and the time it is bound to, "" without one."""

    content: str
    key: str
    stamp: str


def verify_request(
    headers: Mapping[str, str],
    body: bytes,
    secrets: tuple[str, ...],
    now: datetime,
    schemes: Sequence[SignatureScheme] = (),
) -> Verification:
    """Check a received request against the secrets it may have been signed with.

    `headers` has lower-case names; `body` is the query string for a GET. Understands every signature that
    `Signer` makes: in webhook-signature, in any header that ends in `-signature` or `-signature-256`, and
    in those of `schemes`. A request with several signatures is valid when all of them are.
    """
    arrival = _Arrival(headers, body, secrets, now)
    own = {each.header.lower() for each in schemes}
    names = [name for name in headers if name.endswith(_ENDINGS) or name in own]
    if not names:
        return Verification(Verdict.NONE, "", "The request carries no signature.")
    found = [_verify_header(arrival, name) for name in names]
    wrong = next((each for each in found if each.verdict is Verdict.WRONG), None)
    if wrong or len(found) == 1:
        return wrong or found[0]
    return Verification(
        Verdict.VALID,
        "; ".join(each.scheme for each in found),
        " ".join(f"{name}: {each.sentence}" for name, each in zip(names, found, strict=True)),
    )


def _verify_header(arrival: _Arrival, name: str) -> Verification:
    value = arrival.headers[name]
    if name == SIGNATURE_HEADER:
        return _verify_standard(arrival, value.split())
    timed = _TIMED.match(value)
    if timed:
        scheme = f"HMAC-SHA256 with its time, hex, in {name}"
        given = [each.lower() for each in _TIMED_PART.findall(value)]
        contents = _contents(arrival, "t,v1", timed[1])[1:]
    else:
        scheme = f"HMAC-SHA256, hex, in {name}"
        listed = [*value.split(), *arrival.headers.get(name + _PREVIOUS, "").split()]
        given = [found[0].lower() for found in map(_HEX_END.search, listed) if found]
        contents = _contents(arrival, "sha256-hex", arrival.headers.get(TIMESTAMP_HEADER, ""))
    match = _match_hex(arrival, given, contents)
    return _judge(arrival, scheme, match)


def _verify_standard(arrival: _Arrival, given: list[str]) -> Verification:
    message_id, stamp = arrival.headers.get(ID_HEADER, ""), arrival.headers.get(TIMESTAMP_HEADER, "")
    asymmetric = bool(given) and all(each.startswith("v1a,") for each in given)
    scheme = _ASYMMETRIC if asymmetric else _SYMMETRIC
    if not message_id or not _STAMP.fullmatch(stamp):
        return Verification(Verdict.WRONG, scheme, "webhook-id or webhook-timestamp is missing or unusable.")
    words = describe_content("standard-webhooks", "id.ts.body")
    signed = signed_lead("id.ts.body", message_id, stamp) + arrival.content
    for secret in arrival.secrets:
        public_key = _public_key(secret)
        if public_key and any(_is_signed_by(public_key, each, signed) for each in given):
            return _judge(arrival, _ASYMMETRIC, _Match(words, "the whpk_ key", stamp))
        for key, key_words in _keys(secret):
            expected = b2a_base64(hmac.digest(key, signed, "sha256"), newline=False)
            if _is_among(b"v1," + expected, given):
                return _judge(arrival, _SYMMETRIC, _Match(words, key_words, stamp))
    return _judge(arrival, scheme, None)


def _contents(arrival: _Arrival, scheme: SchemeName, stamp: str) -> list[tuple[str, bytes, str]]:
    """What may have been signed, in words and bytes, and the time it is bound to: the body alone to none."""
    contents = [(describe_content(scheme, "body"), arrival.content, "")]
    if _STAMP.fullmatch(stamp):
        message_id = arrival.headers.get(ID_HEADER, "")
        for each in SIGN_CONTENTS[1:]:
            signed = signed_lead(each, message_id, stamp) + arrival.content
            contents.append((describe_content(scheme, each), signed, stamp))
    return contents


def _match_hex(arrival: _Arrival, given: list[str], contents: list[tuple[str, bytes, str]]) -> _Match | None:
    for secret in arrival.secrets:
        for key, key_words in _keys(secret):
            for words, signed, stamp in contents:
                if _is_among(hmac.digest(key, signed, "sha256").hex().encode(), given):
                    return _Match(words, key_words, stamp)
    return None


def _judge(arrival: _Arrival, scheme: str, match: _Match | None) -> Verification:
    if not arrival.secrets:
        return Verification(
            Verdict.WRONG, scheme, "No webhook here sends to this inbox, so there is no secret to check with."
        )
    if match is None:
        secrets = " or ".join(mask_secret(secret) for secret in arrival.secrets)
        return Verification(
            Verdict.WRONG,
            scheme,
            f"The secret {secrets} gives another signature: other secret, or a changed body.",
        )
    signed = f"Signed bytes: {match.content}. Key: {match.key}."
    if not match.stamp:
        return Verification(Verdict.VALID, scheme, signed)
    difference = arrival.now.timestamp() - int(match.stamp)
    if abs(difference) > TOLERANCE_SECONDS:
        return Verification(
            Verdict.WRONG,
            scheme,
            f"The signature fits, but its time is {abs(difference):.0f} s off; "
            f"{TOLERANCE_SECONDS} s are allowed.",
        )
    return Verification(Verdict.VALID, scheme, f"{signed} Clock difference {max(difference, 0):.1f} s.")


def _keys(secret: str) -> Iterator[tuple[bytes, str]]:
    """The keys that a secret may stand for, each with words that say which."""
    if secret.startswith((PRIVATE_KEY_PREFIX, PUBLIC_KEY_PREFIX)):
        return
    with suppress(InvalidInput):
        yield parse_secret(secret), KEY_WORDS["base64-after-prefix"]
    yield secret.encode(), KEY_WORDS["utf8"]


def _public_key(secret: str) -> Ed25519PublicKey | None:
    try:
        return parse_private_key(secret).public_key()
    except InvalidInput:
        return parse_public_key(secret)


def _is_signed_by(key: Ed25519PublicKey, token: str, signed: bytes) -> bool:
    version, _, signature = token.partition(",")
    try:
        key.verify(b64decode(signature), signed)
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return version == "v1a"


def _is_among(expected: bytes, given: Sequence[str]) -> bool:
    return any(hmac.compare_digest(expected, each.encode()) for each in given)
