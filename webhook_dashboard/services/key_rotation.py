"""Sealing every stored secret anew with the newest key."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.sealed_columns import (
    SealedColumn,
    SealedValue,
    read_sealed,
    replace_sealed,
    sealed_columns,
)
from webhook_dashboard.storage.vault import Vault, WrongKey

_BATCH: Final = 200


@dataclass(slots=True)
class Rotation:
    """How many stored secrets were sealed anew, had the newest key already, and open with no key at all."""

    sealed_anew: int = 0
    were_newest: int = 0
    unreadable: int = 0


class KeyRotation:
    """Works beside a running server, and may be broken off and repeated: each batch is a commit."""

    def __init__(self, context: Context, vault: Vault) -> None:
        self._context = context
        self._vault = vault

    async def seal_anew(self, actor: Actor) -> Rotation:
        """Seal with the newest key what has another one. What no key opens is counted and left as it is.

        Raises:
            NotAllowed: needs owner.
        """
        actor.require(Role.OWNER)
        rotation = Rotation()
        for column in sealed_columns():
            await self._seal_column(column, rotation)

        def note(connection: Connection) -> None:
            self._context.note(
                connection, actor, "secrets.rotated", "secrets", sealed_anew=rotation.sealed_anew
            )

        await self._context.database.write(note)
        return rotation

    async def _seal_column(self, column: SealedColumn, rotation: Rotation) -> None:
        database, after_id = self._context.database, -1
        while True:
            values = await database.read(partial(read_sealed, column=column, after_id=after_id, limit=_BATCH))
            if not values:
                return
            replacements = self._sealed_anew(values, rotation)
            changed = await database.write(partial(replace_sealed, column=column, replacements=replacements))
            rotation.sealed_anew += changed
            # Whoever changed the others meanwhile has sealed them with the newest key.
            rotation.were_newest += len(replacements) - changed
            after_id = values[-1].row_id

    def _sealed_anew(self, values: list[SealedValue], rotation: Rotation) -> list[tuple[SealedValue, bytes]]:
        replacements: list[tuple[SealedValue, bytes]] = []
        for value in values:
            try:
                sealed = self._vault.reseal(value.sealed)
            except WrongKey:
                rotation.unreadable += 1
                continue
            if sealed is None:
                rotation.were_newest += 1
            else:
                replacements.append((value, sealed))
        return replacements
