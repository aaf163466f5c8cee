"""The signer: the signature headers of one request, from keys prepared once per webhook."""

import base64
import hmac
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing.keys import is_private_key, parse_private_key, parse_secret
from webhook_dashboard.domain.signing.schemes import (
    STANDARD,
    SignatureScheme,
    SignContent,
    check_secret,
    previous_header,
)

ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = STANDARD.header

Token = Callable[[bytes, bytes], str]
"""One signature as text, of two pieces of content that follow each other."""


class _Line(NamedTuple):
    """One header: its value is `opening`, the timestamp if there is an opening, and the tokens."""

    name: str
    sign_content: SignContent
    opening: str
    separator: str
    tokens: tuple[Token, ...]


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the Standard Webhooks `v1` signature; `timestamp` is unix seconds of the attempt."""
    signed = b"%b.%d.%b" % (message_id.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


class Signer:
    """Signs the requests of one webhook with all its schemes and all its secrets.

    The first secret is the current one; the others are previous ones whose overlap has not ended. Each
    signs: `standard-webhooks` and `t,v1` list all signatures in their header, `sha256-hex` puts those of
    previous secrets into `<header>-Previous`, separated by spaces. A previous secret that does not fit a
    scheme is left out there. Without secrets nothing is signed.
    """

    __slots__ = ("_lines", "_schemes", "_sends_id", "_sends_timestamp")

    def __init__(self, schemes: Sequence[SignatureScheme], secrets: Iterable[str]) -> None:
        """Prepare the keys; an empty secret stands for none.

        Raises:
            InvalidInput: the current secret does not fit one of the schemes.
        """
        given = tuple(secret for secret in secrets if secret)
        if given:
            check_secret(given[0], schemes)
        self._schemes = tuple(schemes)
        self._lines = tuple(line for each in schemes for line in _lines(each, given))
        standard = any(each.scheme == "standard-webhooks" for each in schemes)
        self._sends_id = standard or any(line.sign_content == "id.ts.body" for line in self._lines)
        # t,v1 carries its time itself.
        self._sends_timestamp = standard or any(
            line.sign_content != "body" and not line.opening for line in self._lines
        )

    def __repr__(self) -> str:
        return f"Signer({self._schemes!r}, signs={self.signs})"

    @property
    def schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes, in the order their headers are sent."""
        return self._schemes

    @property
    def signs(self) -> bool:
        """Whether there is a secret to sign with."""
        return bool(self._lines)

    def headers(self, message_id: str, timestamp: int, content: bytes) -> tuple[tuple[str, str], ...]:
        """Return webhook-id and webhook-timestamp where a scheme needs them, and the signatures.

        `timestamp` is unix seconds of the attempt; `content` the bytes of the body, or of the query
        string of a GET, exactly as sent.
        """
        stamp = str(timestamp)
        headers: list[tuple[str, str]] = []
        if self._sends_id:
            headers.append((ID_HEADER, message_id))
        if self._sends_timestamp:
            headers.append((TIMESTAMP_HEADER, stamp))
        for name, sign_content, opening, separator, tokens in self._lines:
            lead = signed_lead(sign_content, message_id, stamp)
            value = separator.join([token(lead, content) for token in tokens])
            headers.append((name, f"{opening}{stamp},{value}" if opening else value))
        return tuple(headers)


def signed_lead(sign_content: SignContent, message_id: str, stamp: str) -> bytes:
    """Return the signed bytes that stand before the body."""
    if sign_content == "id.ts.body":
        return f"{message_id}.{stamp}.".encode()
    return f"{stamp}.".encode() if sign_content == "ts.body" else b""


def _lines(scheme: SignatureScheme, secrets: tuple[str, ...]) -> list[_Line]:
    found = (_token(scheme, secret) for secret in secrets)
    tokens = tuple(token for token in found if token)
    header, sign_content = scheme.header, scheme.sign_content
    lines = {
        "standard-webhooks": [_Line(header, sign_content, "", " ", tokens)],
        "t,v1": [_Line(header, sign_content, "t=", ",", tokens)],
        "sha256-hex": [
            _Line(header, sign_content, "", " ", tokens[:1]),
            _Line(previous_header(scheme), sign_content, "", " ", tokens[1:]),
        ],
    }[scheme.scheme]
    return [line for line in lines if line.tokens]


def _token(scheme: SignatureScheme, secret: str) -> Token | None:
    standard = scheme.scheme == "standard-webhooks"
    try:
        if is_private_key(secret):
            return _ed25519_token(secret) if standard else None
        key = secret.encode() if scheme.key_encoding == "utf8" else parse_secret(secret)
    except InvalidInput:
        return None
    if standard:
        return _base64_token(key)
    return _hex_token(key, "v1=" if scheme.scheme == "t,v1" else scheme.prefix)


def _base64_token(key: bytes) -> Token:
    # Copying a keyed state costs a third of hashing the key again for each request.
    keyed = hmac.new(key, digestmod="sha256")

    def token(lead: bytes, content: bytes) -> str:
        state = keyed.copy()
        state.update(lead + content)
        return "v1," + b2a_base64(state.digest(), newline=False).decode()

    return token


def _hex_token(key: bytes, prefix: str) -> Token:
    keyed = hmac.new(key, digestmod="sha256")

    def token(lead: bytes, content: bytes) -> str:
        state = keyed.copy()
        state.update(lead + content)
        return prefix + state.hexdigest()

    return token


def _ed25519_token(secret: str) -> Token:
    key = parse_private_key(secret)

    def token(lead: bytes, content: bytes) -> str:
        return "v1a," + b2a_base64(key.sign(lead + content), newline=False).decode()

    return token
