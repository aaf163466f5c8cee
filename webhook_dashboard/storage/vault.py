"""Secrets at rest: encrypted with Fernet (AES-128-CBC and HMAC-SHA256), keys rotated by listing several."""

import os
import tempfile
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
    """Return the key in a file that only its owner may read; make the file when it is not there yet.

    Processes that start together get the same key: the file appears whole, and the first one stays.
    """
    if not path.exists():
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(Fernet.generate_key().decode() + "\n")
            _publish(Path(written), path)
        finally:
            Path(written).unlink(missing_ok=True)
    return path.read_text().strip()


def _publish(written: Path, path: Path) -> None:
    try:
        os.link(written, path)
    except FileExistsError:
        return  # another process was first
    except OSError:
        written.rename(path)  # a file system without hard links
