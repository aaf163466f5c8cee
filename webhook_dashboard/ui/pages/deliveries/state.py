"""The state of the log: what the address asks for, its rows, and whether they may move."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.ui.pages.deliveries import rows
from webhook_dashboard.ui.pages.deliveries.address import LogAddress, parse_address
from webhook_dashboard.ui.pages.deliveries.filters import LogChip, LogField, Offer, to_chips, to_fields
from webhook_dashboard.ui.pages.deliveries.histogram import draw_histogram, say_end, say_moment
from webhook_dashboard.ui.pages.deliveries.reading import (
    OUTLINE_KEPT_SECONDS,
    LogOutline,
    LogPage,
    read_log,
    read_outline,
)
from webhook_dashboard.ui.pages.deliveries.rows import LogRow
from webhook_dashboard.ui.session import handler, hub, leave, platform, updates, zone_of

PROBLEM = "We could not load deliveries. The database does not answer."
TO_THE_TOP = "document.getElementById('log-rows')?.scrollTo({top: 0})"


class DeliveriesState(rx.State):
    """What the log shows. Every text is made by rows.py and filters.py."""

    is_loaded: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    rows: rx.Field[list[LogRow]] = rx.field(default_factory=list)
    shown: rx.Field[str] = rx.field("")
    new_count: rx.Field[int] = rx.field(0)
    count_text: rx.Field[str] = rx.field("")
    chips: rx.Field[list[LogChip]] = rx.field(default_factory=list)
    fields: rx.Field[list[LogField]] = rx.field(default_factory=list)
    filter_count: rx.Field[int] = rx.field(0)
    histogram: rx.Field[str] = rx.field("")
    range_start: rx.Field[str] = rx.field("")
    range_end: rx.Field[str] = rx.field("")
    page_text: rx.Field[str] = rx.field("")
    newer_href: rx.Field[str] = rx.field("")
    older_href: rx.Field[str] = rx.field("")
    previous: rx.Field[str] = rx.field("")
    following: rx.Field[str] = rx.field("")
    open_base: rx.Field[str] = rx.field("")
    close_href: rx.Field[str] = rx.field("")
    is_empty: rx.Field[bool] = rx.field(False)
    has_webhooks: rx.Field[bool] = rx.field(False)
    nothing_text: rx.Field[str] = rx.field("")

    _address: LogAddress = LogAddress()
    _is_scrolled: bool = False
    _first_shown: int | None = None

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show what the address asks for, and then follow every change while the page is open."""
        async with self:
            moved = self._take_address()
        if moved:
            yield rx.call_script(TO_THE_TOP)
        async for _ in updates(self):
            await self._follow()
        yield leave()

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error."""
        await self._refresh(self._held_before())

    @handler()
    async def show_new(self) -> Any:
        """Put the waiting rows on top and go there."""
        self._is_scrolled = False
        await self._refresh(None)
        return rx.call_script(TO_THE_TOP)

    @handler()
    async def scroll(self, is_scrolled: bool) -> None:
        """The reader has left the top of the list, or is back at it."""
        self._is_scrolled = is_scrolled is True
        if not self._is_scrolled:
            await self._refresh(self._held_before())

    def _take_address(self) -> bool:
        """Take up what the address asks for; returns whether it asks for other rows than before."""
        asked = parse_address(self.router.url.query_parameters)
        moved = asked.closed() != self._address.closed()
        self._address = asked
        self.shown = encode_id(DELIVERY, asked.shown_id) if asked.shown_id is not None else ""
        self._is_scrolled = self._is_scrolled and not moved
        if moved or not self._holds():
            self._first_shown = None
        return moved

    def _holds(self) -> bool:
        """Whether rows may not move: the reader looks at something further down or in the panel."""
        return self._is_scrolled or self._address.shown_id is not None

    def _held_before(self) -> int | None:
        """The cursor in use: of the address, or on the first page the row on top that may not move."""
        if not self._address.is_first_page:
            return self._address.before_id
        return self._first_shown + 1 if self._holds() and self._first_shown is not None else None

    async def _follow(self) -> None:
        """One update: read outside the lock of the tab, assign inside."""
        address, before_id = self._address, self._held_before()
        try:
            page, outline = await self._read(before_id)
        except Unavailable:
            async with self:
                self.problem = PROBLEM
            return
        async with self:
            if (address, before_id) == (self._address, self._held_before()):
                self._show(page, outline)

    async def _read(self, before_id: int | None) -> tuple[LogPage, LogOutline]:
        """Take what another tab may have asked for in this very update."""
        address, zone, now = self._address.closed(), zone_of(self), platform().clock()
        page = await hub().shared(
            ("log", address, before_id, zone.key),
            lambda connection: read_log(connection, address, before_id, now, zone),
        )
        outline = await hub().shared(
            ("log outline", address.first_page(), zone.key),
            lambda connection: read_outline(connection, address, now, zone),
            kept_seconds=OUTLINE_KEPT_SECONDS,
        )
        return page, outline

    async def _refresh(self, before_id: int | None) -> None:
        try:
            self._show(*await self._read(before_id))
        except Unavailable:
            self.problem = PROBLEM

    def _show(self, page: LogPage, outline: LogOutline) -> None:
        now, zone, address = platform().clock(), zone_of(self), self._address
        offer = Offer(outline.webhooks, outline.event_types)
        listed = rows.to_rows(page, self._first_shown, now, zone)
        if address.is_first_page:
            self._first_shown = page.rows[0].id if page.rows else None
        previous, following = rows.neighbours(listed, self.shown)
        self._assign(
            is_loaded=True,
            problem="",
            rows=listed,
            new_count=page.newer if address.is_first_page else 0,
            count_text=rows.count_words(page.total, zone.key),
            chips=to_chips(address, offer, now, zone),
            fields=to_fields(address, offer),
            filter_count=address.filter_count,
            histogram=draw_histogram(outline.bars) if outline.bars is not None else "",
            range_start="" if outline.bars is None else say_moment(outline.window.start, now, zone),
            range_end="" if outline.bars is None else say_end(outline.window.end, now, zone),
            page_text=rows.page_words(page),
            newer_href=rows.newer_href(page, address),
            older_href=rows.older_href(page, address),
            previous=previous,
            following=following,
            open_base=address.href_before_id(),
            close_href=address.closed().href(),
            is_empty=page.exist == 0,
            has_webhooks=bool(outline.webhooks),
            nothing_text="" if listed or page.exist == 0 else rows.nothing_words(page, address.filter_count),
        )

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
