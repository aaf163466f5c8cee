"""The state of the Overview: takes figures, keeps rows, moves the rail."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.periods import DEFAULT_PERIOD, parse_period
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.webhooks import find_webhook
from webhook_dashboard.ui.address_bar import keep_address
from webhook_dashboard.ui.components.live_rail import TailRow
from webhook_dashboard.ui.components.stat_tile import Tile
from webhook_dashboard.ui.components.throughput_chart import ChartColumn, ColumnCounts, GridLine
from webhook_dashboard.ui.frame import FrameState
from webhook_dashboard.ui.pages.overview.figures import (
    WEBHOOKS_KEPT_SECONDS,
    count_after,
    read_figures,
    read_tail,
    read_webhook_figures,
)
from webhook_dashboard.ui.pages.overview.first_run_state import FirstRunState, celebrate, follow_steps
from webhook_dashboard.ui.pages.overview.rows import WebhookRow
from webhook_dashboard.ui.pages.overview.sentences import CauseLine, HealthSentence
from webhook_dashboard.ui.pages.overview.shown import Shown, to_shown
from webhook_dashboard.ui.pages.overview.tail import first_id, is_first_run, move_tail, rail_head
from webhook_dashboard.ui.session import handler, hub, leave, platform, signed_in_actor, updates, zone_of


class OverviewState(rx.State):
    """What the Overview shows. Every text is made by rows.py."""

    is_loaded: rx.Field[bool] = rx.field(False)
    is_first_run: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    period: rx.Field[str] = rx.field(DEFAULT_PERIOD.key)
    sentence: rx.Field[HealthSentence] = rx.field(default_factory=HealthSentence)
    cause: rx.Field[CauseLine] = rx.field(default_factory=CauseLine)
    tiles: rx.Field[list[Tile]] = rx.field(default_factory=list)
    columns: rx.Field[list[ChartColumn]] = rx.field(default_factory=list)
    counts: rx.Field[list[ColumnCounts]] = rx.field(default_factory=list)
    lines: rx.Field[list[GridLine]] = rx.field(default_factory=list)
    top: rx.Field[int] = rx.field(1)
    chart_words: rx.Field[str] = rx.field("")
    spark_words: rx.Field[str] = rx.field("")
    webhook_words: rx.Field[str] = rx.field("")
    webhooks: rx.Field[list[WebhookRow]] = rx.field(default_factory=list)
    tail: rx.Field[list[TailRow]] = rx.field(default_factory=list)
    rail_head: rx.Field[str] = rx.field("")
    is_paused: rx.Field[bool] = rx.field(False)
    is_held: rx.Field[bool] = rx.field(False)

    _order: rx.Field[list[int]] = rx.field(default_factory=list)
    _newest: int = 0
    _refreshes: int = 0

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Load, and then follow every change while the page is open."""
        async with self:
            self._order = []
            self._choose_period_of_address()
        async for _ in updates(self):
            for step in await self._follow():
                yield step
        yield leave()

    @handler()
    async def arrive(self) -> None:
        """Begin the page with a rail that goes on: nothing told that the pointer left it with the page."""
        self.is_held = False

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error."""
        await self._refresh()

    @handler()
    async def set_period(self, period: str) -> Any:
        """Show another period; the address keeps it."""
        self.period = parse_period(period).key
        self._order = []
        await self._refresh()
        return keep_address(self, f"/?period={self.period}")

    @handler(Role.ADMIN)
    async def toggle_webhook(self, public_id: str) -> None:
        """Switch a webhook on or off."""
        webhook_id = parse_id(WEBHOOK, public_id)
        found = await platform().database.read(lambda connection: find_webhook(connection, webhook_id))
        if found is not None:
            change = WebhookChange(active=not found.summary.active)
            await platform().webhooks.update(webhook_id, change, await signed_in_actor(self))
            await self._refresh()

    @handler()
    async def toggle_pause(self) -> None:
        """Hold the rail, or let it go on."""
        self.is_paused = not self.is_paused
        await self._move_rail()

    @handler()
    async def hold(self) -> None:
        """Hold the rail while the pointer is over it."""
        self.is_held = True

    @handler()
    async def release(self) -> None:
        """The pointer has left the rail."""
        self.is_held = False
        await self._move_rail()

    async def _follow(self) -> list[Any]:
        """One update: read outside the lock of the tab, assign inside.

        Its figures are dropped when a handler has asked meanwhile: that knows at least as much.
        """
        refreshes = self._refreshes
        try:
            shown, newest = await self._read(), await hub().shared("tail", read_tail)
        except Unavailable as error:
            async with self:
                self.problem = f"We could not load the Overview. {error.message}"
            return []
        async with self:
            was_waiting = self.is_loaded and self.is_first_run
            if refreshes == self._refreshes:
                self._show(shown)
            await self._show_tail(newest)
            self.is_first_run = is_first_run(newest)
            self.is_loaded, self.problem = True, ""
            if self.is_first_run:
                follow_steps(await self.get_state(FirstRunState), shown.webhooks)
            elif was_waiting:
                return [await celebrate(newest[0])]
        return []

    async def _read(self) -> Shown:
        """Take what another tab may have asked for in this very update."""
        period, zone, now = parse_period(self.period), zone_of(self), platform().clock()
        each = await hub().shared(
            ("overview webhooks", period.key, zone.key),
            partial(read_webhook_figures, period=period, now=now, zone=zone),
            kept_seconds=WEBHOOKS_KEPT_SECONDS,
        )
        return await hub().shared(
            ("overview", period.key, zone.key),
            lambda connection: to_shown(read_figures(connection, period, now, zone), each, now, zone),
        )

    async def _refresh(self) -> None:
        """Ask anew: what was just changed is not in an answer that another tab got before."""
        self._refreshes += 1
        period, zone, now = parse_period(self.period), zone_of(self), platform().clock()
        hub().forget(("overview", period.key, zone.key))

        def ask(connection: Connection) -> Shown:
            each = read_webhook_figures(connection, period, now, zone)
            return to_shown(read_figures(connection, period, now, zone), each, now, zone)

        self._show(await platform().database.read(ask))
        self.problem = ""

    def _show(self, shown: Shown) -> None:
        if shown.period != self.period:
            return  # asked before another period was chosen
        if not self._order or not set(self._order) <= set(shown.webhook_rows):
            self._order = shown.order
        self._assign(
            sentence=shown.sentence,
            cause=shown.cause,
            tiles=shown.tiles,
            columns=shown.columns,
            counts=shown.counts,
            lines=shown.lines,
            top=shown.top,
            chart_words=shown.chart_words,
            spark_words=shown.spark_words,
            webhook_words=shown.webhook_words,
            webhooks=[shown.webhook_rows[webhook_id] for webhook_id in self._order],
        )

    async def _move_rail(self) -> None:
        await self._show_tail(await hub().shared("tail", read_tail))

    async def _show_tail(self, newest: list[DeliverySummary]) -> None:
        rate = (await self.get_state(FrameState)).rate
        if self.is_paused or self.is_held:
            seen = self._newest
            missed = await hub().shared(("after", seen), lambda connection: count_after(connection, seen))
            self._assign(rail_head=rail_head(rate, missed=missed, more=0))
            return
        moved = move_tail(self.tail, newest, zone_of(self))
        self._newest = first_id(newest)
        self._assign(tail=moved.rows, rail_head=rail_head(rate, missed=None, more=moved.more))

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _choose_period_of_address(self) -> None:
        asked = self.router.url.query_parameters.get("period", "")
        if asked:
            self.period = parse_period(asked).key
