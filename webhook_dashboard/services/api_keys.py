"""API keys: made, listed, revoked, recognised."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.people import Role, Scope
from webhook_dashboard.domain.webhooks import check_name
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.remembered import Remembered
from webhook_dashboard.services.tokens import hash_token, make_token
from webhook_dashboard.storage import api_keys
from webhook_dashboard.storage.api_keys import ApiKeySummary
from webhook_dashboard.storage.database import Connection

KEY_PREFIX: Final = "whk_"
_SEEN_FOR_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that was just made: the only time that `key` is known."""

    id: int
    key: str
    scope: Scope


class ApiKeys:
    """Verbs about API keys."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: Remembered[bytes, ApiKeySummary | None] = Remembered(context.clock, _SEEN_FOR_SECONDS)
        self._asking: dict[bytes, asyncio.Task[ApiKeySummary | None]] = {}

    async def create(self, name: str, scope: Scope, actor: Actor) -> NewApiKey:
        """Make an API key. Only its hash is stored: the returned `key` cannot be had again.

        Raises:
            InvalidInput, NotAllowed.
        """
        actor.require(Role.OWNER)
        name = check_name(name)
        key = KEY_PREFIX + make_token()
        key_id, hint = self._context.new_id(), f"{key[:8]}…{key[-4:]}"

        def work(connection: Connection) -> None:
            now = self._context.clock()
            summary = ApiKeySummary(key_id, name, scope, hint, now, None)
            api_keys.insert_api_key(connection, summary, hash_token(key))
            self._context.note(connection, actor, "api_key.created", name, scope=scope.value, hint=hint)

        await self._context.database.write(work)
        return NewApiKey(key_id, key, scope)

    async def list(self) -> list[ApiKeySummary]:
        """Return the keys that work, newest first."""
        return await self._context.database.read(api_keys.list_api_keys)

    async def revoke(self, key_id: int, actor: Actor) -> None:
        """Make a key useless, within a second on every process.

        Raises:
            NotAllowed, NotFound.
        """
        actor.require(Role.OWNER)

        def work(connection: Connection) -> None:
            if not api_keys.revoke_api_key(connection, key_id, self._context.clock()):
                raise NotFound("There is no such API key.")
            self._context.note(connection, actor, "api_key.revoked", str(key_id))

        await self._context.database.write(work)
        self._known.clear()
        self._asking.clear()  # what is asked already may have been answered before the change

    def remembered(self, key: str) -> ApiKeySummary | None:
        """Return what a key was found to be within the last second, without waiting for the database.

        Towards the end of that second the database is asked again, so that whoever comes all the time does
        not wait: in a burst that would be each of its connections, once a second.
        """
        digest = hash_token(key)
        summary = self._known.get(digest)[1]
        if summary is not None and self._known.is_ageing(digest):
            self._ask(digest)
        return summary

    async def find(self, key: str) -> ApiKeySummary | None:
        """Return what a key is, or None when it is unknown or revoked; notes that it was used."""
        digest = hash_token(key)
        known, summary = self._known.get(digest)
        return summary if known else await asyncio.shield(self._ask(digest))

    def _ask(self, digest: bytes) -> "asyncio.Task[ApiKeySummary | None]":
        """Ask the database, once for all who want to know at the same time."""
        asking = self._asking.get(digest)
        if asking is None:
            asking = self._asking[digest] = asyncio.create_task(self._look_up(digest))
            asking.add_done_callback(_noticed)
        return asking

    async def _look_up(self, digest: bytes) -> ApiKeySummary | None:
        try:
            summary = await self._context.database.read(lambda c: api_keys.find_api_key(c, digest))
        finally:
            stands = self._asking.get(digest) is asyncio.current_task()
            if stands:
                del self._asking[digest]
        if stands:
            self._known.put(digest, summary)
        if summary is not None:
            self._touch(summary, self._context.clock())
        return summary

    def _touch(self, summary: ApiKeySummary, now: datetime) -> None:
        if summary.last_used_at is None or now - summary.last_used_at > timedelta(minutes=1):
            self._context.database.writing(lambda c: api_keys.touch_api_key(c, summary.id, now))


def _noticed(asking: "asyncio.Task[ApiKeySummary | None]") -> None:
    """Whoever waits is told of a failure; when nobody does, the next one who comes will see."""
    if not asking.cancelled():
        asking.exception()
