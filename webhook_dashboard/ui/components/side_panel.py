"""The panel beside a list that shows one of its rows, and the lists of facts inside."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, copy_button


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
