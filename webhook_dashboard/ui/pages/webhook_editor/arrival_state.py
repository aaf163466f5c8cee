"""The state of the editor, continued: what a page that is entered begins with."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.secret_state import SecretState
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.testing.opening_state import OpeningState
from webhook_dashboard.ui.pages.webhook_editor.testing.past_state import PastState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import NEW
from webhook_dashboard.ui.session import handler


class ArrivalState(EditorState):
    """A tab keeps its state while it loads another address; what was open there is not for here."""

    @handler()
    async def arrive(self) -> Any:
        """Begin the page without the dialogs that were open when it was left."""
        for dialog in (ActionState, SecretState, PastState, OpeningState):
            (await self.get_state(dialog))._arrive()
        made = (await self.get_state(SaveState))._arrive()
        is_blank = self.router.url.path.rstrip("/").endswith(f"/{NEW}")
        return rx.redirect(made) if made and is_blank else None
