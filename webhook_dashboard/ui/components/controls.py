"""What one chooses with: segmented control, switch, checkbox, tabs, and the small marks beside words."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text
from webhook_dashboard.ui.icons import icon

Tone = Literal["ok", "bad", "warn", "info", "idle"]
Option = tuple[str, Text]
"""A value and its label."""

TONE_ICONS: dict[str, str] = {
    "ok": "circle-check",
    "bad": "circle-alert",
    "warn": "triangle-alert",
    "info": "info",
    "idle": "info",
}


def segmented(
    options: Sequence[Option], value: Text, on_choose: Any, *, label: str, **props: Any
) -> rx.Component:
    """A few choices side by side. `on_choose` is a handler that takes the chosen value.

    `small=True` makes it 24 px high; `wide=True` lets it fill the width of a phone.
    """
    classes = "seg" + (" seg-small" if props.pop("small", False) else "")
    classes += (" seg-wide" if props.pop("wide", False) else "") + f" {props.pop('class_name', '')}"
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                class_name="seg-item",
                aria_pressed=rx.cond(value == key, "true", "false"),
                on_click=on_choose(key),
            )
            for key, text in options
        ],
        role="group",
        aria_label=label,
        class_name=classes.strip(),
        **props,
    )


def switch(checked: bool | rx.Var[bool], on_toggle: Any, *, label: Text, **props: Any) -> rx.Component:
    """A switch. `on_toggle` is an event such as `State.toggle(row.id)`; the state decides the new value."""
    return rx.el.button(
        type="button",
        role="switch",
        aria_checked=rx.cond(checked, "true", "false"),
        aria_label=label,
        class_name="switch",
        on_click=[rx.stop_propagation, on_toggle],
        **props,
    )


def checkbox(label: Text, checked: bool | rx.Var[bool], on_change: Any, **props: Any) -> rx.Component:
    """A checkbox with its label at the right; `on_change` takes the new bool."""
    return rx.el.label(
        rx.el.input(type="checkbox", class_name="check", checked=checked, on_change=on_change, **props),
        rx.el.span(label),
        class_name="check-line",
    )


def tabs(options: Sequence[Option], value: Text, on_choose: Any, *, label: str) -> rx.Component:
    """A line of tabs; the panel below belongs to the caller. `on_choose` is a handler that takes the key."""
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                role="tab",
                class_name="tab",
                aria_selected=rx.cond(value == key, "true", "false"),
                on_click=on_choose(key),
            )
            for key, text in options
        ],
        role="tablist",
        aria_label=label,
        class_name="tabs",
    )


def tag(text: Text, *, accent: bool = False) -> rx.Component:
    """A small count or mark. Never the state of a table row: that is `status`."""
    return rx.el.span(text, class_name="tag tag-accent" if accent else "tag")


def callout(*children: Any, tone: Tone = "info", icon_name: str = "", **props: Any) -> rx.Component:
    """One or two sentences on a tint, with a glyph at the left."""
    return rx.el.div(
        icon(icon_name or TONE_ICONS[tone], 16),
        rx.el.div(*children),
        class_name=f"callout is-{tone}",
        **props,
    )


def tooltip(child: rx.Component, text: Text) -> rx.Component:
    """The child with a tooltip on hover and focus (assets/js/tooltip.js)."""
    return rx.el.span(child, custom_attrs={"data-tip": text})


def live_dot(*, lost: bool | rx.Var[bool] = False, paused: bool | rx.Var[bool] = False) -> rx.Component:
    """The round mark of a live connection: green, amber while reconnecting, grey while paused."""
    state = rx.cond(lost, "live-dot is-lost", rx.cond(paused, "live-dot is-paused", "live-dot is-beating"))
    return rx.el.span(class_name=state, aria_hidden="true")
