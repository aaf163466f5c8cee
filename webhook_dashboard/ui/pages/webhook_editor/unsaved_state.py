"""The state of the editor, continued: what is not saved is kept by the browser, should this process end."""

from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.webhook_editor.hooks import FOLLOWERS
from webhook_dashboard.ui.pages.webhook_editor.kept_work import document_of, taken_up
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

KEEP = "window.unsaved?.keep({name}, {sealed})"
KEPT = "window.unsaved?.kept({name})"


class UnsavedState(EditorState):
    """Secrets may be typed too: the browser gets all of it sealed, and only its owner has it opened."""

    @handler(Role.ADMIN)
    async def keep(self) -> Any:
        """Give the browser what is typed; nothing once it is saved."""
        if not self.is_loaded:
            return None
        sealed = ""
        if self._work.is_dirty:
            owner, document = await signed_in_actor(self), document_of(self._work)
            sealed = platform().unsaved_work.seal(document, owner=owner, name=self.kept_as)
        return rx.call_script(KEEP.format(name=_quoted(self.kept_as), sealed=_quoted(sealed)))

    @handler(Role.ADMIN)
    async def take_up(self, sealed: str) -> Any:
        """Put what the browser has kept back into the fields."""
        owner = await signed_in_actor(self)
        if not self.is_loaded or not isinstance(sealed, str):
            return None
        document = platform().unsaved_work.open(sealed, owner=owner, name=self.kept_as)
        if document is None:
            return None
        work = taken_up(self._work, document)
        if work.typed == self._work.typed:
            return None
        self._work = work
        self.filled += 1
        self._show()
        said = toast_done("What you typed and did not save is back.")
        return [said, *FOLLOWERS.get(self.section, ())]


def ask_browser(name: str) -> Any:
    """Have the browser give back what it has kept by a name."""
    return rx.call_script(KEPT.format(name=_quoted(name)), callback=UnsavedState.take_up)


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()
