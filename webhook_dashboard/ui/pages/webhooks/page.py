"""The list of webhooks: search and filter, the rows with their switches, and what is done with several."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import ButtonKind, button, route_link
from webhook_dashboard.ui.components.list_states import (
    empty_state,
    error_strip,
    nothing_matches,
    skeleton_rows,
)
from webhook_dashboard.ui.components.status import status_glyph
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.webhooks.list_parts import NEEDS_ADMIN, filters, selection, webhook_table
from webhook_dashboard.ui.pages.webhooks.removal import removal_dialog
from webhook_dashboard.ui.pages.webhooks.rows import WebhookRow
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import SessionState

ROW_SKELETONS = 7


def webhooks() -> rx.Component:
    """Every webhook with its figures of 30 days; the address holds search, filter and order."""
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
        actions=[rx.cond(WebhooksState.is_empty, rx.fragment(), _create("primary"))],
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.cond(WebhooksState.selected.length() > 0, selection(), filters()),
        rx.cond(
            WebhooksState.nothing_text != "",
            nothing_matches(WebhooksState.nothing_text, WebhooksState.clear_filters),
            rx.fragment(
                webhook_table(),
                rx.el.div(rx.foreach(WebhooksState.rows, _phone_row), class_name="phone-only"),
            ),
        ),
        class_name=rx.cond(WebhooksState.problem != "", "hooks is-stale", "hooks"),
    )


def _phone_row(hook: rx.Var[WebhookRow]) -> rx.Component:
    return route_link(
        status_glyph(hook.kind, 16),
        rx.el.span(hook.name, class_name="strong ellipsis"),
        rx.el.span(hook.state_word, class_name=hook.state_class),
        rx.el.span(hook.phone, class_name="second ellipsis"),
        rx.el.span(hook.fact, class_name="end second"),
        href=hook.href,
        class_name="phone-row",
        key=hook.id,
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
