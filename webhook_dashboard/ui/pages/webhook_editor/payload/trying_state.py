"""The state of the payload section, continued: the event in hand, and how the result is shown."""

from functools import partial
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.event_types import MAX_SAMPLE_BYTES, parse_sample
from webhook_dashboard.ui.pages.webhook_editor.payload import choices
from webhook_dashboard.ui.pages.webhook_editor.payload.choices import (
    PASTE,
    PASTED,
    SAMPLE,
    Recent,
    TriedEvent,
)
from webhook_dashboard.ui.pages.webhook_editor.payload.state import PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.words import (
    affected_events,
    affected_title,
    to_affected,
)
from webhook_dashboard.ui.session import handler, platform, zone_of

MAX_PASTED: Final = 4 * MAX_SAMPLE_BYTES


class TryingState(PayloadState):
    """What people do in the left and right column, and below."""

    @handler()
    async def look_for(self, query: str) -> Any:
        """Keep the variables whose name or value contains this."""
        self.query = str(query)[:100]
        return PayloadState.preview

    @handler()
    async def show_raw(self, is_raw: bool) -> Any:
        """Show the body byte for byte, or laid out."""
        self.is_raw = is_raw is True
        return PayloadState.preview

    @handler()
    async def toggle_diff(self) -> Any:
        """Show what differs from what the saved webhook would send, or not."""
        self.is_diff = not self.is_diff
        return PayloadState.preview

    @handler()
    async def choose_source(self, key: str) -> Any:
        """Try the template on another event."""
        if key == PASTE:
            self.is_pasting, self.pasted_error = True, ""
            return None
        if key in (SAMPLE, PASTED) or any(one.id == key for one in self._recent):
            await self._choose(key)
        return PayloadState.preview

    @handler()
    async def change_pasting(self, is_open: bool) -> None:
        """Close the dialog for pasted JSON."""
        self.is_pasting = self.is_pasting and is_open is True

    @handler()
    async def use_pasted(self, typed: dict[str, Any]) -> Any:
        """Try the template on the pasted data."""
        text = str(typed.get("pasted", ""))[:MAX_PASTED]
        try:
            parse_sample(text)
        except InvalidInput as error:
            place = error.message.partition(": ")[2]
            self.pasted_error = place[:1].upper() + place[1:]
            return None
        data = text.strip().encode() or b"{}"
        if len(data) > MAX_SAMPLE_BYTES:
            self.pasted_error = f"Use at most {MAX_SAMPLE_BYTES:,} bytes."
            return None
        self._pasted, self.is_pasting = data, False
        await self._choose(PASTED)
        return PayloadState.preview

    @handler()
    async def list_affected(self, name: str) -> None:
        """List the newest events that lack a variable, or cannot be rendered."""
        if self._checked is not None:
            self.affected_title = affected_title(self._checked, str(name))
            events = affected_events(self._checked, str(name))
            self.affected = to_affected(events, platform().clock(), zone_of(self))
            self.is_listing = bool(self.affected)

    @handler()
    async def change_listing(self, is_open: bool) -> None:
        """Close that list."""
        self.is_listing = self.is_listing and is_open is True

    @handler()
    async def try_affected(self, public_id: str) -> Any:
        """Try the template on one of them."""
        row = next((one for one in self.affected if one.id == public_id), None)
        if row is None:
            return None
        self.is_listing = False
        if all(one.id != public_id for one in self._recent):
            self._recent = (*self._recent, Recent(row.id, row.entity))
        await self._choose(public_id)
        return PayloadState.preview

    async def _choose(self, key: str) -> None:
        """Take another event in hand."""
        event_type = self.event_type
        if key == PASTED and self._pasted is not None:
            found: TriedEvent | None = TriedEvent("the pasted JSON", self._pasted)
        elif key == SAMPLE:
            found = choices.sample_event(await platform().event_types.sample(event_type))
        else:
            find = partial(choices.find_event, event_type=event_type, public_id=key)
            found = await platform().database.read(find)
        if found is None:
            raise InvalidInput("event", "That event is not among the last 1,000 any more.")
        self._event, self.source, self.source_name = found, key, found.name
        self.sources = choices.source_options(self._recent, has_pasted=self._pasted is not None)
