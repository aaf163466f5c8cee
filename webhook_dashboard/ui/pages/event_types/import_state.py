"""The state of the import: the JSON that is pasted, what is wrong with it, and what it would do."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, InvalidInput
from webhook_dashboard.domain.event_types import parse_sample
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.event_types import ImportOutcome
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.event_types import form as forms
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

MAX_IMPORT_TEXT = 800_000


class ImportState(rx.State):
    """The dialog that imports event types."""

    is_open: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    text: rx.Field[str] = rx.field("")
    error: rx.Field[str] = rx.field("")
    words: rx.Field[str] = rx.field("")
    new_keys: rx.Field[list[str]] = rx.field(default_factory=list)
    changed_keys: rx.Field[list[str]] = rx.field(default_factory=list)
    listing: rx.Field[int] = rx.field(0)
    """Counts what was said that a text would do; it comes back with Import."""

    @handler(Role.ADMIN)
    async def open(self) -> None:
        """Open the dialog, empty."""
        self._begin("")
        self.is_open = True

    @handler()
    async def change_open(self, is_open: bool) -> None:
        """Close the dialog; what is pasted is forgotten."""
        if is_open is not True:
            self.is_open = False
            self._begin("")

    @handler(Role.ADMIN)
    async def set_text(self, text: str) -> None:
        """Say what the pasted text would do."""
        await self._take(str(text)[:MAX_IMPORT_TEXT])

    @handler(Role.ADMIN)
    async def fill_example(self) -> None:
        """Show what an import looks like."""
        self._begin(forms.IMPORT_EXAMPLE)
        await self._look_anew()

    @handler(Role.ADMIN)
    async def save(self, listing: int, text: str) -> Any:
        """Import all of what stands in the field, if that is what was shown; else show it.

        `listing` is the number of what was on the screen.
        """
        if listing != self.listing:
            return None
        shown = self._outcome()
        await self._take(str(text)[:MAX_IMPORT_TEXT])
        if not self.is_open or self.error or not self.words or self._outcome() != shown:
            return None
        actor = await signed_in_actor(self)
        outcome = await platform().event_types.import_types(parse_sample(self.text), actor)
        self.is_open = False
        self._begin("")
        return [EventTypesState.load, toast_done(f"Imported: {forms.outcome_words(outcome)}")]

    async def _take(self, text: str) -> None:
        if self.is_open and (text != self.text or self.error):
            self.text = text
            await self._look_anew()

    def _outcome(self) -> tuple[str, list[str], list[str]]:
        return self.words, list(self.new_keys), list(self.changed_keys)

    async def _look_anew(self) -> None:
        shown = self._outcome()
        await self._look()
        if self._outcome() != shown:
            self.listing += 1

    async def _look(self) -> None:
        self.error = self.words = ""
        self.new_keys, self.changed_keys = [], []
        if not self.text.strip():
            return
        try:
            outcome = await self._try()
        except InvalidInput as error:
            self.error = forms.entry_sentence(error)
        except DomainError as error:
            self.error = error.message
        else:
            self.words = forms.outcome_words(outcome)
            self.new_keys, self.changed_keys = list(outcome.created[:50]), list(outcome.changed[:50])

    async def _try(self) -> ImportOutcome:
        actor = await signed_in_actor(self)
        return await platform().event_types.import_types(parse_sample(self.text), actor, only_look=True)

    def _begin(self, text: str) -> None:
        self.text, self.opened = text, self.opened + 1
        self.error = self.words = ""
        self.new_keys, self.changed_keys = [], []
