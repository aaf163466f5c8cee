"""The signing secrets of webhooks: made, replaced while the old one signs along, and shown to admins."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import build_secret
from webhook_dashboard.domain.webhooks import PreviousSecret
from webhook_dashboard.services.context import Context, Wake
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.stored_webhooks import StoredWebhooks, require_revision
from webhook_dashboard.services.webhook_configuration import configuration_of
from webhook_dashboard.storage.database import Connection

DEFAULT_OVERLAP: Final = timedelta(hours=24)
LONGEST_OVERLAP: Final = timedelta(days=7)
SECRET_BYTES: Final = 24
_MOST_PREVIOUS: Final = 2


def make_secret() -> str:
    """Return a new signing secret, `whsec_` and the base64 of random bytes."""
    return build_secret(secrets.token_bytes(SECRET_BYTES))


class WebhookSecrets:
    """Verbs about secrets. `wake` is called when one was replaced."""

    def __init__(self, context: Context, stored: StoredWebhooks, wake: Wake) -> None:
        self._context = context
        self._stored = stored
        self._wake = wake

    async def rotate(
        self,
        webhook_id: int,
        actor: Actor,
        *,
        overlap: timedelta = DEFAULT_OVERLAP,
        secret: str | None = None,
        expected: Collection[int] | None = None,
    ) -> str:
        """Give a webhook another secret, a new one or the one given; returns it, this once.

        Until `overlap` has passed the old one signs along (C25); zero ends it at once. `expected` are the
        revisions whose secret may be replaced; None is any.

        Raises:
            InvalidInput: the overlap is over 7 days, or the secret does not fit. NotFound. NotAllowed.
            Outdated: it is at another revision.
        """
        actor.require(Role.ADMIN)
        if not timedelta() <= overlap <= LONGEST_OVERLAP:
            raise InvalidInput("overlap_hours", "overlap_hours: expected 0 to 168.")
        if secret == "":
            raise InvalidInput("secret", "secret: give the new secret, or leave it out to have one made.")

        def work(connection: Connection) -> str:
            before, credentials = self._stored.open(connection, webhook_id)
            require_revision(before, expected)
            fresh = make_secret() if secret is None else secret
            after = replace(configuration_of(before, credentials), secret=fresh).checked()
            now = self._context.clock()
            kept = [one for one in credentials.previous if overlap and one.valid_until > now][:_MOST_PREVIOUS]
            if overlap and credentials.secret:
                kept = [PreviousSecret(credentials.secret, now + overlap), *kept]
            self._stored.save(connection, before, replace(credentials, previous=tuple(kept)), after, actor)
            return fresh

        fresh = await self._context.database.write(work)
        self._wake()
        return fresh

    async def reveal(self, webhook_id: int, actor: Actor) -> str:
        """Return the secret of a webhook, "" for none, and note who looked.

        Raises:
            NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)

        def work(connection: Connection) -> str:
            summary, credentials = self._stored.open(connection, webhook_id)
            subject = encode_id(WEBHOOK, webhook_id)
            self._context.note(connection, actor, "webhook.secret_revealed", subject, name=summary.name)
            return credentials.secret

        return await self._context.database.write(work)
