"""In the place of the filters, while rows are selected: what can be done with them."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.filter_chips import filter_bar
from webhook_dashboard.ui.pages.webhooks.access import WHY_NOT_CONFIGURE, WHY_NOT_OPERATE
from webhook_dashboard.ui.pages.webhooks.bulk_state import BulkState
from webhook_dashboard.ui.pages.webhooks.removal_state import RemovalState
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import SessionState


def selection() -> rx.Component:
    """How many are selected, and the verbs."""
    return filter_bar(
        rx.el.span(WebhooksState.selected_words, class_name="heading"),
        *[
            button(
                word,
                icon_name=icon_name,
                on_click=on_click,
                disabled=~SessionState.may_operate,
                tip=WHY_NOT_OPERATE,
            )
            for word, icon_name, on_click in (
                ("Pause", "circle-pause", BulkState.pause),
                ("Resume", "play", BulkState.resume),
            )
        ],
        *[
            button(
                word,
                icon_name=icon_name,
                on_click=on_click,
                disabled=~SessionState.may_configure,
                tip=WHY_NOT_CONFIGURE,
            )
            for word, icon_name, on_click in (
                ("Activate", "power", BulkState.activate),
                ("Switch off", "power-off", BulkState.deactivate),
            )
        ],
        button("Export", icon_name="download", on_click=BulkState.export_selected),
        button(
            "Delete…",
            icon_name="trash-2",
            kind="danger",
            on_click=RemovalState.ask_selected,
            disabled=~SessionState.may_configure,
            tip=WHY_NOT_CONFIGURE,
        ),
        rx.el.span(
            rx.el.button(
                "Select all",
                type="button",
                class_name="link hook-link",
                on_click=WebhooksState.select_all(True),
            ),
            button("Cancel", kind="ghost", key="escape", on_click=WebhooksState.forget_selection),
            class_name="tail-text hook-line",
        ),
    )
