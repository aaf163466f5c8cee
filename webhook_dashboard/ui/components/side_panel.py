"""The panel beside a list that shows one of its rows, and the lists of facts inside."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, copy_button, icon_button


def side_panel(*body: Any, head: Sequence[Any], on_close: Any, label: str, **steps: Any) -> rx.Component:
    """A panel that is part of the page: head (state, id …), step and close buttons, scrolling body.

    `on_previous` and `on_next` add the step buttons (K and J); Esc presses close.
    Put list and panel into `rx.el.div(list, panel, class_name="with-panel")`.
    """
    buttons = []
    if "on_previous" in steps:
        buttons.append(icon_button("chevron-up", "Previous", on_click=steps["on_previous"], small=True))
    if "on_next" in steps:
        buttons.append(icon_button("chevron-down", "Next", on_click=steps["on_next"], small=True))
    return rx.el.section(
        rx.el.div(
            *head,
            rx.el.span(class_name="push"),
            *buttons,
            icon_button("x", "Close", on_click=on_close, small=True, key="escape"),
            class_name="panel-head",
        ),
        rx.el.div(*body, class_name="panel-body", tab_index=0, role="region", aria_label=label),
        aria_label=label,
        class_name="side-panel",
    )


def id_with_copy(identifier: Text) -> rx.Component:
    """An id in monospace with its copy button."""
    return rx.fragment(
        rx.el.span(identifier, class_name="mono quiet ellipsis"), copy_button(identifier, "Copy the id")
    )


def facts(*pairs: tuple[Text, Any]) -> rx.Component:
    """Label and value in two columns: `facts(("Webhook", link(...)), ("Sent to", url))`."""
    lines: list[rx.Component] = []
    for label, value in pairs:
        lines += [rx.el.dt(label), rx.el.dd(value)]
    return rx.el.dl(*lines, class_name="facts")


def header_pairs(pairs: rx.Var[Any], label: str) -> rx.Component:
    """HTTP headers as a two-column table; `pairs` is a Var of a list of (name, value)."""
    return rx.el.table(
        rx.el.caption(label, class_name="sr-only"),
        rx.el.tbody(
            rx.foreach(pairs, lambda pair: rx.el.tr(rx.el.th(pair[0], scope="row"), rx.el.td(pair[1])))
        ),
        class_name="pairs",
    )


def step_in_address(rows: rx.Var[Any], name: str, key: str, distance: int) -> rx.vars.StringVar[str]:
    """The `key` of the row so far from the one that the address names as `name`, read when it is pressed.

    The server may not know yet where an earlier press has led.
    """
    named = f"new URLSearchParams(location.search).get({name!r})"
    listed = f"{rows!s}.map((row) => row[{key!r}])"
    at = f"Math.max(0, Math.min(keys.length - 1, keys.indexOf({named}) + {distance}))"
    step = f"((keys) => keys[{at}])({listed})"
    return rx.Var(step, _var_data=rows._get_all_var_data()).to(str)
