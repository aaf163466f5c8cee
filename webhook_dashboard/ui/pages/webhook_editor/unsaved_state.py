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
KEPT = "[{name}, window.unsaved?.kept({name})]"


class UnsavedState(EditorState):
    """Secrets may be typed too: the browser gets all of it sealed, and only its owner has it opened."""

    _heard: rx.Field[list[str]] = rx.field(default_factory=list)
    """For what the browser has said whether it kept it: what is typed from then on is known here."""

    @handler(Role.ADMIN)
    async def keep(self) -> Any:
        """Give the browser what is typed; nothing once it is saved."""
        if not self.is_loaded:
            return None
        sealed = ""
        if self._work.is_dirty:
            owner, document = await signed_in_actor(self), document_of(self._work)
            sealed = platform().unsaved_work.seal(document, owner=owner, name=self.kept_as)
        return _keep(self.kept_as, sealed)

    @handler(Role.ADMIN)
    async def take_up(self, answer: list[Any]) -> Any:
        """Put what the browser has kept, `[name, sealed]`, back into the fields.

        An answer that comes when another page is open changes nothing: it is asked for again.
        """
        owner, name, sealed = await signed_in_actor(self), str(answer[0]), str(answer[1] or "")
        if not self.is_loaded or name != self.kept_as:
            return None
        self._heard = [*self._heard, name]
        document = platform().unsaved_work.open(sealed, owner=owner, name=name)
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

    def _ask_browser(self) -> list[Any]:
        """Have the browser give back what it has kept of the page on the screen."""
        if self.kept_as in self._heard:
            return []
        script = KEPT.format(name=_quoted(self.kept_as))
        return [rx.call_script(script, callback=UnsavedState.take_up)]


def forget(name: str) -> Any:
    """Have the browser keep nothing by a name any more, whatever page it shows by now."""
    return _keep(name, "")


def _keep(name: str, sealed: str) -> Any:
    return rx.call_script(KEEP.format(name=_quoted(name), sealed=_quoted(sealed)))


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()
