"""The editor of a webhook: its sections one below the other, and beside them what it does."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, link
from webhook_dashboard.ui.components.list_states import skeleton_rows
from webhook_dashboard.ui.components.side_panel import id_with_copy
from webhook_dashboard.ui.components.status import status
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.authentication import authentication
from webhook_dashboard.ui.pages.webhook_editor.delivery import delivery
from webhook_dashboard.ui.pages.webhook_editor.dialogs import editor_dialogs
from webhook_dashboard.ui.pages.webhook_editor.endpoint import basics, endpoint
from webhook_dashboard.ui.pages.webhook_editor.events import events
from webhook_dashboard.ui.pages.webhook_editor.failures import failures
from webhook_dashboard.ui.pages.webhook_editor.filters.sample_view import sample_matching
from webhook_dashboard.ui.pages.webhook_editor.filters.section import filters_section
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.frame import banner, save_bar, section_nav
from webhook_dashboard.ui.pages.webhook_editor.headers import headers
from webhook_dashboard.ui.pages.webhook_editor.hooks import FOLLOWERS
from webhook_dashboard.ui.pages.webhook_editor.parts import read_only_line
from webhook_dashboard.ui.pages.webhook_editor.payload.page import payload_section
from webhook_dashboard.ui.pages.webhook_editor.payload.state import PayloadState
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.security import security
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.summary import filter_lines, summary, template_lines
from webhook_dashboard.ui.pages.webhook_editor.testing.dialog import test_button, test_dialog
from webhook_dashboard.ui.pages.webhook_editor.testing.past_dialog import past_dialog, past_item
from webhook_dashboard.ui.pages.webhook_editor.testing.past_state import MENU_ID
from webhook_dashboard.ui.session import SessionState

FOLLOWERS.update(filters=(FiltersState.load,), payload=(PayloadState.load,))


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
        editor_dialogs(),
        test_dialog(),
        past_dialog(),
        actions=[
            rx.cond(EditorState.is_loaded & (EditorState.revision > 0) & ~EditorState.is_new, _revision()),
            rx.cond(EditorState.is_loaded, test_button()),
            rx.cond(EditorState.is_loaded & ~EditorState.is_new, _actions()),
        ],
    )


def _title() -> rx.Component:
    return rx.fragment(
        link("Webhooks", "/webhooks", class_name="crumb"),
        rx.el.span("/", class_name="quiet", aria_hidden="true"),
        rx.el.span(EditorState.webhook_name, class_name="ellipsis"),
        rx.cond(
            EditorState.is_new | (EditorState.missing != ""),
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
        rx.el.div(
            read_only_line(),
            banner(),
            basics(),
            endpoint(),
            rx.el.div(authentication(), headers(), class_name="ed-two"),
            events(),
            filter_lines(),
            template_lines(),
            delivery(),
            failures(),
            security(),
            class_name="ed-main",
        ),
        summary(),
    )


def _filters() -> rx.Component:
    return rx.fragment(
        rx.el.div(read_only_line(), filters_section(), class_name="ed-main"),
        rx.el.aside(sample_matching(), class_name="ed-side", aria_label="Sample matching"),
    )


def _payload() -> rx.Component:
    return rx.el.div(payload_section(), class_name="ed-whole")


def _revision() -> rx.Component:
    """The revision in force; what it changed is a press away, on the sections too that show no list."""
    return button(
        rx.Var.create("Revision ") + EditorState.revision.to_string(),
        icon_name="history",
        kind="ghost",
        class_name="wide-only",
        on_click=SaveState.review_revision(EditorState.revision),
    )


def _actions() -> rx.Component:
    """Test stands before this menu; nothing in here waits for a save."""
    paused = EditorState.kind == "paused"
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                icon("ellipsis"),
                type="button",
                class_name="btn btn-plain btn-icon",
                aria_label="More for this webhook",
                id=MENU_ID,
            )
        ),
        rx.dropdown_menu.content(
            rx.dropdown_menu.item(
                icon("list"),
                "Open deliveries",
                on_select=rx.redirect(rx.Var.create("/deliveries?webhook=") + EditorState.webhook_id),
            ),
            rx.dropdown_menu.item(
                icon("copy"),
                "Clone",
                disabled=~SessionState.may_configure,
                on_select=rx.redirect(rx.Var.create("/webhooks/new?from=") + EditorState.webhook_id),
            ),
            past_item(),
            rx.cond(
                paused,
                rx.dropdown_menu.item(
                    icon("play"), "Resume", disabled=~SessionState.may_operate, on_select=ActionState.resume
                ),
                rx.dropdown_menu.item(
                    icon("circle-pause"),
                    "Pause",
                    disabled=~SessionState.may_operate,
                    on_select=ActionState.pause,
                ),
            ),
            rx.dropdown_menu.separator(),
            rx.dropdown_menu.item(
                icon("trash-2"),
                "Delete…",
                class_name="is-bad",
                disabled=~SessionState.may_configure,
                on_select=ActionState.ask_removal,
            ),
            align="end",
        ),
        modal=False,
    )
