"""The state of the dialog in which a sample of one's own is typed or pasted."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.ui.pages.webhook_editor.filters.samples import lay_out, own_sample
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.session import handler

MAX_TEXT = 300_000


class OwnSampleState(rx.State):
    """The dialog. `opened` counts openings: its fields begin anew."""

    is_open: rx.Field[bool] = rx.field(False)
    is_pasting: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    text: rx.Field[str] = rx.field("")
    error: rx.Field[str] = rx.field("")

    @handler()
    async def begin(self, is_pasting: bool) -> None:
        """Open the dialog: empty to paste, or with the sample of the type to change."""
        filters = await self.get_state(FiltersState)
        if not filters.event_type:
            return
        sample = filters._desk.take(filters.event_type).sample
        self.is_pasting = is_pasting is True
        self.text = "" if self.is_pasting else lay_out(sample)
        self.error, self.is_open = "", True
        self.opened += 1

    @handler()
    async def change_open(self, is_open: bool) -> None:
        """Close the dialog."""
        self.is_open = self.is_open and is_open is True

    @handler()
    async def keep(self, typed: dict[str, Any]) -> Any:
        """Take the sample up, or say what is wrong with it."""
        filters = await self.get_state(FiltersState)
        found = filters._desk.take(filters.event_type)
        try:
            sample = own_sample(
                str(typed.get("sample-name", "")), str(typed.get("sample", ""))[:MAX_TEXT], found.own
            )
        except InvalidInput as error:
            sentence = error.message.removeprefix(f"{error.field}: ")
            self.error = sentence[:1].upper() + sentence[1:]
            return rx.call_script("document.getElementById('sample')?.focus()")
        found.own = [*found.own, sample]
        # A trial under way does not know it; and where nothing is set, nothing is stored in Redis.
        filters._sequence += 1
        self.is_open = False
        return FiltersState.judge

    @handler()
    async def remove(self, number: int) -> Any:
        """Take a sample of one's own away."""
        filters = await self.get_state(FiltersState)
        found = filters._desk.take(filters.event_type)
        found.own = [sample for sample in found.own if sample.id != number]
        filters._sequence += 1
        return FiltersState.judge
