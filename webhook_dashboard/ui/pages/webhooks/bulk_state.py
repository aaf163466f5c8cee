"""What is done with the webhooks that are selected in the list, and the export of one."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
import reflex as rx

from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.webhook_documents import export_document
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.webhooks.rows import export_name
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor, zone_of

JSON: Final = "application/json"
WHAT_IS_IN_IT: Final = "Secrets and credentials are left out; URLs are in it as they are."


class BulkState(rx.State):
    """Verbs about several webhooks; which ones, the list knows."""

    @handler(Role.OPERATOR)
    async def pause(self) -> Any:
        """Have the deliveries of the selected webhooks wait."""
        return await self._each("paused", platform().webhooks.pause)

    @handler(Role.OPERATOR)
    async def resume(self) -> Any:
        """Send to the selected webhooks again."""
        return await self._each("resumed", platform().webhooks.resume)

    @handler(Role.ADMIN)
    async def activate(self) -> Any:
        """Switch the selected webhooks on."""
        return await self._switch(True)

    @handler(Role.ADMIN)
    async def deactivate(self) -> Any:
        """Switch the selected webhooks off."""
        return await self._switch(False)

    @handler()
    async def export_selected(self) -> Any:
        """Have the browser save the selected webhooks as JSON."""
        return await self._export(set((await self.get_state(WebhooksState)).selected))

    @handler()
    async def export_one(self, public_id: str) -> Any:
        """Have the browser save one webhook as JSON."""
        return await self._export({str(public_id)})

    async def _switch(self, active: bool) -> Any:
        async def switch(webhook_id: int, actor: Actor) -> None:
            await platform().webhooks.update(webhook_id, WebhookChange(active=active), actor)

        return await self._each("active" if active else "off", switch)

    async def _each(self, word: str, verb: Callable[[int, Actor], Awaitable[object]]) -> Any:
        selected = (await self.get_state(WebhooksState)).selected
        actor = await signed_in_actor(self)
        for public_id in selected:
            await verb(parse_id(WEBHOOK, public_id), actor)
        done = f"{format_noun(len(selected), 'webhook')} {'is' if len(selected) == 1 else 'are'} {word}."
        return [WebhooksState.forget_selection, toast_done(done)]

    async def _export(self, public_ids: set[str]) -> Any:
        wanted = {parse_id(WEBHOOK, public_id) for public_id in public_ids}
        found = [one for one in await platform().database.read(list_webhooks) if one.id in wanted]
        if not found:
            raise NotFound("There is no such webhook. It may have been deleted.")
        text = orjson.dumps(export_document(found), option=orjson.OPT_INDENT_2).decode()
        name = export_name([one.name for one in found], platform().clock(), zone_of(self))
        return [
            rx.download(data=text, filename=name, mime_type=JSON),
            toast_done(f"{format_noun(len(found), 'webhook')} exported. {WHAT_IS_IN_IT}"),
        ]
