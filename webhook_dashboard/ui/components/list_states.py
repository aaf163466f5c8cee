"""The four states of a list (loading, error, nothing matches, truly empty), new rows, and the phone's row."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, button
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.icons import icon


def skeleton_rows(count: int = 6, *, compact: bool = False) -> rx.Component:
    """Grey bars in the true height of the rows; they appear after 150 ms."""
    classes = "skeleton skeleton-compact" if compact else "skeleton"
    widths = (180, 220, 160, 200)
    return rx.el.div(
        *[
            rx.el.div(
                rx.el.span(class_name="bone", custom_attrs=inline(width=f"{widths[index % len(widths)]}px")),
                rx.el.span(class_name="bone", custom_attrs=inline(width="96px")),
                rx.el.span(class_name="bone", custom_attrs=inline(width="64px", marginLeft="auto")),
                class_name=classes,
            )
            for index in range(count)
        ],
        role="status",
        aria_label="Loading",
    )


def error_strip(sentence: Text, on_retry: Any) -> rx.Component:
    """What could not be loaded and why; the old rows stay below it with the class `is-stale`."""
    return rx.el.div(
        icon("circle-alert", 16),
        rx.el.span(sentence),
        button("Try again", small=True, on_click=on_retry),
        class_name="error-strip",
        role="alert",
    )


def nothing_matches(sentence: Text, on_clear: Any) -> rx.Component:
    """Filters hide everything: the sentence says how many exist without them."""
    return rx.el.div(
        rx.el.p(sentence, class_name="heading"),
        button("Clear filters", on_click=on_clear),
        class_name="empty",
    )


def empty_state(
    sentence: Text, explanation: Text, action: rx.Component | None = None, *more: Any
) -> rx.Component:
    """Nothing exists yet: what will stand here, one button, one command."""
    return rx.el.div(
        rx.el.p(sentence, class_name="title"),
        rx.el.p(explanation, class_name="quiet"),
        action,
        *more,
        class_name="empty",
    )


def new_rows_pill(count: rx.vars.NumberVar, on_show: Any) -> rx.Component:
    """ "12 new", shown instead of rows that slide under the pointer; the full stop key presses it."""
    return rx.cond(
        count > 0,
        rx.el.button(
            icon("arrow-up", 12),
            count.to_string() + " new",
            type="button",
            class_name="new-pill",
            on_click=on_show,
            custom_attrs={"data-key": "."},
        ),
    )
