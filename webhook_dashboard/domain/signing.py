"""Signatures: how a request is signed, and how a receiver checks one.

Standard Webhooks (facts: https://www.standardwebhooks.com): the signed bytes are
`{webhook-id}.{webhook-timestamp}.{body}`, HMAC-SHA256, sent as `v1,<base64>`; several signatures are
separated by spaces. Secrets are `whsec_` + base64 of 24 to 64 bytes.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput

SECRET_PREFIX: Final = "whsec_"
ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
HEX_SIGNATURE_SUFFIX: Final = "-signature"
HEX_SIGNATURE_256_SUFFIX: Final = "-signature-256"
TOLERANCE_SECONDS: Final = 300


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


def build_secret(random_bytes: bytes) -> str:
    """Return a signing secret from 24 to 64 random bytes."""
    return SECRET_PREFIX + base64.b64encode(random_bytes).decode()


def parse_secret(secret: str, *, field: str = "secret") -> bytes:
    """Return the key bytes behind a `whsec_` secret.

    Raises:
        InvalidInput: no `whsec_` prefix, not base64, or not 24 to 64 bytes.
    """
    hint = f"{field}: expected whsec_ and the base64 of 24 to 64 bytes. Leave it out to have one made."
    if not secret.startswith(SECRET_PREFIX):
        raise InvalidInput(field, hint)
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(field, hint) from error
    if not 24 <= len(key) <= 64:
        raise InvalidInput(field, f"{hint} This one holds {len(key)}.")
    return key


def mask_secret(secret: str) -> str:
    """Return a form that may be shown: the prefix and the last four characters."""
    return f"{SECRET_PREFIX}••••{secret[-4:]}"


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the Standard Webhooks `v1` signature; `timestamp` is unix seconds of the attempt."""
    signed = b"%b.%d.%b" % (message_id.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def verify_request(
    headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: datetime
) -> Verification:
    """Check a received request against the secrets it may have been signed with.

    `headers` has lower-case names. Understands Standard Webhooks and `sha256=<hex>` of the body under
    any header that ends in `-signature` or `-signature-256`.
    """
    if SIGNATURE_HEADER in headers:
        return _verify_standard(headers, body, secrets, now)
    for name, value in headers.items():
        if name.endswith((HEX_SIGNATURE_SUFFIX, HEX_SIGNATURE_256_SUFFIX)):
            return _verify_hex(name, value, body, secrets)
    return Verification(Verdict.NONE, "", "The request carries no signature.")


def _verify_standard(
    headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: datetime
) -> Verification:
    scheme = "Standard Webhooks v1, HMAC-SHA256"
    message_id, stamp = headers.get(ID_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
    if not message_id or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return Verification(Verdict.WRONG, scheme, "webhook-id or webhook-timestamp is missing or unusable.")
    if not secrets:
        return Verification(
            Verdict.WRONG, scheme, "No webhook here sends to this inbox, so there is no secret to check with."
        )
    given = headers[SIGNATURE_HEADER].split()
    for secret in secrets:
        expected = sign(_key_or_text(secret), message_id, int(stamp), body)
        if any(hmac.compare_digest(expected.encode(), candidate.encode()) for candidate in given):
            return _within_tolerance(scheme, int(stamp), now)
    endings = " or ".join(secret[-4:] for secret in secrets)
    return Verification(
        Verdict.WRONG,
        scheme,
        f"The secret that ends in {endings} gives another signature: other secret, or a changed body.",
    )


def _within_tolerance(scheme: str, stamp: int, now: datetime) -> Verification:
    difference = now.timestamp() - stamp
    if abs(difference) > TOLERANCE_SECONDS:
        return Verification(
            Verdict.WRONG,
            scheme,
            f"The signature fits, but its time is {abs(difference):.0f} s off; 300 s are allowed.",
        )
    signed = "Signed bytes: webhook-id.webhook-timestamp.body."
    return Verification(Verdict.VALID, scheme, f"{signed} Clock difference {max(difference, 0):.1f} s.")


def _verify_hex(name: str, value: str, body: bytes, secrets: tuple[str, ...]) -> Verification:
    scheme = f"HMAC-SHA256 of the body, hex, in {name}"
    given = value.removeprefix("sha256=").strip().lower()
    for secret in secrets:
        for key in (secret.encode(), _key_or_text(secret)):
            if hmac.compare_digest(hmac.new(key, body, hashlib.sha256).hexdigest().encode(), given.encode()):
                return Verification(Verdict.VALID, scheme, "Signed bytes: the body.")
    return Verification(Verdict.WRONG, scheme, "No known secret gives this signature.")


def _key_or_text(secret: str) -> bytes:
    try:
        return parse_secret(secret)
    except InvalidInput:
        return secret.encode()
