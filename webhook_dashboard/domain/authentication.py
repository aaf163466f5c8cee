"""Authentication: how a request shows the receiver who sends it, every kind described as data."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from webhook_dashboard.domain.custom_headers import Headers, is_forbidden, is_header_name, is_header_value
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK

MAX_VALUE_CHARACTERS: Final = 4_000

_VISIBLE_ASCII: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class AuthenticationField:
    """One value of a kind: what the form shows, and which texts it accepts.

    `sentence` says what is expected; it is shown when `accepts` says no. A field with a `default` may be
    left out.
    """

    name: str
    label: str
    placeholder: str
    sentence: str
    accepts: Callable[[str], bool]
    secret: bool = True
    default: str | None = None


@dataclass(frozen=True, slots=True)
class AuthenticationKind:
    """One kind: its fields, and the headers that its values become."""

    type: str
    label: str
    description: str
    fields: tuple[AuthenticationField, ...]
    write: Callable[[Mapping[str, str]], Headers]
    forces_signing: bool = False


@dataclass(frozen=True, slots=True)
class Authentication:
    """A kind and its values. Storage keeps `public_values` as they are and seals `secret_values`."""

    type: str = "none"
    values: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def kind(self) -> AuthenticationKind:
        """What is known about this kind."""
        return AUTHENTICATION_KINDS[self.type]

    def headers(self) -> Headers:
        """Return the headers to send."""
        return self.kind.write(self.values)

    def header_names(self) -> frozenset[str]:
        """Return the names of the headers to send, in lower case; logs must mask their values."""
        return frozenset(name.lower() for name, _ in self.headers())

    def public_values(self) -> dict[str, str]:
        """Return the values that may be seen."""
        return {each.name: self.values[each.name] for each in self.kind.fields if not each.secret}

    def secret_values(self) -> dict[str, str]:
        """Return the values that may be kept sealed only."""
        return {each.name: self.values[each.name] for each in self.kind.fields if each.secret}

    def document(self) -> dict[str, str]:
        """Return the JSON object without the secret values."""
        return {"type": self.type, **self.public_values()}

    def masked(self) -> dict[str, str]:
        """Return the JSON object with a mask for each secret value; `check_authentication` takes it back."""
        masks = {name: MASK if value else "" for name, value in self.secret_values().items()}
        return {**self.document(), **masks}


def check_authentication(
    document: object, *, field: str = "authentication", stored: Authentication | None = None
) -> Authentication:
    """Return the authentication that a JSON object such as `{"type": "bearer", "token": "…"}` describes.

    None stands for `{"type": "none"}`. A secret value that is left out or given as its mask is that of
    `stored`, if that is of the same type.

    Raises:
        InvalidInput: an unknown type or field, or a value that cannot be sent. Never repeats a secret.
    """
    if document is None:
        return Authentication()
    if not isinstance(document, dict):
        raise InvalidInput(field, f'{field}: expected an object such as {{"type": "bearer", "token": "…"}}.')
    given = cast("dict[str, Any]", document)
    kind = AUTHENTICATION_KINDS.get(str(given.get("type", "none")))
    if kind is None:
        place = f"{field}.type"
        raise InvalidInput(place, f"{place}: expected one of {', '.join(AUTHENTICATION_KINDS)}.")
    names = [each.name for each in kind.fields]
    for name in given:
        if name != "type" and name not in names:
            expected = f"It has {', '.join(names)}." if names else "It has none."
            place = f"{field}.{name[:60]}"
            raise InvalidInput(place, f"{place}: there is no such field of {kind.type}. {expected}")
    kept = stored.secret_values() if stored and stored.type == kind.type else {}
    return Authentication(kind.type, {each.name: _value(each, given, kept, field) for each in kind.fields})


def _value(part: AuthenticationField, given: Mapping[str, Any], kept: Mapping[str, str], field: str) -> str:
    value = given.get(part.name, MASK if part.name in kept else part.default)
    if part.secret and value == MASK and part.name in kept:
        return kept[part.name]
    if (
        not isinstance(value, str)
        or len(value) > MAX_VALUE_CHARACTERS
        or value == MASK
        or not part.accepts(value)
    ):
        place = f"{field}.{part.name}"
        raise InvalidInput(place, f"{place}: {part.sentence}")
    return value


def _is_token(text: str) -> bool:
    return _VISIBLE_ASCII.fullmatch(text) is not None


def _is_user_name(text: str) -> bool:
    return bool(text) and text.isprintable() and ":" not in text


def _is_free_header_name(text: str) -> bool:
    return len(text) <= 100 and is_header_name(text) and not is_forbidden(text)


def _is_header_text(text: str) -> bool:
    return bool(text) and text == text.strip() and is_header_value(text)


def _write_nothing(_values: Mapping[str, str]) -> Headers:
    return ()


def _write_bearer(values: Mapping[str, str]) -> Headers:
    return (("Authorization", f"Bearer {values['token']}"),)


def _write_basic(values: Mapping[str, str]) -> Headers:
    pair = f"{values['username']}:{values['password']}".encode()
    return (("Authorization", f"Basic {base64.b64encode(pair).decode()}"),)


def _write_api_key(values: Mapping[str, str]) -> Headers:
    return ((values["header"], values["value"]),)


AUTHENTICATION_KINDS: Final[Mapping[str, AuthenticationKind]] = {
    kind.type: kind
    for kind in (
        AuthenticationKind(
            "none", "None", "The request says nothing about who sends it.", (), _write_nothing
        ),
        AuthenticationKind(
            "bearer",
            "Bearer token",
            "Sends Authorization: Bearer and the token.",
            (
                AuthenticationField(
                    "token",
                    "Token",
                    "Paste the token, without the word Bearer",
                    "give the token alone, in ASCII, without spaces and without the word Bearer.",
                    _is_token,
                ),
            ),
            _write_bearer,
        ),
        AuthenticationKind(
            "basic",
            "Basic auth",
            "Sends Authorization: Basic with user name and password.",
            (
                AuthenticationField(
                    "username",
                    "User name",
                    "webhooks",
                    "give a user name of printable characters without a colon.",
                    _is_user_name,
                    secret=False,
                ),
                AuthenticationField(
                    "password",
                    "Password",
                    "May be empty",
                    "use printable characters, or leave it empty.",
                    str.isprintable,
                    default="",
                ),
            ),
            _write_basic,
        ),
        AuthenticationKind(
            "api_key",
            "API key header",
            "Sends the key in a header of your choice.",
            (
                AuthenticationField(
                    "header",
                    "Header",
                    "X-API-Key",
                    "give the name of a header such as X-API-Key that the request does not set itself.",
                    _is_free_header_name,
                    secret=False,
                    default="X-API-Key",
                ),
                AuthenticationField(
                    "value",
                    "Key",
                    "Paste the key",
                    "give the key: Latin-1 without line breaks, and without space at its ends.",
                    _is_header_text,
                ),
            ),
            _write_api_key,
        ),
        AuthenticationKind(
            "hmac",
            "HMAC signature",
            "Adds nothing of its own: the signature says who sends it, so a secret is required.",
            (),
            _write_nothing,
            forces_signing=True,
        ),
    )
}
