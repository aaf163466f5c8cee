"""Secrets at rest: encrypted with Fernet (AES-128-CBC and HMAC-SHA256), keys rotated by listing several."""

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class WrongKey(RuntimeError):
    """The stored secrets were encrypted with another key. Start with the key they were made with."""

    def __init__(self) -> None:
        super().__init__(WrongKey.__doc__)


class BadKey(ValueError):
    """The key of the secrets must be 32 url-safe base64-encoded bytes."""

    def __init__(self) -> None:
        super().__init__(BadKey.__doc__)


class Vault:
    """Seals and opens secrets. The first key seals; every key opens.

    Raises:
        BadKey: a key is not 32 bytes in URL-safe base64.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise BadKey from error

    def seal(self, secret: str) -> bytes:
        """Encrypt a secret."""
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Decrypt a secret.

        Raises:
            WrongKey: it was sealed with a key that is not in this vault.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise WrongKey from error


def read_or_make_key(path: Path) -> str:
    """Return the key in a file that only its owner may read; make the file when it is not there yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        key = Fernet.generate_key().decode()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key + "\n")
        return key
