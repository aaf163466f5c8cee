"""The state of the event catalogue: what the address asks for, its rows, and the switches of its packs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, Unavailable
from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.address_bar import keep_address
from webhook_dashboard.ui.components.dialogs import toast_failed
from webhook_dashboard.ui.pages.event_types import rows
from webhook_dashboard.ui.pages.event_types.address import TypesAddress, parse_address
from webhook_dashboard.ui.pages.event_types.reading import LIST_KEPT_SECONDS, Catalogue, read_list
from webhook_dashboard.ui.pages.event_types.rows import PackRow, TypeRow
from webhook_dashboard.ui.search_field import show_search
from webhook_dashboard.ui.session import handler, hub, leave, platform, signed_in_actor, updates, zone_of

SEARCH = "type-search"
"""The id of the field."""
SHARED = "event types"
"""The name of the list among what the tabs ask together."""


class EventTypesState(rx.State):
    """What the list shows. Every text is made by rows.py."""

    is_loaded: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    rows: rx.Field[list[TypeRow]] = rx.field(default_factory=list)
    packs: rx.Field[list[PackRow]] = rx.field(default_factory=list)
    shows_packs: rx.Field[bool] = rx.field(False)
    is_empty: rx.Field[bool] = rx.field(False)
    count_text: rx.Field[str] = rx.field("")
    nothing_text: rx.Field[str] = rx.field("")
    search: rx.Field[str] = rx.field("")
    shown: rx.Field[str] = rx.field("")
    previous: rx.Field[str] = rx.field("")
    following: rx.Field[str] = rx.field("")
    open_base: rx.Field[str] = rx.field("")
    create_href: rx.Field[str] = rx.field("")
    close_href: rx.Field[str] = rx.field("")
    clearings: rx.Field[int] = rx.field(0)

    _address: TypesAddress = TypesAddress()
    _refreshes: int = 0

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show what the address asks for, and then follow every change while the page is open."""
        async with self:
            asked = parse_address(self.router.url.query_parameters)
            if asked.is_creating:
                asked = replace(asked.closed(), shown=self._address.shown)
            is_other = asked.search != self.search
            self._go(asked)
        if is_other:
            yield show_search(SEARCH, asked.search, EventTypesState.look_for)
        is_first = True
        async for _ in updates(self):
            await self._follow(is_first)
            is_first = False
        yield leave()

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error or a change."""
        await self._refresh()

    @handler()
    async def look_for(self, text: str) -> Any:
        """Show the types whose name, description, category or pack hold a text."""
        wanted = self._address.searched(str(text))
        return None if wanted == self._address else await self._move(wanted)

    @handler()
    async def clear_search(self) -> Any:
        """Show all types."""
        self.clearings += 1
        return await self._move(self._address.searched(""))

    @handler()
    async def open_packs(self, is_open: bool) -> None:
        """Open or close the list of packs."""
        self.shows_packs = is_open is True

    @handler(Role.ADMIN)
    async def switch_pack(self, key: str) -> AsyncIterator[Any]:
        """Offer the types of a pack or hide them: the switch moves at once, and back when it was refused."""
        shown = next((pack for pack in self.packs if pack.key == key), None)
        if shown is None:
            return
        before = self.packs
        self.packs = [
            replace(pack, is_enabled=not pack.is_enabled) if pack.key == key else pack for pack in before
        ]
        yield
        try:
            actor = await signed_in_actor(self)
            await platform().event_types.switch_pack(shown.key, not shown.is_enabled, actor)
        except DomainError as error:
            self.packs = before
            yield toast_failed(error.message)
        else:
            await self._refresh()

    def _go(self, address: TypesAddress) -> None:
        self._address = address
        self._assign(
            search=address.search,
            shown=address.shown,
            open_base=address.open_base(),
            create_href=address.creating().href(),
            close_href=address.closed().href(),
        )

    async def _move(self, address: TypesAddress) -> Any:
        self._go(address)
        await self._refresh()
        return keep_address(self, address.href())

    async def _follow(self, is_first: bool) -> None:
        """One update: read outside the lock of the tab, assign inside.

        The first is not shared: what this person just changed is not in an answer of before. For the same
        reason an update is dropped when a handler has asked meanwhile: that knows at least as much.
        """
        refreshes = self._refreshes
        try:
            if is_first:
                catalogue = await platform().database.read(read_list)
            else:
                catalogue = await hub().shared(SHARED, read_list, kept_seconds=LIST_KEPT_SECONDS)
        except Unavailable as error:
            async with self:
                self.problem = f"We could not load event types. {error.message}"
            return
        async with self:
            if refreshes == self._refreshes:
                self._show(catalogue)

    async def _refresh(self) -> None:
        """Ask anew: what was just changed is not in an answer that another tab got before."""
        self._refreshes += 1
        hub().forget(SHARED)
        try:
            self._show(await platform().database.read(read_list))
        except Unavailable as error:
            self.problem = f"We could not load event types. {error.message}"

    def _show(self, catalogue: Catalogue) -> None:
        listed = rows.to_rows(catalogue, self._address, platform().clock(), zone_of(self))
        is_empty = not catalogue.entries and not catalogue.newest
        previous, following = rows.neighbours(listed, self.shown)
        self._assign(
            is_loaded=True,
            problem="",
            rows=listed,
            packs=rows.to_packs(catalogue),
            is_empty=is_empty,
            count_text=rows.count_words(catalogue, len(listed) if self._address.search else None),
            nothing_text="" if listed or is_empty else rows.nothing_words(self._address, catalogue),
            previous=previous,
            following=following,
        )

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
