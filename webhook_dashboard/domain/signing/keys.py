"""Secrets: `whsec_` keys, `whsk_` private keys and those that people type, and the keys behind them."""

import base64
import binascii
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from webhook_dashboard.domain.errors import InvalidInput

SECRET_PREFIX: Final = "whsec_"
PRIVATE_KEY_PREFIX: Final = "whsk_"
PUBLIC_KEY_PREFIX: Final = "whpk_"
MIN_TYPED_CHARACTERS: Final = 8
MAX_TYPED_CHARACTERS: Final = 200

_SEED_BYTES: Final = 32
_SHOWN_CHARACTERS: Final = 4
_MIN_CHARACTERS_TO_SHOW_AN_END: Final = 16


def build_secret(random_bytes: bytes) -> str:
    """Return a signing secret from 24 to 64 random bytes."""
    return SECRET_PREFIX + base64.b64encode(random_bytes).decode()


def build_private_key(random_bytes: bytes) -> str:
    """Return a `whsk_` secret from 32 random bytes: the seed and the public key, as Svix writes them."""
    public = Ed25519PrivateKey.from_private_bytes(random_bytes).public_key().public_bytes_raw()
    return PRIVATE_KEY_PREFIX + base64.b64encode(random_bytes + public).decode()


def parse_secret(secret: str, *, field: str = "secret") -> bytes:
    """Return the key bytes behind a `whsec_` secret.

    Raises:
        InvalidInput: no `whsec_` prefix, not base64, or not 24 to 64 bytes.
    """
    hint = f"{field}: expected whsec_ and the base64 of 24 to 64 bytes. Leave it out to have one made."
    if not secret.startswith(SECRET_PREFIX):
        raise InvalidInput(field, hint)
    key = _decode(secret.removeprefix(SECRET_PREFIX))
    if key is None:
        raise InvalidInput(field, hint)
    if not 24 <= len(key) <= 64:
        raise InvalidInput(field, f"{hint} This one holds {len(key)}.")
    return key


def parse_private_key(secret: str, *, field: str = "secret") -> Ed25519PrivateKey:
    """Return the Ed25519 key behind a `whsk_` secret: the base64 of a seed, or of seed and public key.

    Raises:
        InvalidInput: no `whsk_` prefix, not base64, neither 32 nor 64 bytes, or two halves that do not fit.
    """
    hint = f"{field}: expected whsk_ and the base64 of an Ed25519 key: 32 bytes, or 64 with the public key."
    raw = _decode(secret.removeprefix(PRIVATE_KEY_PREFIX))
    if not secret.startswith(PRIVATE_KEY_PREFIX) or raw is None or len(raw) not in (32, 64):
        raise InvalidInput(field, hint)
    key = Ed25519PrivateKey.from_private_bytes(raw[:_SEED_BYTES])
    if raw[_SEED_BYTES:] not in (b"", key.public_key().public_bytes_raw()):
        raise InvalidInput(
            field, f"{field}: the public key inside this whsk_ secret is not that of its seed."
        )
    return key


def public_key_of(secret: str) -> str:
    """Return the `whpk_` key that receivers of a `whsk_` secret check with; it may be shown to anyone.

    Raises:
        InvalidInput: the secret is no usable `whsk_` key.
    """
    public = parse_private_key(secret).public_key().public_bytes_raw()
    return PUBLIC_KEY_PREFIX + base64.b64encode(public).decode()


def parse_public_key(text: str) -> Ed25519PublicKey | None:
    """Return the key behind `whpk_` and 32 bytes as base64, or None when it is something else."""
    raw = _decode(text.removeprefix(PUBLIC_KEY_PREFIX))
    if not text.startswith(PUBLIC_KEY_PREFIX) or raw is None or len(raw) != _SEED_BYTES:
        return None
    return Ed25519PublicKey.from_public_bytes(raw)


def is_private_key(secret: str) -> bool:
    """Return whether a secret says of itself that it is an Ed25519 key."""
    return secret.startswith(PRIVATE_KEY_PREFIX)


def check_typed_secret(secret: str, *, field: str = "secret") -> str:
    """Return a secret whose own characters are the key.

    Raises:
        InvalidInput: not 8 to 200 printable characters, or a space at its start or end.
    """
    if not MIN_TYPED_CHARACTERS <= len(secret) <= MAX_TYPED_CHARACTERS or not secret.isprintable():
        raise InvalidInput(
            field, f"{field}: use {MIN_TYPED_CHARACTERS} to {MAX_TYPED_CHARACTERS} printable characters."
        )
    if secret != secret.strip():
        raise InvalidInput(field, f"{field}: take away the space at its start or end.")
    return secret


def mask_secret(secret: str) -> str:
    """Return a form that may be shown: the prefix, and the last four characters of all but short secrets."""
    prefix = next((each for each in (SECRET_PREFIX, PRIVATE_KEY_PREFIX) if secret.startswith(each)), "")
    long_enough = len(secret) - len(prefix) >= _MIN_CHARACTERS_TO_SHOW_AN_END
    return f"{prefix}••••{secret[-_SHOWN_CHARACTERS:] if long_enough else ''}"


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
