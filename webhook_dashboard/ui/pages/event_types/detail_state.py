"""The state of one event type, in the panel beside the list: sample, fields, and how to take it away."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Conflict, Unavailable
from webhook_dashboard.domain.fields import FieldInfo
from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.event_types.address import parse_address
from webhook_dashboard.ui.pages.event_types.detail_rows import (
    DELETE,
    DetailView,
    FieldRow,
    delete_words,
    to_detail,
    to_field_rows,
)
from webhook_dashboard.ui.pages.event_types.reading import TypeReading, read_naming, read_type
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.session import handler, leave, platform, signed_in_actor, updates, zone_of

TABS = ("sample", "fields")


class TypeState(rx.State):
    """What is shown of one event type. Every text is made by detail_rows.py."""

    is_there: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    detail: rx.Field[DetailView] = rx.field(default_factory=DetailView)
    fields: rx.Field[list[FieldRow]] = rx.field(default_factory=list)
    tab: rx.Field[str] = rx.field("sample")
    is_asking: rx.Field[bool] = rx.field(False)
    removal_title: rx.Field[str] = rx.field("")
    removal_cost: rx.Field[str] = rx.field("")
    removal_word: rx.Field[str] = rx.field("")

    _wanted: str = ""
    _refreshes: int = 0
    _asked: str = ""
    """The type that may be taken away."""

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show the type that the address names, and follow it while the page is open."""
        address = parse_address(self.router.url.query_parameters)
        if not address.is_creating:
            async with self:
                self._wanted = address.shown
                # The old type stays until the new one is there; J and K do not flicker.
                self.is_there = self.is_there and address.shown != ""
                self.is_asking = False
        async for _ in updates(self):
            await self._follow()
        yield leave()

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error."""
        if self._wanted:
            await self._refresh(self._wanted)

    @handler()
    async def choose_tab(self, tab: str) -> None:
        """Show the sample or the fields."""
        if tab in TABS:
            self.tab = tab

    @handler(Role.ADMIN)
    async def ask_to_remove(self) -> None:
        """Ask before the entry, or what was changed in it, is lost."""
        if not self.detail.removal:
            return
        key = self.detail.key
        names = await platform().database.read(lambda connection: read_naming(connection, key))
        is_delete = self.detail.removal == DELETE
        self.removal_title = f"Delete {key}?" if is_delete else f"Take back the changes of {key}?"
        self.removal_word = "Delete event type" if is_delete else "Take back changes"
        back = f"It becomes what the pack {self.detail.origin} says. What you wrote is lost."
        self.removal_cost = delete_words(key, names) if is_delete else back
        self._asked, self.is_asking = key, True

    @handler()
    async def change_asking(self, is_open: bool) -> None:
        """Leave the entry as it is."""
        self.is_asking = self.is_asking and is_open is True

    @handler(Role.ADMIN)
    async def remove(self) -> Any:
        """Delete the entry, or take back what was changed in a built-in one."""
        if not self.is_asking:
            return None
        self.is_asking = False
        key, is_delete = self.detail.key, self.detail.removal == DELETE
        if key != self._asked:
            raise Conflict("Another event type is open now. Nothing was changed.")
        await platform().event_types.delete(key, await signed_in_actor(self), even_if_used=True)
        if is_delete:
            close = (await self.get_state(EventTypesState)).close_href or "/event-types"
            return [rx.redirect(close), toast_done(f"{key} is deleted.")]
        await self._refresh(key)
        return [EventTypesState.load, toast_done(f"{key} is as its pack says again.")]

    async def _refresh(self, key: str) -> None:
        self._refreshes += 1
        self._show(*await _read(key))

    async def _follow(self) -> None:
        """One update. It is dropped when a handler has asked meanwhile: that knows at least as much."""
        wanted, refreshes = self._wanted, self._refreshes
        if not wanted:
            return
        try:
            reading, fields = await _read(wanted)
        except Unavailable:
            async with self:
                self.problem = "We could not load this event type. The database does not answer."
            return
        async with self:
            if (wanted, refreshes) == (self._wanted, self._refreshes):
                self._show(reading, fields)

    def _show(self, reading: TypeReading, fields: Sequence[FieldInfo]) -> None:
        address = parse_address(self.router.url.query_parameters)
        self._assign(
            problem="",
            is_there=True,
            detail=to_detail(reading, address, platform().clock(), zone_of(self)),
            fields=to_field_rows(fields),
        )

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)


async def _read(key: str) -> tuple[TypeReading, Sequence[FieldInfo]]:
    reading = await platform().database.read(lambda connection: read_type(connection, key))
    return reading, await platform().event_types.fields(key)
