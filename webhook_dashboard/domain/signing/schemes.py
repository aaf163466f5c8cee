"""Signature schemes: what is signed, with which bytes of the secret, and where the signature travels."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal, cast, get_args

from webhook_dashboard.domain.custom_headers import is_forbidden
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing.keys import (
    PRIVATE_KEY_PREFIX,
    check_typed_secret,
    is_private_key,
    parse_private_key,
    parse_secret,
)

SchemeName = Literal["standard-webhooks", "sha256-hex", "t,v1"]
SignContent = Literal["body", "ts.body", "id.ts.body"]
KeyEncoding = Literal["utf8", "base64-after-prefix"]

SIGN_CONTENTS: Final[tuple[SignContent, ...]] = get_args(SignContent)
KEY_ENCODINGS: Final[tuple[KeyEncoding, ...]] = get_args(KeyEncoding)
MAX_SCHEMES: Final = 4
MAX_HEADER_CHARACTERS: Final = 100
MAX_PREFIX_CHARACTERS: Final = 30

# Plain characters only: names and prefixes also stand in the programs that receivers copy.
_HEADER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
_PREFIX: Final = re.compile(r"[0-9A-Za-z=_.:;/+-]*")
_OTHER_MEANING: Final = frozenset(
    {"accept", "authorization", "cookie", "x-webhook-event", "x-webhook-id", "x-webhook-timestamp"}
)


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """One way to sign a request.

    `sign_content` says which bytes are signed: `ts` is the time of the attempt in unix seconds, as in the
    header webhook-timestamp, `id` the message id, as in webhook-id, `body` the body, or the query string
    of a GET; they are joined by dots. `key_encoding` says which bytes of the secret are the key: `utf8`
    all its characters as they stand, `base64-after-prefix` what the base64 after `whsec_` stands for. A
    `whsk_` secret signs with Ed25519 instead, `standard-webhooks` only.
    """

    scheme: SchemeName = "standard-webhooks"
    header: str = "webhook-signature"
    prefix: str = ""
    sign_content: SignContent = "id.ts.body"
    key_encoding: KeyEncoding = "base64-after-prefix"

    def document(self) -> dict[str, str]:
        """Return the fields as JSON, the form `parse_scheme` reads."""
        return asdict(self)


STANDARD: Final = SignatureScheme()
SCHEMES: Final[Mapping[SchemeName, SignatureScheme]] = {
    "standard-webhooks": STANDARD,
    "sha256-hex": SignatureScheme("sha256-hex", "X-Webhook-Signature", "sha256=", "body", "utf8"),
    "t,v1": SignatureScheme("t,v1", "X-Webhook-Signature", "", "ts.body", "utf8"),
}

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "scheme": tuple(SCHEMES),
    "sign_content": SIGN_CONTENTS,
    "key_encoding": KEY_ENCODINGS,
}
_FIELDS: Final = tuple(each.name for each in fields(SignatureScheme))
_NO_NAMES: Final[Mapping[str, str]] = {}
_CONTENT_WORDS: Final[Mapping[SignContent, str]] = {
    "body": "the body",
    "ts.body": "webhook-timestamp.body",
    "id.ts.body": "webhook-id.webhook-timestamp.body",
}
KEY_WORDS: Final[Mapping[KeyEncoding, str]] = {
    "utf8": "the whole secret as text",
    "base64-after-prefix": "the base64 after whsec_, decoded",
}


def parse_schemes(document: object, *, field: str = "signatures") -> tuple[SignatureScheme, ...]:
    """Return the schemes of a JSON list; several are sent together.

    Raises:
        InvalidInput: no list, a scheme that `parse_scheme` refuses, or what `check_schemes` refuses.
    """
    if not isinstance(document, list):
        raise InvalidInput(field, f'{field}: expected a list such as [{{"scheme": "standard-webhooks"}}].')
    return check_schemes(
        [parse_scheme(each, field=field) for each in cast("list[object]", document)], field=field
    )


def parse_scheme(
    document: object, *, field: str = "signature", names: Mapping[str, str] = _NO_NAMES
) -> SignatureScheme:
    """Return the scheme that a JSON object describes; what it leaves out is as usual for its `scheme`.

    `names` are those by which its fields are known where they come from.

    Raises:
        InvalidInput: an unknown or unusable field; `field` names it, or the whole where it has no name.
    """
    if not isinstance(document, dict):
        raise InvalidInput(field, f'{field}: expected an object such as {{"scheme": "standard-webhooks"}}.')
    given = cast("dict[str, Any]", document)
    for name, value in given.items():
        if name not in _FIELDS:
            raise InvalidInput(field, f"{field}: {name[:60]!r} is no field. Known: {', '.join(_FIELDS)}.")
        if not isinstance(value, str):
            raise _refusal(names.get(name, field), f"{name} must be text.")
        if value not in _CHOICES.get(name, (value,)):
            raise _refusal(names.get(name, field), f"{name} must be one of {', '.join(_CHOICES[name])}.")
    whole = replace(SCHEMES[given.get("scheme", "standard-webhooks")], **given)
    return check_scheme(whole, field=field, names=names)


def check_schemes(
    schemes: Sequence[SignatureScheme], *, field: str = "signatures"
) -> tuple[SignatureScheme, ...]:
    """Return schemes that can be sent together.

    Raises:
        InvalidInput: none, more than MAX_SCHEMES, two that want the same header, or an unusable one.
    """
    if not 1 <= len(schemes) <= MAX_SCHEMES:
        raise InvalidInput(
            field, f"{field}: give 1 to {MAX_SCHEMES} schemes. To send unsigned requests, choose no secret."
        )
    checked = tuple(check_scheme(each, field=field) for each in schemes)
    wanted: frozenset[str] = frozenset()
    for each in checked:
        names = signature_header_names([each])
        if names & wanted:
            raise InvalidInput(field, f"{field}: two signatures want the header {each.header}.")
        wanted |= names
    return checked


def check_scheme(
    scheme: SignatureScheme, *, field: str = "signature", names: Mapping[str, str] = _NO_NAMES
) -> SignatureScheme:
    """Return a scheme whose fields go together; `names` as in `parse_scheme`.

    Raises:
        InvalidInput: an unusable header name or prefix, or something that this scheme does not allow.
    """
    for part, wrong, sentence in _rules(scheme):
        if wrong:
            raise _refusal(names.get(part, field), sentence)
    return scheme


def check_secret(secret: str, schemes: Sequence[SignatureScheme], *, field: str = "secret") -> str:
    """Return a secret with which every one of the schemes can sign; "" stands for none.

    Raises:
        InvalidInput: not in the form that the key encoding of a scheme needs. Never repeats the secret.
    """
    if not secret:
        return secret
    if is_private_key(secret):
        parse_private_key(secret, field=field)
        if any(each.scheme != "standard-webhooks" for each in schemes):
            raise InvalidInput(
                field,
                f"{field}: a {PRIVATE_KEY_PREFIX} key signs standard-webhooks only; use a shared secret.",
            )
        return secret
    if any(each.key_encoding == "base64-after-prefix" for each in schemes):
        parse_secret(secret, field=field)
    return check_typed_secret(secret, field=field)


def describe_scheme(scheme: SignatureScheme) -> str:
    """Return one sentence for people: header, what is signed, and which bytes are the key."""
    value = {
        "standard-webhooks": "v1,<base64>",
        "sha256-hex": f"{scheme.prefix}<hex>",
        "t,v1": "t=<seconds>,v1=<hex>",
    }[scheme.scheme]
    return (
        f"{scheme.header}: {value}, HMAC-SHA256 of {describe_content(scheme.scheme, scheme.sign_content)}; "
        f"the key is {KEY_WORDS[scheme.key_encoding]}."
    )


def describe_content(scheme: SchemeName, sign_content: SignContent) -> str:
    """Return what is signed in words for people, by the names of the headers that carry it."""
    words = _CONTENT_WORDS[sign_content]
    return words.replace("webhook-timestamp", "t") if scheme == "t,v1" else words


def previous_header(scheme: SignatureScheme) -> str:
    """Return the header that carries the signatures of previous secrets while one is being replaced.

    `sha256-hex` has no room for a second signature, so it is `<header>-Previous`; the other schemes list
    all signatures in their own header.
    """
    return f"{scheme.header}-Previous" if scheme.scheme == "sha256-hex" else scheme.header


def signature_header_names(schemes: Sequence[SignatureScheme]) -> frozenset[str]:
    """Return the headers that signatures may be sent in, in lower case."""
    return frozenset(name.lower() for each in schemes for name in (each.header, previous_header(each)))


def _refusal(field: str, sentence: str) -> InvalidInput:
    return InvalidInput(field, f"{field}: {sentence}")


def _rules(scheme: SignatureScheme) -> Iterator[tuple[str, bool, str]]:
    """Yield what must not be: the field at fault, whether it is so, and the sentence about it."""
    name, standard = scheme.header, scheme.scheme == "standard-webhooks"
    for part in ("header", "prefix", "sign_content"):
        yield (
            part,
            standard and getattr(scheme, part) != getattr(STANDARD, part),
            "standard-webhooks signs id.ts.body in the header webhook-signature, without a prefix.",
        )
    yield from (
        (
            "header",
            not standard and name.lower() == STANDARD.header,
            "webhook-signature belongs to standard-webhooks; choose another header.",
        ),
        (
            "header",
            not _HEADER.fullmatch(name) or len(name) > MAX_HEADER_CHARACTERS,
            f"header must be 1 to {MAX_HEADER_CHARACTERS} letters, digits or -, such as X-Webhook-Signature.",
        ),
        (
            "header",
            not standard and (is_forbidden(name) or name.lower() in _OTHER_MEANING),
            f"the header {name} means something else; choose one such as X-Webhook-Signature.",
        ),
        (
            "prefix",
            not _PREFIX.fullmatch(scheme.prefix) or len(scheme.prefix) > MAX_PREFIX_CHARACTERS,
            f"prefix must be at most {MAX_PREFIX_CHARACTERS} letters, digits or =_.:;/+-, such as sha256=.",
        ),
        (
            "sign_content" if scheme.prefix == "" else "prefix",
            scheme.scheme == "t,v1" and (scheme.sign_content == "body" or scheme.prefix != ""),
            "t,v1 has no prefix and signs the time too; choose ts.body or id.ts.body.",
        ),
    )
