"""The test inbox: what arrives there, whether its signature is right, and how it answers."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, copy_button, link
from webhook_dashboard.ui.components.code_block import code_block
from webhook_dashboard.ui.components.dialogs import confirm_dialog
from webhook_dashboard.ui.components.list_states import empty_state, error_strip, skeleton_rows
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.inbox.actions_state import InboxActionsState
from webhook_dashboard.ui.pages.inbox.chooser import chooser, send_button
from webhook_dashboard.ui.pages.inbox.knobs import knobs
from webhook_dashboard.ui.pages.inbox.request_list import request_list
from webhook_dashboard.ui.pages.inbox.request_view import request_view
from webhook_dashboard.ui.pages.inbox.state import InboxState
from webhook_dashboard.ui.session import SessionState

ROW_SKELETONS = 9


def inbox() -> rx.Component:
    """The list at the left, the open request in the middle, the knobs at the right."""
    is_there = InboxState.token != ""
    return screen(
        "Test inbox",
        rx.el.div(
            rx.cond(InboxState.problem != "", error_strip(InboxState.problem, InboxState.load)),
            rx.cond(
                InboxState.is_loaded,
                rx.cond(is_there, _inbox(), rx.cond(InboxState.is_missing, _missing(), _no_inbox())),
                rx.cond(
                    InboxState.problem != "",
                    rx.fragment(),
                    rx.el.div(skeleton_rows(ROW_SKELETONS, compact=True), class_name="inbox-skeleton"),
                ),
            ),
            _questions(),
            class_name="inbox-screen",
        ),
        actions=[
            rx.cond(is_there, rx.el.div(_address(), class_name="wide-only")),
            rx.cond(InboxState.places.length() > 0, chooser()),
            rx.cond(is_there, send_button()),
        ],
    )


def _inbox() -> rx.Component:
    stale = rx.cond(InboxState.problem != "", "inbox-body is-stale", "inbox-body")
    return rx.el.div(
        rx.el.div(_address(), class_name="phone-only inbox-address-row"),
        request_list(),
        rx.cond(InboxState.shown != "", request_view(), _waiting()),
        knobs(),
        class_name=stale,
    )


def _address() -> rx.Component:
    return rx.el.div(
        rx.el.span(InboxState.url, class_name="mono ellipsis", id="inbox-url"),
        copy_button(InboxState.url, "Copy the URL"),
        class_name="inbox-address",
    )


def _waiting() -> rx.Component:
    return rx.el.section(
        empty_state(
            "Waiting for the first request.",
            "Send something to this URL; it shows here at once, with its signature checked.",
            None,
            rx.el.div(_address(), class_name="wide-only"),
            code_block(InboxState.curl, copy=InboxState.curl, label="Command", wrap=True),
        ),
        class_name="inbox-view inbox-waiting",
        aria_label="Request",
    )


def _no_inbox() -> rx.Component:
    return empty_state(
        "No test inbox yet.",
        "It keeps what arrives, checks the signature of each request, and answers as you say.",
        button(
            "Make an inbox",
            icon_name="plus",
            kind="primary",
            key="c",
            on_click=InboxActionsState.make_inbox,
            **_for_operators(),
        ),
    )


def _missing() -> rx.Component:
    return empty_state(
        "There is no such inbox.",
        "It was deleted, or its address is not complete.",
        link("Show the inboxes that there are", "/inbox"),
    )


def _for_operators() -> dict[str, Any]:
    return {
        "disabled": ~SessionState.may_operate,
        "tip": rx.cond(SessionState.may_operate, "", "This needs the role operator."),
    }


def _questions() -> rx.Component:
    return rx.fragment(
        confirm_dialog(
            rx.Var.create("Clear the requests of ") + InboxActionsState.asked + "?",
            "They are gone for good. The log of deliveries keeps its rows.",
            InboxActionsState.clear_text,
            is_open=InboxActionsState.asks_to_clear,
            on_open_change=InboxActionsState.ask_to_clear,
            on_confirm=InboxActionsState.clear,
        ),
        confirm_dialog(
            rx.Var.create("Delete the inbox ") + InboxActionsState.asked + "?",
            "Its URL stops to answer, and its requests are gone for good.",
            "Delete inbox",
            is_open=InboxActionsState.asks_to_delete,
            on_open_change=InboxActionsState.ask_to_delete,
            on_confirm=InboxActionsState.delete,
        ),
    )
