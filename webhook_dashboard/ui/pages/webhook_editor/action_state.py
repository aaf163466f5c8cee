"""The state of the editor, continued: activate, pause, resume and delete the webhook in hand."""

from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.webhook_editor.reading import read_stored
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.removal import cost_words, read_cost
from webhook_dashboard.ui.session import handler, platform, signed_in_actor


class ActionState(EditorState):
    """What is done at once, beside the work that waits to be saved."""

    is_removing: rx.Field[bool] = rx.field(False)
    removal_cost: rx.Field[str] = rx.field("")

    _asked: str = ""
    """The id of the webhook that may be deleted."""

    @handler(Role.ADMIN)
    async def activate(self) -> Any:
        """Have it send from now on."""
        summary = self._stored()
        await platform().webhooks.update(summary.id, WebhookChange(active=True), await signed_in_actor(self))
        await self._follow_now()
        return toast_done(f"{summary.name} sends from now on.")

    @handler(Role.OPERATOR)
    async def pause(self) -> Any:
        """Have its deliveries wait."""
        summary = self._stored()
        await platform().webhooks.pause(summary.id, await signed_in_actor(self))
        await self._follow_now()
        return toast_done(f"{summary.name} is paused. Its deliveries wait until you resume it.")

    @handler(Role.OPERATOR)
    async def resume(self) -> Any:
        """Have it send again."""
        summary = self._stored()
        waiting = await platform().webhooks.resume(summary.id, await signed_in_actor(self))
        await self._follow_now()
        verb = "is" if waiting == 1 else "are"
        words = (
            f"{format_noun(waiting, 'delivery', 'deliveries')} {verb} sent now."
            if waiting
            else "Nothing waited."
        )
        return toast_done(f"{summary.name} sends again. {words}")

    @handler(Role.ADMIN)
    async def ask_removal(self) -> None:
        """Ask before it is deleted, with the numbers of this moment."""
        summary = self._stored()
        cost = await platform().database.read(partial(read_cost, webhook_id=summary.id))
        self._asked = self.webhook_id
        self.removal_cost, self.is_removing = cost_words(summary.name, cost), True

    @handler()
    async def change_removing(self, is_open: bool) -> None:
        """Leave it as it is."""
        self.is_removing = self.is_removing and is_open is True

    @handler(Role.ADMIN)
    async def delete(self) -> Any:
        """Delete it."""
        if not self.is_removing:
            return None
        summary, self.is_removing = self._stored(), False
        self._check_asked(self._asked)
        await platform().webhooks.delete(summary.id, await signed_in_actor(self))
        self.is_loaded = False
        self._kept = {key: work for key, work in self._kept.items() if key != self.webhook_id}
        return [toast_done(f"{summary.name} is deleted."), rx.redirect("/webhooks")]

    def _arrive(self) -> None:
        """Begin the page without the question."""
        self.is_removing = False

    def _stored(self) -> WebhookSummary:
        if self._work.summary is None:
            raise NotFound("There is no such webhook.")
        return self._work.summary

    async def _follow_now(self) -> None:
        """Show what was just done; what is typed stays."""
        stored = await platform().database.read(partial(read_stored, webhook_id=self._stored().id))
        self._acts += 1
        if stored is not None:
            self._follow(stored)
