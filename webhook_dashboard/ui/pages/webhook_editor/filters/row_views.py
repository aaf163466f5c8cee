"""The rows of the builder, with any-of groups, and the buttons that add one.

Enter and Backspace are handled in assets/js/filter-builder.js.
"""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import TOP
from webhook_dashboard.ui.pages.webhook_editor.filters.row_fields import (
    LOCKED,
    VERSION,
    Row,
    field_cell,
    id_of,
    operator_cell,
    value_cell,
)
from webhook_dashboard.ui.pages.webhook_editor.filters.row_state import RowState
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.session import SessionState

WHY_LOCKED = rx.cond(SessionState.may_configure, "", "This needs the role admin.")


def rows() -> rx.Component:
    """All rows, and below them the buttons that add one."""
    return rx.el.div(
        rx.el.div(rx.foreach(FiltersState.lines, _item), class_name="fb-rows"),
        rx.el.div(
            _add("Condition", RowState.add_line(TOP, VERSION), icon_name="plus", key_hint="Enter", adds=TOP),
            _add("Any-of group", RowState.add_group(VERSION), icon_name="brackets", adds="group"),
            rx.el.p(
                rx.cond(
                    FiltersState.last.name != "",
                    rx.fragment(
                        FiltersState.last.words,
                        rx.el.span(FiltersState.last.name),
                        " = ",
                        rx.el.span(FiltersState.last.value, class_name="mono"),
                    ),
                ),
                class_name="meta fb-last ellipsis",
            ),
            class_name="fb-adds",
        ),
        class_name="fb-view",
    )


def _item(line: Row) -> rx.Component:
    """A row; the first of a group with the head of the group above it."""
    return rx.el.div(
        rx.cond(line.heads, _group_head(line)),
        rx.el.div(
            rx.el.span(line.joint, class_name="fb-joint"),
            field_cell(line),
            operator_cell(line),
            value_cell(line),
            icon_button(
                "trash-2",
                rx.Var.create("Delete ") + line.name.to(str).lower(),
                disabled=LOCKED,
                on_click=RowState.remove_line(line.id, VERSION),
                custom_attrs={"data-removes": "true"},
            ),
            class_name="fb-row",
            role="group",
            aria_label=line.name,
        ),
        rx.cond(line.error != "", _note(line, line.error, "hint is-bad fb-note", role="alert")),
        rx.cond(line.hint != "", _note(line, line.hint, "hint fb-note is-missing")),
        class_name=rx.cond(
            line.group == TOP,
            "fb-item",
            rx.cond(
                line.heads,
                rx.cond(line.ends, "fb-item is-in is-first is-last", "fb-item is-in is-first"),
                rx.cond(line.ends, "fb-item is-in is-last", "fb-item is-in"),
            ),
        ),
        custom_attrs={"data-line": "true", "data-group": line.group.to_string()},
        key=line.key,
    )


def _group_head(line: Row) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.group_joint, class_name="fb-joint"),
        rx.el.span("any of these", class_name="strong"),
        _add(
            "Condition",
            RowState.add_line(line.group, VERSION),
            icon_name="plus",
            kind="ghost",
            adds=line.group,
            aria_label="Add a condition to this group",
        ),
        class_name="fb-group-head",
    )


def _add(label: str, on_click: Any, *, adds: Any = None, **props: Any) -> rx.Component:
    attributes = (
        {} if adds is None else {"data-adds": adds.to_string() if isinstance(adds, rx.Var) else str(adds)}
    )
    return button(
        label,
        small=True,
        on_click=on_click,
        disabled=LOCKED,
        tip=WHY_LOCKED,
        custom_attrs=attributes,
        **props,
    )


def _note(line: Row, text: Any, class_name: str, **props: Any) -> rx.Component:
    return rx.el.div(icon("circle-alert", 12), text, class_name=class_name, id=id_of("note", line), **props)
