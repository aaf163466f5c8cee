"""What one does with an inbox: make and delete it, empty it, send something to it."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.events import SAMPLE_EVENT, check_event
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.services.events import Publication
from webhook_dashboard.services.webhook_drafts import WebhookDraft
from webhook_dashboard.storage.inboxes import list_senders
from webhook_dashboard.ui.components.dialogs import toast_done, toast_failed
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.inbox.address import ROUTE, screen_href
from webhook_dashboard.ui.pages.inbox.state import InboxState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor


class InboxActionsState(rx.State):
    """Whether a dialog asks, and whether something is on its way.

    A question is about the inbox `asked`: without one in the address the screen goes on to whichever gets a
    request.
    """

    is_busy: rx.Field[bool] = rx.field(False)
    asks_to_clear: rx.Field[bool] = rx.field(False)
    asks_to_delete: rx.Field[bool] = rx.field(False)
    asked: rx.Field[str] = rx.field("")
    clear_text: rx.Field[str] = rx.field("")

    @handler()
    async def arrive(self) -> None:
        """Begin the page without a question."""
        self.asks_to_clear = self.asks_to_delete = False

    @handler(Role.OPERATOR)
    async def make_inbox(self) -> Any:
        """Make an inbox and go there."""
        token = await platform().inboxes.create(await signed_in_actor(self))
        return rx.redirect(screen_href(token))

    @handler(Role.ADMIN)
    async def make_webhook(self) -> AsyncIterator[Any]:
        """Make a webhook for every event to the inbox that is shown."""
        if self.is_busy:
            return
        self.is_busy = True
        yield
        try:
            token = (await self.get_state(InboxState)).token
            if await platform().database.read(partial(list_senders, token=token)):
                return  # the button was pressed once more before it was gone
            draft = WebhookDraft(f"Test inbox {token}", INBOX_PATH + token, ["*"])
            created = await platform().webhooks.create(draft, await signed_in_actor(self))
            yield toast_done(f"{created.summary.name} gets every event from now on.")
        finally:
            self.is_busy = False

    @handler(Role.OPERATOR)
    async def send_event(self) -> AsyncIterator[Any]:
        """Publish the sample event, through the same door as everyone."""
        if self.is_busy:
            return
        self.is_busy = True
        yield
        try:
            yield await self._publish((await self.get_state(InboxState)).token)
        finally:
            self.is_busy = False

    @handler(Role.OPERATOR)
    async def ask_to_clear(self, asks: bool) -> None:
        """Open or close the question before the requests go."""
        if asks is True:
            shown = await self.get_state(InboxState)
            self.asked, self.clear_text = shown.token, shown.clear_text
        self.asks_to_clear = asks is True

    @handler(Role.OPERATOR)
    async def ask_to_delete(self, asks: bool) -> None:
        """Open or close the question before the inbox goes."""
        if asks is True:
            self.asked = (await self.get_state(InboxState)).token
        self.asks_to_delete = asks is True

    @handler(Role.OPERATOR)
    async def clear(self) -> Any:
        """Forget the requests of the inbox that the question is about."""
        if not self.asks_to_clear:
            return None
        self.asks_to_clear = False
        count = await platform().inboxes.clear(self.asked, await signed_in_actor(self))
        return [InboxState.show_all, toast_done(f"{format_noun(count, 'request')} cleared.")]

    @handler(Role.OPERATOR)
    async def delete(self) -> Any:
        """Delete the inbox that the question is about."""
        if not self.asks_to_delete:
            return None
        self.asks_to_delete = False
        await platform().inboxes.delete(self.asked, await signed_in_actor(self))
        return [rx.redirect(ROUTE), toast_done(f"Inbox {self.asked} is deleted.")]

    async def _publish(self, token: str) -> Any:
        event = check_event(dict(SAMPLE_EVENT), orjson.dumps)
        (published,) = await platform().publisher.publish(Publication((event,)))
        senders = await platform().database.read(lambda connection: list_senders(connection, token))
        reached = {delivery.webhook_id for delivery in published.deliveries}
        if not any(encode_id(WEBHOOK, sender.webhook_id) in reached for sender in senders):
            return toast_failed(f"The webhook to this inbox is off, or does not subscribe to {event.type}.")
        return toast_done(f"{event.type} is on its way to {format_noun(len(reached), 'webhook')}.")
