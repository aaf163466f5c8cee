"""The state of the question before a webhook is deleted."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, encode_id, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhooks import find_webhook
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.webhooks.form_state import FormState
from webhook_dashboard.ui.removal import Cost, cost_words, read_cost
from webhook_dashboard.ui.session import handler, platform, signed_in_actor


class RemovalState(rx.State):
    """Which webhook is about to be deleted, and what that costs."""

    is_open: rx.Field[bool] = rx.field(False)
    name: rx.Field[str] = rx.field("")
    cost: rx.Field[str] = rx.field("")

    _webhook_id: int = 0

    @handler(Role.ADMIN)
    async def ask(self, public_id: str) -> None:
        """Ask, with the numbers of this moment."""
        webhook_id = parse_id(WEBHOOK, str(public_id))

        def read(connection: Connection) -> tuple[str, Cost]:
            found = find_webhook(connection, webhook_id)
            if found is None:
                raise NotFound("There is no such webhook. It may have been deleted.")
            return found.summary.name, read_cost(connection, webhook_id)

        self.name, cost = await platform().database.read(read)
        self.cost = cost_words(self.name, cost)
        self._webhook_id, self.is_open = webhook_id, True

    @handler()
    async def change_open(self, is_open: bool) -> None:
        """Leave the webhook as it is."""
        self.is_open = self.is_open and is_open is True

    @handler(Role.ADMIN)
    async def delete(self) -> Any:
        """Delete it; the dialog of the same webhook closes."""
        if not self.is_open:
            return None
        self.is_open = False
        await platform().webhooks.delete(self._webhook_id, await signed_in_actor(self))
        done = toast_done(f"{self.name} is deleted.")
        form = await self.get_state(FormState)
        if form.public_id != encode_id(WEBHOOK, self._webhook_id):
            return done
        return [done, FormState.discard]
