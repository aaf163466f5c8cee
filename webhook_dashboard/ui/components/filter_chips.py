"""The bar of filters above a list; it mirrors the URL."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, button
from webhook_dashboard.ui.icons import icon


def filter_bar(*filters: Any, tail_text: Text = "") -> rx.Component:
    """Search field, chips and buttons in one line of 56 px, with a count at the right."""
    return rx.el.div(
        *filters, rx.el.span(tail_text, class_name="tail-text"), class_name="filter-bar", role="search"
    )


def chip(field: Text, value: Text, on_clear: Any, *, operator: Text = "is") -> rx.Component:
    """A filter that is set, in three cells, and the cross that takes it away."""
    return rx.el.span(
        rx.el.span(field, class_name="chip-cell"),
        rx.el.span(operator, class_name="chip-cell"),
        rx.el.span(value, class_name="chip-cell chip-value"),
        rx.el.button(
            icon("x", 12),
            type="button",
            class_name="chip-cell chip-clear",
            aria_label=_remove_label(field),
            on_click=on_clear,
        ),
        class_name="chip",
    )


def clear_filters(shown: rx.Var[bool], on_clear: Any) -> rx.Component:
    """The button that takes all filters away; it stands only while one is set."""
    return rx.cond(shown, button("Clear filters", kind="ghost", small=True, on_click=on_clear))


def _remove_label(field: Text) -> Text:
    return (
        rx.Var.create("Remove the filter ") + field.to(str)
        if isinstance(field, rx.Var)
        else f"Remove the filter {field}"
    )
