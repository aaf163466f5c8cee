"""The state of the list from which one chooses an event type to filter by."""

from typing import Any, Final

import reflex as rx

from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui.pages.webhooks import rows
from webhook_dashboard.ui.pages.webhooks.reading import TYPES_KEPT_SECONDS, read_types
from webhook_dashboard.ui.pages.webhooks.rows import EventChoice
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import handler, hub

FIELD: Final = "event-type"


class EventFilterState(rx.State):
    """What can be chosen, while the list is open."""

    is_open: rx.Field[bool] = rx.field(False)
    choices: rx.Field[list[EventChoice]] = rx.field(default_factory=list)

    @handler()
    async def change_open(self, is_open: bool) -> None:
        """Open the list with all there is, or close it."""
        if is_open is True:
            await self._find("")
        self.is_open = is_open is True

    @handler()
    async def find(self, text: str) -> None:
        """Offer the event types that hold a text, themselves or in their category."""
        await self._find(str(text))

    @handler()
    async def choose(self, event_type: str) -> Any:
        """Show the webhooks that get an event type; all of them with none."""
        self.is_open = False
        return WebhooksState.choose_event(str(event_type))

    @handler()
    async def choose_first(self, form: dict[str, Any]) -> Any:
        """Take the first that holds the text in the field, which may not have been told yet."""
        await self._find(str(form.get(FIELD, "")) if isinstance(form, dict) else "")
        if not self.choices:
            return None
        self.is_open = False
        return WebhooksState.choose_event(self.choices[0].key)

    async def _find(self, text: str) -> None:
        listed = await self.get_state(WebhooksState)
        webhooks = await hub().shared("webhooks listed", list_webhooks)
        types = await hub().shared("webhooks types", read_types, kept_seconds=TYPES_KEPT_SECONDS)
        self.choices = rows.event_choices(webhooks, types, chosen=listed.event_filter, search=text)
