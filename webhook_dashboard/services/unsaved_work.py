"""What somebody has typed and not saved, sealed for their own browser to keep: it outlives this process."""

import base64
import zlib
from collections.abc import Mapping
from typing import Any, Final

import orjson

from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage.vault import Vault, WrongKey

MAX_SEALED: Final = 500_000
"""Characters: what comes back has to fit into one message of the socket, which takes twice as many."""
_PURPOSE: Final = "unsaved work"


class UnsavedWork:
    """Seals documents with the key of the secrets, since what is typed may hold some."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, document: Mapping[str, Any], *, owner: Actor, name: str) -> str:
        """Seal a JSON document that only its owner can have opened again, by the same name.

        Returns an empty text for what cannot be kept: it exceeds `MAX_SEALED`, or holds half a character.
        """
        try:
            packed = zlib.compress(orjson.dumps([_PURPOSE, owner.name, name, document]))
        except orjson.JSONEncodeError:
            return ""
        sealed = self._vault.seal(base64.b85encode(packed).decode()).decode()
        return sealed if len(sealed) <= MAX_SEALED else ""

    def open(self, sealed: str, *, owner: Actor, name: str) -> Mapping[str, Any] | None:
        """Open what was sealed; None when it was not sealed here, by this person and by this name."""
        if not 0 < len(sealed) <= MAX_SEALED or not sealed.isascii():
            return None
        try:
            packed = base64.b85decode(self._vault.open(sealed.encode()))
            *about, document = orjson.loads(zlib.decompress(packed))
        except (WrongKey, ValueError, zlib.error):  # the same keys seal other things
            return None
        return document if about == [_PURPOSE, owner.name, name] else None
