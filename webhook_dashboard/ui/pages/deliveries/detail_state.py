"""The state of one delivery, in the panel beside the log and on a page of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import InvalidInput, Unavailable
from webhook_dashboard.domain.ids import DELIVERY, encode_id, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.storage.delivery_details import AttemptDetail
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.deliveries.address import ROUTE
from webhook_dashboard.ui.pages.deliveries.bodies import Message, curl_of, request_of, response_of
from webhook_dashboard.ui.pages.deliveries.detail_rows import DetailView, to_detail
from webhook_dashboard.ui.pages.deliveries.reading import DeliveryPage, read_delivery
from webhook_dashboard.ui.pages.deliveries.timeline import AttemptRow, to_attempt_rows, to_measure_row
from webhook_dashboard.ui.session import handler, hub, leave, platform, signed_in_actor, updates, zone_of

TABS = ("request", "response")
VIEWS = ("body", "headers", "raw")


class DetailState(rx.State):
    """What is shown of one delivery. Every text is made by detail_rows.py, timeline.py and bodies.py."""

    is_there: rx.Field[bool] = rx.field(False)
    is_missing: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    detail: rx.Field[DetailView] = rx.field(default_factory=DetailView)
    attempts: rx.Field[list[AttemptRow]] = rx.field(default_factory=list)
    measure: rx.Field[list[AttemptRow]] = rx.field(default_factory=list)
    attempt: rx.Field[int] = rx.field(0)
    tab: rx.Field[str] = rx.field("request")
    view: rx.Field[str] = rx.field("body")
    message: rx.Field[Message] = rx.field(default_factory=Message)
    curl: rx.Field[str] = rx.field("")

    _wanted: int | None = None
    _follows_newest: bool = True
    _page: DeliveryPage | None = None

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show the delivery that the address names, and follow it while the page is open."""
        async with self:
            self._take_address()
        async for _ in updates(self):
            await self._follow()
        yield leave()

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error."""
        if self._wanted is not None:
            wanted = self._wanted
            self._show(await platform().database.read(lambda reader: read_delivery(reader, wanted)))

    @handler()
    async def choose_attempt(self, number: int) -> None:
        """Show the request and response of another attempt."""
        if self._page is None or not any(
            made.attempt_number == number for made in self._page.detail.attempts
        ):
            return
        self.attempt = number
        self._follows_newest = number == self._page.detail.attempts[-1].attempt_number
        self._show_message()

    @handler()
    async def choose_tab(self, tab: str) -> None:
        """Show the request or the response."""
        if tab in TABS:
            self.tab = tab
            self._show_message()

    @handler()
    async def choose_view(self, view: str) -> None:
        """Show body, headers or everything as it went over the wire."""
        if view in VIEWS:
            self.view = view

    @handler(Role.OPERATOR)
    async def retry(self, public_id: str) -> Any:
        """Make one more attempt now."""
        delivery_id = parse_id(DELIVERY, str(public_id))
        await platform().deliveries.retry(delivery_id, await signed_in_actor(self))
        self._follows_newest = True
        return toast_done("One more attempt is on its way.")

    @handler(Role.OPERATOR)
    async def resend(self, public_id: str) -> Any:
        """Send the event again in a new delivery, and offer to go there."""
        delivery_id = parse_id(DELIVERY, str(public_id))
        new_id = encode_id(
            DELIVERY, await platform().deliveries.resend(delivery_id, await signed_in_actor(self))
        )
        return toast_done(f"Sent again as {new_id}.")

    def _take_address(self) -> None:
        """The id stands in the query of the log, or at the end of the path of the page of its own."""
        url = self.router.url
        last = url.path.rstrip("/").removeprefix(ROUTE).strip("/")
        named = last or url.query_parameters.get("id", "")
        wanted = _read_id(named)
        if wanted == self._wanted and wanted is not None:
            return
        self._wanted, self._page, self._follows_newest = wanted, None, True
        # The old delivery stays until the new one is there; J and K do not flicker.
        self.is_missing = wanted is None and named != ""
        self.is_there = self.is_there and wanted is not None

    async def _follow(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        try:
            page = await hub().shared(("delivery", wanted), partial(read_delivery, delivery_id=wanted))
        except Unavailable:
            async with self:
                self.problem = "We could not load this delivery. The database does not answer."
            return
        async with self:
            if wanted == self._wanted:
                self._show(page)

    def _show(self, page: DeliveryPage | None) -> None:
        self.problem = ""
        self._page = page
        self.is_there, self.is_missing = page is not None, page is None
        if page is None:
            return
        now, zone = platform().clock(), zone_of(self)
        webhook = platform().directory.find(page.detail.summary.webhook_id)
        detail = to_detail(page, webhook.profile if webhook else DeliveryProfile(), now, zone)
        if detail.until_ms == self.detail.until_ms:
            detail = replace(detail, until=self.detail.until)  # the browser counts
        self._assign(
            detail=detail,
            attempts=_keep_countdowns(to_attempt_rows(page, now, zone), self.attempts),
            measure=to_measure_row(page, zone),
        )
        made = page.detail.attempts
        if self._follows_newest or self.attempt > len(made):
            self._assign(attempt=made[-1].attempt_number if made else 0)
        self._show_message()

    def _show_message(self) -> None:
        if self._page is None:
            return
        detail, attempt = self._page.detail, self._attempt()
        self._assign(
            message=request_of(detail, attempt) if self.tab == "request" else response_of(attempt),
            curl=curl_of(detail, attempt, self.router.url.origin),
        )

    def _attempt(self) -> AttemptDetail | None:
        assert self._page is not None
        made = self._page.detail.attempts
        return next((entry for entry in made if entry.attempt_number == self.attempt), None)

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)


def _keep_countdowns(fresh: list[AttemptRow], shown: list[AttemptRow]) -> list[AttemptRow]:
    """The text of a countdown that runs already is left to the browser."""
    running = {row.until_ms: row.result for row in shown if row.until_ms}
    return [replace(row, result=running.get(row.until_ms, row.result)) for row in fresh]


def _read_id(text: str) -> int | None:
    try:
        return parse_id(DELIVERY, text)
    except InvalidInput:
        return None
