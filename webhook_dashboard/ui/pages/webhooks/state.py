"""The state of the list of webhooks: what the address asks for, its rows, and the switches in them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, Unavailable
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui.address_bar import keep_address
from webhook_dashboard.ui.components.dialogs import toast_failed
from webhook_dashboard.ui.pages.webhooks import rows
from webhook_dashboard.ui.pages.webhooks.address import ListAddress, moved_to, parse_address
from webhook_dashboard.ui.pages.webhooks.reading import MONTH_KEPT_SECONDS, Month, read_month
from webhook_dashboard.ui.pages.webhooks.rows import Listed, WebhookRow
from webhook_dashboard.ui.search_field import show_search
from webhook_dashboard.ui.session import handler, hub, leave, platform, signed_in_actor, updates, zone_of

SEARCH = "hook-search"
"""The id of the field."""


class WebhooksState(rx.State):
    """What the list shows. Every text is made by rows.py."""

    is_loaded: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    rows: rx.Field[list[WebhookRow]] = rx.field(default_factory=list)
    is_empty: rx.Field[bool] = rx.field(False)
    count_text: rx.Field[str] = rx.field("")
    nothing_text: rx.Field[str] = rx.field("")
    search: rx.Field[str] = rx.field("")
    state_filter: rx.Field[str] = rx.field("")
    event_filter: rx.Field[str] = rx.field("")
    sort: rx.Field[str] = rx.field("")
    is_filtered: rx.Field[bool] = rx.field(False)
    clearings: rx.Field[int] = rx.field(0)
    selected: rx.Field[list[str]] = rx.field(default_factory=list)
    selected_words: rx.Field[str] = rx.field("")
    all_selected: rx.Field[bool] = rx.field(False)

    _address: ListAddress = ListAddress()
    _order: rx.Field[list[int]] = rx.field(default_factory=list)
    _refreshes: int = 0

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show what the address asks for, and then follow every change while the page is open."""
        async with self:
            parameters = self.router.url.query_parameters
            asked = parse_address(parameters)
            is_other = asked.search != self.search
            self._go(asked)
        if moved := moved_to(parameters):
            yield rx.redirect(moved, replace=True)
            return
        if is_other:
            yield show_search(SEARCH, asked.search, WebhooksState.look_for)
        async for _ in updates(self):
            await self._follow()
        yield leave()

    @handler()
    async def arrive(self) -> None:
        """Begin the page without what was selected when it was left."""
        self._select([])

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error."""
        await self._refresh()

    @handler()
    async def look_for(self, text: str) -> Any:
        """Show the webhooks whose name, URL or events hold a text."""
        wanted = self._address.searched(str(text))
        return None if wanted == self._address else await self._move(wanted)

    @handler()
    async def choose_state(self, state: str) -> Any:
        """Show the webhooks of one state; of all with any other word."""
        return await self._move(self._address.filtered(str(state)))

    @handler()
    async def choose_event(self, event_type: str) -> Any:
        """Show the webhooks that get an event type; all of them with none."""
        return await self._move(self._address.getting(str(event_type)))

    @handler()
    async def choose_sort(self, sort: str) -> Any:
        """Put the webhooks in another order."""
        return await self._move(self._address.sorted_by(str(sort)))

    @handler()
    async def sort_by_head(self, column: str) -> Any:
        """Order by a column; the other way round the second time, as at first the third time."""
        return await self._move(self._address.sorted_by_head(str(column)))

    @handler()
    async def clear_filters(self) -> Any:
        """Show all webhooks."""
        self.clearings += 1
        return await self._move(self._address.cleared())

    @handler(Role.ADMIN)
    async def switch_webhook(self, public_id: str) -> AsyncIterator[Any]:
        """Switch a webhook on or off: the switch moves at once, and back when it was refused."""
        webhook_id = parse_id(WEBHOOK, str(public_id))
        shown = next((row for row in self.rows if row.id == public_id), None)
        if shown is None:
            return
        before = self.rows
        self.rows = [replace(row, active=not row.active) if row.id == public_id else row for row in before]
        yield
        try:
            change = WebhookChange(active=not shown.active)
            await platform().webhooks.update(webhook_id, change, await signed_in_actor(self))
        except DomainError as error:
            self.rows = before
            yield toast_failed(error.message)
        else:
            await self._refresh()

    @handler()
    async def select(self, public_id: str, is_chosen: bool) -> None:
        """Select a row, or not."""
        others = [one for one in self.selected if one != public_id]
        self._select([*others, public_id] if is_chosen is True else others)

    @handler()
    async def select_all(self, is_chosen: bool) -> None:
        """Select every row that is shown, or none."""
        self._select([row.id for row in self.rows] if is_chosen is True else [])

    @handler()
    async def forget_selection(self) -> None:
        """Select nothing."""
        self._select([])
        await self._refresh()

    def _select(self, public_ids: list[str]) -> None:
        known = {row.id for row in self.rows}
        kept = [one for one in public_ids if one in known]
        words = f"{len(kept)} selected" if kept else ""
        self._assign(selected=kept, selected_words=words, all_selected=0 < len(known) == len(kept))

    def _go(self, address: ListAddress) -> None:
        """Take up another search, filter or order; the rows are put in order anew."""
        self._address, self._order = address, []
        self._assign(
            search=address.search,
            state_filter=address.state,
            event_filter=address.event,
            sort=address.sort,
            is_filtered=address.is_filtered,
        )

    async def _move(self, address: ListAddress) -> Any:
        self._go(address)
        await self._refresh()
        return keep_address(self, address.href())

    async def _follow(self) -> None:
        """One update: read outside the lock of the tab, assign inside.

        It is dropped when a handler has asked meanwhile: that knows at least as much.
        """
        zone, now, refreshes = zone_of(self), platform().clock(), self._refreshes
        try:
            month = await self._read_month()
            listed = await hub().shared(
                self._shared_as(),
                lambda connection: rows.to_listed(list_webhooks(connection), month, now, zone),
            )
        except Unavailable as error:
            async with self:
                self.problem = f"We could not load webhooks. {error.message}"
            return
        async with self:
            if refreshes == self._refreshes:
                self._show(listed)

    async def _refresh(self) -> None:
        """Ask anew: what was just changed is not in an answer that another tab got before."""
        self._refreshes += 1
        hub().forget(self._shared_as())
        try:
            webhooks = await platform().database.read(list_webhooks)
            month = await self._read_month()
            self._show(rows.to_listed(webhooks, month, platform().clock(), zone_of(self)))
        except Unavailable as error:
            self.problem = f"We could not load webhooks. {error.message}"

    def _shared_as(self) -> tuple[str, str]:
        return ("webhooks", zone_of(self).key)

    async def _read_month(self) -> Month:
        zone = zone_of(self)
        read = partial(read_month, now=platform().clock(), zone=zone)
        return await hub().shared(("webhooks month", zone.key), read, kept_seconds=MONTH_KEPT_SECONDS)

    def _show(self, listed: Listed) -> None:
        wanted = rows.order_webhooks(listed.webhooks, listed.totals, self._address)
        if set(wanted) != set(self._order):
            self._order = wanted  # else the rows stay where the reader looks at them
        self._assign(
            is_loaded=True,
            problem="",
            rows=[listed.rows[webhook_id] for webhook_id in self._order],
            is_empty=not listed.webhooks,
            count_text=rows.count_words(listed.webhooks, len(wanted)),
            nothing_text="" if wanted else rows.nothing_words(self._address, len(listed.webhooks)),
        )
        self._select(self.selected)

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
