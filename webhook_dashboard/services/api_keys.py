"""API keys: made, listed, revoked, recognised."""

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

    def remembered(self, key: str) -> ApiKeySummary | None:
        """Return what a key was found to be within the last second, without asking the database."""
        return self._known.get(hash_token(key))[1]

    async def find(self, key: str) -> ApiKeySummary | None:
        """Return what a key is, or None when it is unknown or revoked; notes that it was used."""
        digest = hash_token(key)
        known, summary = self._known.get(digest)
        if not known:
            summary = await self._context.database.read(lambda c: api_keys.find_api_key(c, digest))
            self._known.put(digest, summary)
            if summary is not None:
                self._touch(summary, self._context.clock())
        return summary

    def _touch(self, summary: ApiKeySummary, now: datetime) -> None:
        if summary.last_used_at is None or now - summary.last_used_at > timedelta(minutes=1):
            self._context.database.writing(lambda c: api_keys.touch_api_key(c, summary.id, now))
