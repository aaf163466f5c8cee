"""What stands around the sections: the list of sections, the banner, and the bar at the foot."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.controls import callout
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.parts import WHY_NOT
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.shown import NavItem
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.unsaved_state import UnsavedState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.session import SessionState

IS_FORM = (EditorState.section != "filters") & (EditorState.section != "payload")


def section_nav() -> rx.Component:
    """The sections with their values; the one in view is marked by assets/js/editor.js."""
    return rx.el.nav(
        rx.foreach(EditorState.nav, _item),
        class_name="ed-nav",
        aria_label="Sections",
        custom_attrs={"data-form": rx.cond(IS_FORM, "true", "false")},
    )


def _item(item: rx.Var[NavItem]) -> rx.Component:
    return rx.el.button(
        rx.el.span(item.title, class_name="strong"),
        rx.cond(
            item.is_changed,
            rx.el.span(rx.el.span("changed", class_name="sr-only"), class_name="ed-dot"),
        ),
        rx.cond(item.errors != "", rx.el.span(item.errors, class_name="ed-count")),
        rx.el.span(item.value, class_name="ed-nav-value ellipsis"),
        type="button",
        class_name="ed-nav-item",
        aria_current=rx.cond(EditorState.section == item.key, "true", "false"),
        on_click=VisitState.go(item.key),
        custom_attrs={"data-nav": item.key},
        key=item.key,
    )


def save_bar() -> rx.Component:
    """What is not saved yet, and the buttons for it."""
    bar = EditorState.bar
    return rx.el.div(
        rx.el.div(
            rx.cond(bar.is_dirty, rx.el.span(class_name="ed-dot", aria_hidden="true")),
            rx.cond(
                bar.goes_to != "",
                rx.el.button(
                    bar.title,
                    type="button",
                    class_name="link ed-mistake",
                    on_click=VisitState.show_mistake,
                ),
                rx.el.span(bar.title, class_name="heading"),
            ),
            rx.cond(
                bar.warning != "",
                rx.el.span(icon("triangle-alert", 14), bar.warning, class_name="ed-warning"),
                rx.el.span(bar.what, class_name="quiet ellipsis"),
            ),
            class_name="ed-bar-words",
            role="status",
        ),
        rx.cond(
            bar.is_dirty,
            rx.fragment(
                button("Discard", kind="ghost", on_click=SaveState.ask_discard),
                button("Review", on_click=SaveState.review_changes, class_name="wide-only"),
            ),
        ),
        button(
            bar.button,
            kind="primary",
            key_hint="Ctrl S",
            on_click=SaveState.save,
            loading=EditorState.is_busy,
            disabled=~SessionState.may_configure,
            # It can be pressed all the same: what was typed last may be on its way.
            aria_disabled=rx.cond(bar.may_save, "false", "true"),
            tip=rx.cond(SessionState.may_configure, bar.why_not, WHY_NOT),
            id="editor-save",
        ),
        rx.el.button(  # pressed by assets/js/unsaved.js
            type="button",
            id="editor-keep",
            hidden=True,
            on_click=UnsavedState.keep,
            disabled=~SessionState.may_configure,
        ),
        class_name="ed-bar",
        custom_attrs={
            "data-dirty": rx.cond(bar.is_dirty, "true", "false"),
            "data-kept-as": EditorState.kept_as,
            "data-edits": EditorState.edits,
            "data-memory": EditorState.memory,
        },
    )


def banner() -> rx.Component:
    """Says that the webhook does not send, and why; with the button that mends it."""
    shown = EditorState.banner
    return rx.cond(
        shown.text != "",
        rx.el.div(
            rx.match(
                shown.tone,
                ("warn", callout(_banner_line(), tone="warn")),
                ("info", callout(_banner_line(), tone="info")),
                callout(_banner_line(), tone="idle", icon_name="circle-pause"),
            ),
            class_name="ed-banner",
        ),
    )


def _banner_line() -> rx.Component:
    shown = EditorState.banner
    return rx.fragment(
        rx.el.span(shown.text),
        rx.cond(
            shown.until != 0,
            rx.el.span(
                " Next probe in ", rx.el.span("–", custom_attrs={"data-until": shown.until.to_string()}), "."
            ),
        ),
        rx.match(
            shown.action,
            (
                "resume",
                button(
                    "Resume",
                    icon_name="play",
                    small=True,
                    on_click=ActionState.resume,
                    disabled=~SessionState.may_operate,
                    tip=rx.cond(SessionState.may_operate, "", "This needs the role operator."),
                ),
            ),
            (
                "activate",
                button(
                    "Activate",
                    icon_name="power",
                    small=True,
                    on_click=ActionState.activate,
                    disabled=~SessionState.may_configure,
                    tip=WHY_NOT,
                ),
            ),
            rx.fragment(),
        ),
    )
