"""What of a request may be shown to people: everything but the values that let someone in."""

from collections.abc import Collection, Iterable
from typing import Final

MASK: Final = "••••"

_CREDENTIALS: Final = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "cookie2",
        "set-cookie",
        "set-cookie2",
        "x-api-key",
        "api-key",
        "apikey",
        "x-auth-token",
        "x-access-token",
        "x-amz-security-token",
        "x-csrf-token",
        "x-gitlab-token",
        "x-shopify-access-token",
        "x-vault-token",
    }
)
_ENDINGS: Final = ("-token", "-secret", "-password", "-api-key", "-apikey", "-access-key")
_SCHEMES: Final = ("basic", "bearer", "digest", "token")


def mask_headers(
    headers: Iterable[tuple[str, str]], secret_names: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return the headers with the values of credentials replaced; signatures stay, they open nothing.

    The scheme of an Authorization value ("Bearer") and the name of a cookie stay readable. `secret_names`,
    in lower case, are headers that carry a credential although their names do not say so.
    """
    return tuple((name, _mask(name.lower(), value, secret_names)) for name, value in headers)


def is_credential(name: str) -> bool:
    """Return whether a header of this name carries a credential, in any letter case."""
    lowered = name.lower()
    return lowered in _CREDENTIALS or lowered.endswith(_ENDINGS)


def _mask(name: str, value: str, secret_names: Collection[str]) -> str:
    if not is_credential(name):
        return MASK if name in secret_names else value
    if name.endswith("authorization"):
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space and scheme.lower() in _SCHEMES else MASK
    if name in ("set-cookie", "set-cookie2"):
        cookie, equals, rest = value.partition("=")
        _, semicolon, attributes = rest.partition(";")
        return f"{cookie}={MASK}{semicolon}{attributes}" if equals else MASK
    return MASK
