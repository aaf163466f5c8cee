"""The state of the question before webhooks are deleted."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhooks import find_webhook
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.removal import Cost, cost_words, read_cost
from webhook_dashboard.ui.session import handler, platform, signed_in_actor


class RemovalState(rx.State):
    """Which webhooks are about to be deleted, and what that costs."""

    is_open: rx.Field[bool] = rx.field(False)
    name: rx.Field[str] = rx.field("")
    cost: rx.Field[str] = rx.field("")
    action: rx.Field[str] = rx.field("")

    _webhook_ids: tuple[int, ...] = ()

    @handler(Role.ADMIN)
    async def ask(self, public_id: str) -> None:
        """Ask about one, with the numbers of this moment."""
        await self._ask([parse_id(WEBHOOK, str(public_id))])

    @handler(Role.ADMIN)
    async def ask_selected(self) -> None:
        """Ask about those that are selected in the list."""
        listed = await self.get_state(WebhooksState)
        await self._ask([parse_id(WEBHOOK, public_id) for public_id in listed.selected])

    @handler()
    async def change_open(self, is_open: bool) -> None:
        """Leave them as they are."""
        self.is_open = self.is_open and is_open is True

    @handler(Role.ADMIN)
    async def delete(self) -> Any:
        """Delete them."""
        if not self.is_open:
            return None
        self.is_open = False
        actor = await signed_in_actor(self)
        for webhook_id in self._webhook_ids:
            await platform().webhooks.delete(webhook_id, actor)
        verb = "is" if len(self._webhook_ids) == 1 else "are"
        return [toast_done(f"{self.name} {verb} deleted."), WebhooksState.forget_selection]

    async def _ask(self, webhook_ids: Sequence[int]) -> None:
        if not webhook_ids:
            return

        def read(connection: Connection) -> tuple[str, Cost]:
            found = [find_webhook(connection, webhook_id) for webhook_id in webhook_ids]
            names = [one.summary.name for one in found if one is not None]
            if len(names) < len(webhook_ids):
                raise NotFound("There is no such webhook. It may have been deleted.")
            costs = [read_cost(connection, webhook_id) for webhook_id in webhook_ids]
            cost = Cost(sum(one.log_rows for one in costs), sum(one.waiting for one in costs))
            return names[0] if len(names) == 1 else format_noun(len(names), "webhook"), cost

        self.name, cost = await platform().database.read(read)
        several = len(webhook_ids) > 1
        self.cost = cost_words(self.name, cost, several=several)
        self.action = f"Delete {len(webhook_ids)}" if several else "Delete webhook"
        self._webhook_ids, self.is_open = tuple(webhook_ids), True
