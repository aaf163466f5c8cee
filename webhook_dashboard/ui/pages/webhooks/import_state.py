"""The state of the import: what would become of each webhook of a text, and what became of those chosen."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import DomainError
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.webhook_documents import MAX_TEXT
from webhook_dashboard.services.webhook_import import Candidate, Imported, carry_out, examine
from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui import running
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.webhooks import import_rows
from webhook_dashboard.ui.pages.webhooks.import_rows import ImportRow
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor


class Examined:
    """What the text in hand holds, and which of it is chosen.

    A plain class, since Reflex wraps what lists and dataclasses hold.
    """

    def __init__(self, candidates: Sequence[Candidate] = (), chosen: frozenset[int] = frozenset()) -> None:
        self.candidates = tuple(candidates)
        self.chosen = chosen

    def with_choice(self, position: int, is_chosen: bool) -> "Examined":
        """One of them chosen, or not; what is refused cannot be."""
        others = self.chosen - {position}
        can_be = 0 <= position < len(self.candidates) and self.candidates[position].read is not None
        return Examined(self.candidates, others | {position} if is_chosen and can_be else others)

    def wanted(self) -> list[Candidate]:
        """Those that are chosen, in their order."""
        return [self.candidates[position] for position in sorted(self.chosen)]

    def refused(self) -> list[Imported]:
        """Those that cannot be imported, for the report."""
        return [Imported(one, problem=one.problem) for one in self.candidates if one.read is None]


class WebhookImportState(rx.State):
    """The dialog that imports webhooks. What is pasted may hold credentials: it is never sent back."""

    is_open: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    example: rx.Field[str] = rx.field("")
    is_looking: rx.Field[bool] = rx.field(False)
    is_importing: rx.Field[bool] = rx.field(False)
    is_done: rx.Field[bool] = rx.field(False)
    error: rx.Field[str] = rx.field("")
    words: rx.Field[str] = rx.field("")
    action: rx.Field[str] = rx.field("Import")
    rows: rx.Field[list[ImportRow]] = rx.field(default_factory=list)
    listing: rx.Field[int] = rx.field(0)
    """Counts the lists of rows that were shown; it comes back with Import."""

    _examined: Examined = Examined()
    # Tells the text that is or was examined from others, without keeping it: last keys and Import that come
    # together bring it twice.
    _mark: str = ""
    # What is pasted is counted: an answer about an earlier text is dropped.
    _texts: int = 0
    # The rows that were shown when Import was pressed while a later text was being examined.
    _pressed: tuple[ImportRow, ...] | None = None

    @handler(Role.ADMIN)
    async def open(self) -> None:
        """Open the dialog, empty."""
        self._begin()
        self.is_open = True

    @handler()
    async def change_open(self, is_open: bool) -> None:
        """Close the dialog; what is pasted is forgotten. Not while it imports."""
        if is_open is not True:
            self._close()

    @handler()
    async def arrive(self) -> None:
        """Begin the page without what was open or pasted when it was left."""
        self._close()

    @handler(Role.ADMIN, background=True)
    async def look_at(self, text: str) -> Any:
        """Say what an import of the text would do."""
        return await self._look(str(text))

    @handler(Role.ADMIN, background=True)
    async def fill_example(self) -> Any:
        """Show what an import looks like."""
        async with self:
            self.example, self.opened, self._mark = import_rows.EXAMPLE, self.opened + 1, ""
        return await self._look(import_rows.EXAMPLE)

    @handler()
    async def choose(self, position: int, is_chosen: bool) -> None:
        """Import one of them, or leave it out."""
        if isinstance(position, int) and not self.is_looking:
            self._show(self._examined.with_choice(position, is_chosen is True))

    @handler(Role.ADMIN, background=True)
    async def run(self, listing: int | None = None, text: str | None = None) -> Any:
        """Import those that are chosen, one after the other; one that is refused does not stop the others.

        `listing` is the number of the rows that were on the screen: it is not done to others. `text` is what
        stood in the field, whose last keys may not have been told yet. None is what is known here.
        """
        async with self:
            wanted, refused = self._examined.wanted(), self._examined.refused()
            if not self.is_open or self.is_importing or self.is_done or not wanted:
                return None
            if listing is not None and listing != self.listing:
                return None
            shown = tuple(self.rows)
            is_told = text is None or _mark_of(text) == self._mark
            if is_told and self.is_looking:
                self._pressed = shown  # what is chosen is of an earlier text
                return None
            if is_told:
                self._stop_looking()
                self.is_importing = True
        if text is not None and not is_told:
            return await self._look(text, shown)
        imported: list[Imported] = []
        try:
            for candidate in wanted:
                imported.append(await self._carry_out(candidate))
        finally:
            async with self:
                self.is_importing = False
        return await self._finish([*imported, *refused])

    async def _look(self, text: str, pressed: tuple[ImportRow, ...] | None = None) -> Any:
        """Show what it holds. An import that was asked for meanwhile goes on when it holds what was shown.

        `pressed` are the rows that were shown when it was asked for, if it was.
        """
        async with self:
            mark = _mark_of(text)
            if not self.is_open or self.is_importing or self.is_done:
                return None
            if mark == self._mark:
                if self.is_looking and pressed is not None:
                    self._pressed = pressed
                return None
            self._stop_looking()
            self._mark = mark
            if not text.strip():
                self._list(Examined())
                return None
            asked, self.is_looking, self._pressed = self._texts, True, pressed
        found, error = None, ""
        try:
            if asked == self._texts:  # else a later text was faster, and is not to be cancelled
                found = await running.run(_key(self), self._examine(text))
        except DomainError as refused:
            error = refused.message
        finally:
            async with self:
                pressed, self._pressed = self._pressed, None
                if asked == self._texts:
                    self._mark = self._mark if found else ""  # else it may be told again
                    self._list(found or Examined(), error)
                is_wanted = asked == self._texts and pressed == tuple(self.rows)
        return WebhookImportState.run if is_wanted else None

    async def _examine(self, text: str) -> Examined:
        actor = await signed_in_actor(self)
        names = [one.name for one in await platform().database.read(list_webhooks)]
        candidates = await examine(platform().webhook_urls, text[: MAX_TEXT + 1], names, actor)
        takeable = frozenset(number for number, one in enumerate(candidates) if one.read is not None)
        return Examined(candidates, takeable)

    async def _carry_out(self, candidate: Candidate) -> Imported:
        """Create one; who is signed in is asked anew each time."""
        try:
            return await carry_out(platform().webhooks, candidate, await signed_in_actor(self))
        except DomainError as error:
            return Imported(candidate, problem=error.message)

    async def _finish(self, imported: list[Imported]) -> Any:
        words = import_rows.report_words(imported)
        async with self:
            if import_rows.says_more(imported):
                self.rows, self.words, self.is_done = import_rows.to_report(imported), words, True
                self._examined = Examined()
                return WebhooksState.load
            self._close()
        return [WebhooksState.load, toast_done(words)]

    def _list(self, examined: Examined, error: str = "") -> None:
        before = self.rows
        self._show(examined, error)
        if self.rows != before:
            self.listing += 1

    def _show(self, examined: Examined, error: str = "") -> None:
        candidates, chosen = examined.candidates, examined.chosen
        self._examined, self.error, self.is_looking = examined, error, False
        self.rows = import_rows.to_rows(candidates, chosen)
        self.words = import_rows.summary_words(candidates) if candidates else ""
        self.action = f"Import {format_noun(len(chosen), 'webhook')}" if chosen else "Import"

    def _close(self) -> None:
        if not self.is_importing:
            self.is_open = False
            self._begin()

    def _stop_looking(self) -> None:
        running.cancel(_key(self))
        self._texts, self.is_looking, self._pressed = self._texts + 1, False, None

    def _begin(self) -> None:
        self._stop_looking()
        self.example, self.opened, self.is_done, self._mark = "", self.opened + 1, False, ""
        self._list(Examined())


def _mark_of(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _key(state: rx.State) -> str:
    return f"import {state.router.session.client_token}"
