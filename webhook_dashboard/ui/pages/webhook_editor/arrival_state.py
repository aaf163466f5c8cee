"""The state of the editor, continued: what a page that is entered begins with."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.pages.webhook_editor.open_dialogs import close_dialogs
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import NEW
from webhook_dashboard.ui.session import handler


class ArrivalState(EditorState):
    """A tab keeps its state while it loads another address; what was open there is not for here."""

    @handler()
    async def arrive(self) -> Any:
        """Begin the page without the dialogs that were open when it was left."""
        made = await close_dialogs(self)
        is_blank = self.router.url.path.rstrip("/").endswith(f"/{NEW}")
        return rx.redirect(made) if made and is_blank else None
