"""Secrets at rest: encrypted with Fernet (AES-128-CBC and HMAC-SHA256), keys rotated by listing several."""

from collections.abc import Callable, Sequence

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
    """Seals and opens secrets. The first key seals; every key opens. Safe to use from any thread.

    `reread` returns the keys as they are now. It is asked before each sealing, and when something does
    not open: another process may have put a new key first in the meantime.

    Raises:
        BadKey: a key is not 32 bytes in URL-safe base64.
    """

    def __init__(self, keys: Sequence[str], reread: Callable[[], Sequence[str]] | None = None) -> None:
        self._reread = reread
        self._keys = tuple(keys)
        self._newest, self._every = _fernets(self._keys)

    def seal(self, secret: str) -> bytes:
        """Encrypt a secret with the newest key."""
        self._take_up_new_keys()
        return self._newest.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Decrypt a secret.

        Raises:
            WrongKey: it was sealed with a key that is not in this vault.
        """
        try:
            return self._every.decrypt(sealed).decode()
        except InvalidToken:
            if self._take_up_new_keys():
                return self.open(sealed)
            raise WrongKey from None

    def reseal(self, sealed: bytes) -> bytes | None:
        """Return the same secret sealed with the newest key; None when it is already.

        Raises:
            WrongKey: no key of this vault opens it.
        """
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self.seal(self.open(sealed))
        return None

    def _take_up_new_keys(self) -> bool:
        keys = self._keys if self._reread is None else tuple(self._reread())
        if keys == self._keys:
            return False
        self._newest, self._every = _fernets(keys)
        self._keys = keys
        return True


def _fernets(keys: Sequence[str]) -> tuple[Fernet, MultiFernet]:
    try:
        fernets = [Fernet(key) for key in keys]
        return fernets[0], MultiFernet(fernets)
    except (ValueError, IndexError):
        raise BadKey from None
