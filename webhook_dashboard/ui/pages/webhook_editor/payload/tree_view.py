"""The left column: every variable with its value in the event in hand."""

import reflex as rx

from webhook_dashboard.ui.components.form_fields import search_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import TreeGroup, TreeRow
from webhook_dashboard.ui.pages.webhook_editor.payload.state import EDITOR_ID, PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.trying_state import TryingState


def tree_column() -> rx.Component:
    """Every variable with its value in the event in hand; a click inserts it."""
    return rx.el.div(
        rx.el.div(
            search_input(
                "variable-search",
                "Find a field or value",
                on_change=TryingState.look_for.debounce(150),
            ),
            class_name="payload-bar",
        ),
        rx.el.div(
            rx.foreach(PayloadState.tree, _group),
            rx.cond(
                PayloadState.tree.length() == 0,
                rx.el.p("No variable has this in its name or value.", class_name="quiet payload-none"),
            ),
            class_name="payload-tree",
            tab_index=0,
            role="region",
            aria_label="Variables",
        ),
        rx.el.p(
            "Click to insert. Values are from ",
            PayloadState.source_name,
            ".",
            class_name="quiet meta payload-foot",
        ),
        class_name="payload-column payload-variables",
    )


def _group(group: rx.Var[TreeGroup]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            icon("chevron-down", 12),
            rx.el.span(group.title, class_name="mono"),
            rx.el.span(group.note, class_name="quiet end"),
        ),
        rx.foreach(group.rows.to(list[TreeRow]), _variable),
        open=True,
        key=group.key,
    )


def _variable(row: rx.Var[TreeRow]) -> rx.Component:
    return rx.el.button(
        rx.el.span(row.label, class_name="payload-name"),
        rx.el.span(
            row.value,
            class_name=rx.cond(row.is_missing, "payload-value is-warn", "payload-value quiet"),
        ),
        type="button",
        draggable=True,
        class_name="payload-variable",
        custom_attrs={"data-insert": row.insert, "data-into": EDITOR_ID, "data-tip": row.tip},
        key=row.path,
    )
