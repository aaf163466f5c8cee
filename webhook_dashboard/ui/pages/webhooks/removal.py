"""The question before webhooks are deleted."""

import reflex as rx

from webhook_dashboard.ui.components.dialogs import confirm_dialog
from webhook_dashboard.ui.pages.webhooks.removal_state import RemovalState


def removal_dialog() -> rx.Component:
    """Says what it costs, with numbers."""
    return confirm_dialog(
        rx.Var.create("Delete ") + RemovalState.name + "?",
        RemovalState.cost,
        RemovalState.action,
        is_open=RemovalState.is_open,
        on_open_change=RemovalState.change_open,
        on_confirm=RemovalState.delete,
    )
