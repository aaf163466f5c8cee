"""The state of the test inbox: which one is shown, its list, and the request that is open."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.inbox import Knobs
from webhook_dashboard.storage.inboxes import Arrival
from webhook_dashboard.ui.pages.inbox import rows
from webhook_dashboard.ui.pages.inbox.address import parse_request_id, parse_token, receiver_url
from webhook_dashboard.ui.pages.inbox.knobs_state import KnobsState, follow_knobs, known_knobs
from webhook_dashboard.ui.pages.inbox.reading import InboxPage, RequestPage, read_inbox, read_request
from webhook_dashboard.ui.pages.inbox.request_rows import RequestView, to_view
from webhook_dashboard.ui.pages.inbox.rows import ArrivalRow, PlaceRow
from webhook_dashboard.ui.pages.inbox.snippets import LANGUAGES, show_snippet, write_snippet
from webhook_dashboard.ui.session import handler, hub, leave, platform, updates, zone_of

TABS = ("request", "sent", "verify")
BODY_VIEWS = ("json", "raw")


class InboxState(rx.State):
    """What the screen shows. Every text is made by rows.py and request_rows.py."""

    is_loaded: rx.Field[bool] = rx.field(False)
    is_missing: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    token: rx.Field[str] = rx.field("")
    url: rx.Field[str] = rx.field("")
    curl: rx.Field[str] = rx.field("")
    places: rx.Field[list[PlaceRow]] = rx.field(default_factory=list)
    has_sender: rx.Field[bool] = rx.field(False)
    delete_refusal: rx.Field[str] = rx.field("")
    rows: rx.Field[list[ArrivalRow]] = rx.field(default_factory=list)
    head: rx.Field[str] = rx.field("")
    clear_text: rx.Field[str] = rx.field("")
    count: rx.Field[int] = rx.field(0)
    is_paused: rx.Field[bool] = rx.field(False)
    shown: rx.Field[str] = rx.field("")
    is_open: rx.Field[bool] = rx.field(False)
    view: rx.Field[RequestView] = rx.field(default_factory=RequestView)
    tab: rx.Field[str] = rx.field("request")
    body_view: rx.Field[str] = rx.field("json")
    language: rx.Field[str] = rx.field(LANGUAGES[0][0])
    snippet: rx.Field[str] = rx.field(write_snippet(LANGUAGES[0][0]))
    snippet_html: rx.Field[str] = rx.field(show_snippet(LANGUAGES[0][0]))

    _wanted: str = ""
    _chosen: int | None = None
    _paused_at: int | None = None
    _refreshes: int = 0

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show the inbox that the address names, and follow it while the page is open."""
        async with self:
            self._take_address()
        async for _ in updates(self):
            await self._follow()
        yield leave()

    @handler()
    async def load(self) -> None:
        """Ask once more, after an error."""
        await self._refresh()

    @handler()
    async def choose(self, request_id: str) -> None:
        """Open a request. The newest stays open only until a newer one comes."""
        number = parse_request_id(request_id)
        if number is None:
            return
        newest = self.rows[0].id if self.rows else ""
        self._chosen = None if request_id == newest else number
        self.is_open = True
        await self._refresh()

    @handler()
    async def close(self) -> None:
        """Go back to the list, on a phone."""
        self.is_open = False

    @handler()
    async def toggle_pause(self) -> None:
        """Hold the list, or let it go on."""
        self.is_paused = not self.is_paused
        top = parse_request_id(self.rows[0].id) if self.rows else 0
        self._paused_at = top if self.is_paused else None
        await self._refresh()

    @handler()
    async def show_all(self) -> None:
        """Let the list go on and open the newest request."""
        self.is_paused, self._paused_at, self._chosen, self.is_open = False, None, None, False
        await self._refresh()

    @handler()
    async def choose_tab(self, tab: str) -> None:
        """Show what arrived, what was sent back, or how to check it in code."""
        if tab in TABS:
            self.tab = tab

    @handler()
    async def choose_body_view(self, view: str) -> None:
        """Show the body laid out, or as it came."""
        if view in BODY_VIEWS:
            self.body_view = view

    @handler()
    async def choose_language(self, language: str) -> None:
        """Show the check in another form."""
        if language in [key for key, _ in LANGUAGES]:
            self.language = language
            self.snippet, self.snippet_html = write_snippet(language), show_snippet(language)

    def _take_address(self) -> None:
        wanted = parse_token(self.router.url.query_parameters.get("token", ""))
        if wanted != self._wanted:
            self._wanted, self._chosen, self._paused_at = wanted, None, None
            self.is_paused = self.is_open = self.is_loaded = False

    async def _follow(self) -> None:
        """One update: read outside the lock of the tab, assign inside.

        It is dropped when a handler has asked meanwhile: that knows at least as much.
        """
        wanted, refreshes, knobs_before = self._wanted, self._refreshes, await self._known_knobs()
        try:
            page = await hub().shared(("inbox", wanted), partial(read_inbox, wanted=wanted))
            chosen = self._chosen_in(page)
            request = await self._read_request(page, chosen)
        except Unavailable as error:
            async with self:
                self.problem = f"We could not load this inbox. {error.message}"
            return
        async with self:
            is_newest = (wanted, refreshes) == (self._wanted, self._refreshes)
            if is_newest and chosen == self._chosen_in(page):
                self._show(page, request)
                follow_knobs(await self.get_state(KnobsState), page, knobs_before)

    async def _known_knobs(self) -> Knobs:
        async with self:
            return known_knobs(await self.get_state(KnobsState))

    async def _refresh(self) -> None:
        wanted = self._wanted
        self._refreshes += 1
        hub().forget(("inbox", wanted))
        try:
            page = await platform().database.read(lambda connection: read_inbox(connection, wanted))
            self._show(page, await self._read_request(page, self._chosen_in(page)))
            knobs = await self.get_state(KnobsState)
            follow_knobs(knobs, page, known_knobs(knobs))
        except Unavailable as error:
            self.problem = f"We could not load this inbox. {error.message}"

    def _chosen_in(self, page: InboxPage) -> int | None:
        """The request to show: the chosen one while it is kept, else the newest of those listed."""
        listed = self._listed(page)
        if any(arrival.id == self._chosen for arrival in listed):
            return self._chosen
        return listed[0].id if listed else None

    def _listed(self, page: InboxPage) -> list[Arrival]:
        held = self._paused_at
        return [arrival for arrival in page.arrivals if held is None or arrival.id <= held]

    async def _read_request(self, page: InboxPage, chosen: int | None) -> RequestPage | None:
        if page.inbox is None or chosen is None:
            return None
        read = partial(read_request, token=page.inbox.token, request_id=chosen)
        return await hub().shared(("inbox request", page.inbox.token, chosen), read)

    def _show(self, page: InboxPage, request: RequestPage | None) -> None:
        now, zone = platform().clock(), zone_of(self)
        token = page.inbox.token if page.inbox else ""
        url = receiver_url(self.router.url.origin, token) if token else ""
        same = self.is_loaded and token == self.token
        listed = self._listed(page)
        self._assign(
            is_loaded=True,
            problem="",
            is_missing=bool(self._wanted) and page.inbox is None,
            token=token,
            url=url,
            curl=rows.curl_words(url),
            places=rows.to_places(page.places, token),
            has_sender=bool(page.senders),
            delete_refusal=rows.delete_refusal(page.senders),
            rows=rows.to_rows(listed, self.rows if same else (), now, zone),
            head=rows.head_words(page.arrivals, self._paused_at),
            count=len(page.arrivals),
            clear_text=rows.clear_words(len(page.arrivals)),
            shown=str(request.request.id) if request else "",
            view=to_view(request, page.arrivals) if request else RequestView(),
        )

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
