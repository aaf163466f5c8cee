"""The question before a webhook is deleted, and the button that asks it."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.dialogs import confirm_dialog
from webhook_dashboard.ui.pages.webhooks.list_parts import WHY_NOT
from webhook_dashboard.ui.pages.webhooks.removal_state import RemovalState
from webhook_dashboard.ui.session import SessionState


def removal_dialog() -> rx.Component:
    """Says what it costs, with numbers."""
    return confirm_dialog(
        rx.Var.create("Delete ") + RemovalState.name + "?",
        RemovalState.cost,
        "Delete webhook",
        is_open=RemovalState.is_open,
        on_open_change=RemovalState.change_open,
        on_confirm=RemovalState.delete,
    )


def removal_button(public_id: rx.Var[str]) -> rx.Component:
    """Stands at the left of the dialog's foot."""
    return button(
        "Delete…",
        icon_name="trash-2",
        kind="danger",
        on_click=RemovalState.ask(public_id),
        disabled=~SessionState.may_configure,
        tip=WHY_NOT,
    )
