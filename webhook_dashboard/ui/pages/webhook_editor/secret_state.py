"""The state of the editor, continued: the secret, shown to who asks for it, replaced, and explained.

A secret is never in a variable: it goes to the browser that asked, in the answer to that one event.
"""

from datetime import timedelta
from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import parse_scheme
from webhook_dashboard.domain.snippets import LANGUAGES, choose_scheme, write_snippet
from webhook_dashboard.services.webhook_secrets import DEFAULT_OVERLAP, LONGEST_OVERLAP
from webhook_dashboard.ui.pages.webhook_editor.save_state import SHOW_SECRET
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

HOUR = timedelta(hours=1)


class SecretState(EditorState):
    """`shows` says which dialog is open: reveal or rotate."""

    shows: rx.Field[str] = rx.field("")
    overlap: rx.Field[str] = rx.field(str(DEFAULT_OVERLAP // HOUR))
    is_rotated: rx.Field[bool] = rx.field(False)
    language: rx.Field[str] = rx.field("python")
    snippet: rx.Field[str] = rx.field("")
    snippet_open: rx.Field[bool] = rx.field(False)

    _asked: str = ""
    """The id of the webhook whose secret may be replaced."""

    @handler(Role.ADMIN)
    async def reveal(self) -> Any:
        """Show the secret for half a minute; who looked is noted."""
        if self._work.summary is None:
            return None
        secret = await platform().webhook_secrets.reveal(self._work.summary.id, await signed_in_actor(self))
        if not secret:
            return None
        self.shows = "reveal"
        return _show(secret)

    @handler(Role.ADMIN)
    async def ask_rotate(self) -> None:
        """Ask how long the old secret signs along."""
        if self._work.summary is not None:
            self._asked = self.webhook_id
            self.shows, self.is_rotated, self.overlap = "rotate", False, str(DEFAULT_OVERLAP // HOUR)

    @handler(Role.ADMIN)
    async def choose_overlap(self, hours: str) -> None:
        """Choose how long both secrets sign."""
        if str(hours).isdecimal() and int(hours) <= LONGEST_OVERLAP // HOUR:
            self.overlap = hours

    @handler(Role.ADMIN)
    async def rotate(self) -> Any:
        """Replace the secret, and show the new one for half a minute."""
        if self._work.summary is None or self.shows != "rotate" or self.is_rotated:
            return None
        self._check_asked(self._asked)
        secret = await platform().webhook_secrets.rotate(
            self._work.summary.id, await signed_in_actor(self), overlap=int(self.overlap) * HOUR
        )
        self.is_rotated = True
        return _show(secret)

    @handler()
    async def change_shown(self, is_open: bool) -> None:
        """Close the dialog."""
        if is_open is not True:
            self.shows = ""

    @handler()
    async def toggle_snippet(self) -> None:
        """Show the program that checks a signature, or put it away."""
        self.snippet_open = not self.snippet_open
        self._write_snippet()

    @handler()
    async def choose_language(self, language: str) -> None:
        """Show that program in another language."""
        if language in LANGUAGES:
            self.language = language
            self._write_snippet()

    def _arrive(self) -> None:
        """Begin the page without the dialog."""
        self.shows = ""

    def _write_snippet(self) -> None:
        try:
            schemes = [parse_scheme(dict(one)) for one in self._work.typed.signatures]
            snippet = write_snippet(self.language, choose_scheme(schemes)) if schemes else ""
        except InvalidInput as error:
            snippet = error.message
        self.snippet = snippet


def _show(secret: str) -> Any:
    return rx.call_script(SHOW_SECRET.format(secret=orjson.dumps(secret).decode()))
