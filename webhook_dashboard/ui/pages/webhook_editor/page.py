"""The editor of a webhook: its sections one below the other, and beside them what it does."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, link
from webhook_dashboard.ui.components.list_states import skeleton_rows
from webhook_dashboard.ui.components.side_panel import id_with_copy
from webhook_dashboard.ui.components.status import status
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.webhook_editor.endpoint import basics, endpoint
from webhook_dashboard.ui.pages.webhook_editor.frame import banner, save_bar, section_nav
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState


def webhook_editor() -> rx.Component:
    """A webhook that exists, or a new one."""
    return screen(
        _title(),
        rx.cond(
            EditorState.is_loaded,
            _editor(),
            rx.cond(
                EditorState.missing != "", _missing(), rx.el.div(skeleton_rows(8), class_name="page-body")
            ),
        ),
        actions=[],
    )


def _title() -> rx.Component:
    return rx.fragment(
        link("Webhooks", "/webhooks", class_name="crumb"),
        rx.el.span("/", class_name="quiet", aria_hidden="true"),
        rx.el.span(EditorState.webhook_name, class_name="ellipsis"),
        rx.cond(
            EditorState.is_new,
            rx.fragment(),
            rx.el.span(
                id_with_copy(EditorState.webhook_id),
                status(EditorState.kind, EditorState.fact),
                class_name="ed-identity wide-only",
            ),
        ),
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.p(EditorState.missing, class_name="title"),
        button("All webhooks", href="/webhooks"),
        class_name="empty",
    )


def _editor() -> rx.Component:
    return rx.el.div(
        section_nav(),
        rx.match(
            EditorState.section,
            ("filters", _filters()),
            ("payload", _payload()),
            _form(),
        ),
        save_bar(),
        class_name="ed",
    )


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.div(banner(), basics(), endpoint(), class_name="ed-main"),
        rx.el.aside(class_name="ed-side", aria_label="Summary"),
    )


def _filters() -> rx.Component:
    return rx.fragment(
        rx.el.div(class_name="ed-main"),
        rx.el.aside(class_name="ed-side", aria_label="Sample matching"),
    )


def _payload() -> rx.Component:
    return rx.el.div(class_name="ed-whole")
