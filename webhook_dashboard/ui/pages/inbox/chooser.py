"""The head of the screen: which inbox, and sending something to it."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.inbox.actions_state import InboxActionsState
from webhook_dashboard.ui.pages.inbox.rows import PlaceRow
from webhook_dashboard.ui.pages.inbox.state import InboxState
from webhook_dashboard.ui.session import SessionState

SEND_TIP = "Publishes order.created. Every webhook that subscribes to it gets it, the one to this inbox too."
NEEDS_OPERATOR = "This needs the role operator."


def chooser() -> rx.Component:
    """The inboxes as a menu, with New inbox and Delete at its end."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                icon("inbox", class_name="phone-only"),
                rx.el.span(
                    rx.cond(InboxState.token != "", InboxState.token, "Inboxes"), class_name="btn-text"
                ),
                icon("chevron-down", class_name="wide-only"),
                type="button",
                class_name="btn btn-plain",
            )
        ),
        rx.dropdown_menu.content(
            rx.foreach(InboxState.places, _place),
            rx.cond(InboxState.places.length() > 0, rx.dropdown_menu.separator()),
            _item("plus", "New inbox", "", InboxActionsState.make_inbox),
            rx.cond(
                InboxState.token != "",
                _item(
                    "trash-2",
                    rx.Var.create("Delete ") + InboxState.token + "…",
                    InboxState.delete_refusal,
                    InboxActionsState.ask_to_delete(True),
                ),
            ),
            align="end",
            class_name="inbox-menu",
        ),
    )


def _place(place: rx.Var[PlaceRow]) -> rx.Component:
    return rx.dropdown_menu.item(
        rx.cond(place.is_shown, icon("check"), rx.el.span(class_name="no-icon")),
        rx.el.span(place.token, class_name="strong"),
        rx.el.span(place.second, class_name="meta inbox-menu-end"),
        on_select=rx.redirect(place.href),
        key=place.token,
    )


def _item(icon_name: str, word: Any, refusal: Any, on_select: Any) -> rx.Component:
    """An item that says why it cannot be chosen."""
    reason = rx.cond(SessionState.may_operate, refusal, NEEDS_OPERATOR)
    return rx.dropdown_menu.item(
        icon(icon_name),
        word,
        rx.cond(reason != "", rx.el.span(reason, class_name="meta inbox-menu-end")),
        disabled=reason != "",
        on_select=on_select,
    )


def send_button() -> rx.Component:
    """Sends the sample event; where no webhook sends to this inbox it makes one first."""
    return rx.cond(
        InboxState.has_sender,
        button(
            "Send test event",
            icon_name="send",
            kind="primary",
            key="t",
            disabled=~SessionState.may_operate,
            tip=rx.cond(SessionState.may_operate, SEND_TIP, NEEDS_OPERATOR),
            loading=InboxActionsState.is_busy,
            on_click=InboxActionsState.send_event,
        ),
        button(
            "Make a webhook to this inbox",
            icon_name="webhook",
            kind="primary",
            disabled=~SessionState.may_configure,
            tip=rx.cond(
                SessionState.may_configure,
                "It gets every event, and its secret is the one that signatures are checked with.",
                "No webhook sends to this inbox. Making one needs the role admin.",
            ),
            loading=InboxActionsState.is_busy,
            on_click=InboxActionsState.make_webhook,
        ),
    )
