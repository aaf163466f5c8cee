"""The state of the test dialog, continued: opened over what is typed, and closed."""

from typing import Any, Final

import reflex as rx

from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui import running
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import RequestView
from webhook_dashboard.ui.pages.webhook_editor.testing.state import TestState
from webhook_dashboard.ui.session import handler

BUTTON_ID: Final = "test-webhook"
MENDED: Final = "Some fields cannot be used yet; the test uses what the preset says for them."
BACK_TO_BUTTON: Final = f"window.editor?.focusAgain('{BUTTON_ID}')"
FORGET_ASKING: Final = "window.editor?.forget('test', '/webhooks/{}')"


class OpeningState(TestState):
    """A tab that loads another page leaves the dialog behind, unless its address asks for it."""

    @handler(Role.OPERATOR)
    async def open(self) -> Any:
        """Open the dialog over what is typed in the editor."""
        editor = await self.get_state(EditorState)
        if not editor.is_loaded or self.is_open:
            return None
        offered = list(editor.chosen_types) or [one.key for one in editor._offered]
        before = editor.event_type if editor.event_type in offered else ""
        values = editor.values
        self._assign(
            is_open=True,
            title=f"Test {values.get('name', '').strip() or 'new webhook'}",
            address=f"{values.get('method', '')} {values.get('url', '').strip()}".strip(),
            is_draft=editor.is_new or editor.bar.is_dirty,
            is_saved=not editor.is_new,
            event_types=offered,
            event_type=before or (offered[0] if offered else ""),
            note=MENDED if any(editor.errors.values()) else "",
            request=RequestView(),
            problem="" if offered else "Choose an event type in the section Events first.",
        )
        self.opened += 1
        self._webhook_id = editor.webhook_id
        self._is_ready = self._is_awaited = False
        self._forget_result()
        return TestState.load

    @handler()
    async def take_address(self) -> Any:
        """Open the dialog at once where the address asks for it, `?test=1`, until it is closed."""
        editor = await self.get_state(EditorState)
        if not self._is_asked_for() or (self.is_open and self._webhook_id == editor.webhook_id):
            return None
        self._close()
        return OpeningState.open

    @handler()
    async def change_open(self, is_open: bool) -> Any:
        """Close the dialog; what is being sent is cancelled."""
        return None if is_open is True else self._leave()

    @handler()
    async def leave(self, opened: int) -> Any:
        """Close the dialog that went with its page, unless another one was opened since."""
        return self._leave() if opened == self.opened else None

    def _arrive(self) -> None:
        """Begin the page without the dialog, unless the address asks for it."""
        if not self._is_asked_for():
            self._close()

    def _is_asked_for(self) -> bool:
        return self.router.url.query_parameters.get("test") == "1"

    def _leave(self) -> Any:
        if not self.is_open:
            return None
        self._close()
        return rx.call_script(f"{BACK_TO_BUTTON}; {FORGET_ASKING.format(self._webhook_id)}")

    def _close(self) -> None:
        if self.is_open:
            running.cancel(self.router.session.client_token)
            self.is_open = self.is_sending = False
            self._sends += 1
