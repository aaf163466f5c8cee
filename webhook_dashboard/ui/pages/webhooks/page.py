"""The list of webhooks, what is done with one or several of them, and who gets what."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import ButtonKind, button
from webhook_dashboard.ui.components.list_states import (
    empty_state,
    error_strip,
    nothing_matches,
    skeleton_rows,
)
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.webhooks.access import NEEDS_ADMIN, WHY_NOT_CONFIGURE
from webhook_dashboard.ui.pages.webhooks.filter_parts import filters
from webhook_dashboard.ui.pages.webhooks.import_dialog import import_dialog
from webhook_dashboard.ui.pages.webhooks.import_state import WebhookImportState
from webhook_dashboard.ui.pages.webhooks.matrix_parts import who_gets_what
from webhook_dashboard.ui.pages.webhooks.removal import removal_dialog
from webhook_dashboard.ui.pages.webhooks.selection_parts import selection
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.pages.webhooks.table_parts import phone_rows, webhook_table
from webhook_dashboard.ui.session import SessionState

ROW_SKELETONS = 7


def webhooks() -> rx.Component:
    """Every webhook with its figures of 30 days; the address holds search, filters and order."""
    return screen(
        "Webhooks",
        rx.cond(WebhooksState.problem != "", error_strip(WebhooksState.problem, WebhooksState.load)),
        rx.cond(
            WebhooksState.is_loaded,
            rx.cond(WebhooksState.is_empty, _nothing_yet(), _list()),
            rx.cond(
                WebhooksState.problem != "",
                rx.fragment(),
                rx.el.div(skeleton_rows(ROW_SKELETONS), class_name="hooks-skeleton"),
            ),
        ),
        removal_dialog(),
        import_dialog(),
        actions=[_import(), rx.cond(WebhooksState.is_empty, rx.fragment(), _create("primary"))],
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.cond(WebhooksState.selected.length() > 0, selection(), filters()),
        rx.cond(
            WebhooksState.nothing_text != "",
            nothing_matches(WebhooksState.nothing_text, WebhooksState.clear_filters),
            rx.fragment(webhook_table(), phone_rows()),
        ),
        who_gets_what(),
        class_name=rx.cond(WebhooksState.problem != "", "hooks is-stale", "hooks"),
    )


def _import() -> rx.Component:
    return button(
        "Import",
        icon_name="import",
        on_click=WebhookImportState.open,
        disabled=~SessionState.may_configure,
        tip=WHY_NOT_CONFIGURE,
    )


def _create(kind: ButtonKind) -> Any:
    return rx.cond(
        SessionState.may_configure,
        button(
            "Create webhook",
            icon_name="plus",
            kind=kind,
            key="c",
            key_hint="C",
            on_click=rx.redirect("/webhooks/new"),
        ),
        button("Create webhook", icon_name="plus", kind=kind, disabled=True, tip=NEEDS_ADMIN),
    )


def _nothing_yet() -> rx.Component:
    return empty_state(
        "No webhook yet.",
        "A webhook sends the events you choose to a URL, signed. Each one is a row here, with its figures.",
        _create("primary"),
        rx.el.p(
            "From your own program: ",
            rx.el.code("POST /api/v1/webhooks", class_name="mono"),
            class_name="quiet",
        ),
    )
