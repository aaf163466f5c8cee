"""The state of "Who gets what": which part of it is unfolded, and its figures, which follow what happens."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.periods import window_at
from webhook_dashboard.storage.delivery_counts import PairCounts
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks
from webhook_dashboard.ui.pages.webhooks.matrix import Matrix, Wanted, to_matrix
from webhook_dashboard.ui.pages.webhooks.reading import (
    PERIOD,
    TYPES_KEPT_SECONDS,
    KnownType,
    count_days,
    read_types,
    sum_days,
)
from webhook_dashboard.ui.session import handler, hub, leave, platform, updates, zone_of


class Given:
    """What a matrix was drawn from: most updates are about something else.

    A plain class, since Reflex wraps what lists and dataclasses hold.
    """

    def __init__(
        self,
        webhooks: Sequence[WebhookSummary] = (),
        types: Sequence[KnownType] = (),
        counts: Sequence[PairCounts] = (),
        wanted: Wanted | None = None,
    ) -> None:
        subscribed = [(one.id, one.name, one.active, one.event_types, (*one.filters,)) for one in webhooks]
        self._parts = (wanted, subscribed, types, counts)

    def differs_from(self, other: "Given") -> bool:
        """Whether another matrix would come of the other one."""
        return self._parts != other._parts


class MatrixState(rx.State):
    """What the matrix shows. Every text is made by matrix.py."""

    is_loaded: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    matrix: rx.Field[Matrix] = rx.field(default_factory=Matrix)
    all_columns: rx.Field[bool] = rx.field(False)
    all_rows: rx.Field[bool] = rx.field(False)

    _given: Given = Given()

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Follow every change while the page is open."""
        async for _ in updates(self):
            await self._follow()
        yield leave()

    @handler(background=True)
    async def arrive(self) -> None:
        """Begin the page folded as at first."""
        async with self:
            was_unfolded = self.all_columns or self.all_rows
            self.all_columns = self.all_rows = False
        if was_unfolded:
            await self._follow()

    @handler(background=True)
    async def load(self) -> None:
        """Ask once more, after an error."""
        await self._follow()

    @handler(background=True)
    async def toggle_columns(self) -> None:
        """Show all webhooks, or those with the most deliveries again."""
        async with self:
            self.all_columns = not self.all_columns
        await self._follow()

    @handler(background=True)
    async def toggle_rows(self) -> None:
        """Show all event types, or those with the most deliveries again."""
        async with self:
            self.all_rows = not self.all_rows
        await self._follow()

    async def _follow(self) -> None:
        """One update: read outside the lock of the tab, assign inside."""
        now = platform().clock()
        window = window_at(PERIOD, now, zone_of(self))
        try:
            webhooks = await hub().shared("webhooks listed", list_webhooks)
            types = await hub().shared("webhooks types", read_types, kept_seconds=TYPES_KEPT_SECONDS)
            counts = await count_days(hub(), window, now)
        except Unavailable as error:
            async with self:
                self.problem = f"We could not count the deliveries. {error.message}"
            return
        async with self:
            wanted = Wanted(window.start, self.all_columns, self.all_rows)
            given = Given(webhooks, types, counts, wanted)
            if self._given.differs_from(given):
                self._given, self.matrix = given, to_matrix(webhooks, types, sum_days(counts), wanted)
            if not self.is_loaded or self.problem:
                self.is_loaded, self.problem = True, ""
