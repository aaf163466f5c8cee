"""The dialogs of the editor: whatever is open belongs to the webhook over which it was opened."""

import reflex as rx

from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.secret_state import SecretState
from webhook_dashboard.ui.pages.webhook_editor.testing.opening_state import OpeningState
from webhook_dashboard.ui.pages.webhook_editor.testing.past_state import PastState


async def close_dialogs(state: rx.State) -> str:
    """Close them in the tab of this state; the address of a webhook that was just made, else empty."""
    for dialog in (ActionState, SecretState, PastState, OpeningState):
        (await state.get_state(dialog))._arrive()
    return (await state.get_state(SaveState))._arrive()
