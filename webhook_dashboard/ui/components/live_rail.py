"""The tail of deliveries at the right of a screen, newest on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from webhook_dashboard.ui.components.buttons import Text, button, link, route_link
from webhook_dashboard.ui.components.controls import live_dot
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.components.status import status_glyph, tone_class


@dataclass(frozen=True, slots=True)
class TailRow:
    """One delivery in the tail. `end` is "OK · 187 ms" or the word of its state; `fresh` tints it once."""

    id: str
    kind: str
    event: str
    second: str
    end: str
    time: str
    fresh: bool


def live_rail(
    rows: rx.vars.ArrayVar[Sequence[TailRow]],
    *,
    head: Text,
    paused: bool | rx.Var[bool],
    on_pause: Any,
    loaded: bool | rx.Var[bool] = True,
    **props: Any,
) -> rx.Component:
    """The rail: head with the rate (or "Paused, 12 new"), rows, and a link to the whole log.

    `loaded` is False until it is known whether there are rows.

    Further props go to the rail itself: on_mouse_enter and on_mouse_leave hold it while the pointer is over.
    """
    return rx.el.aside(
        rx.el.div(
            live_dot(lost=has_connection_errors, paused=paused),
            rx.el.h2("Live", class_name="heading"),
            rx.el.span(head, class_name="meta ellipsis"),
            rx.cond(rows.length() > 0, _pause_button(paused, on_pause)),
            class_name="rail-head",
        ),
        rx.cond(
            rows.length() > 0,
            rx.fragment(
                rx.el.ul(
                    rx.foreach(rows, lambda row: rx.el.li(tail_row(row), key=row.id)),
                    class_name="rail-list",
                    aria_live="polite",
                    aria_relevant="additions",
                    tab_index=0,
                    aria_label="Newest deliveries",
                ),
                rx.el.div(
                    link("Open in Deliveries", "/deliveries", class_name="meta"), class_name="rail-foot"
                ),
            ),
            rail_waiting(loaded),
        ),
        aria_label="Live deliveries",
        class_name="rail",
        **props,
    )


def _pause_button(paused: bool | rx.Var[bool], on_pause: Any) -> rx.Component:
    props: dict[str, Any] = {"small": True, "key": "space", "key_hint": "Space", "on_click": on_pause}
    return rx.cond(
        paused, button("Resume", icon_name="play", **props), button("Pause", icon_name="pause", **props)
    )


def tail_row(row: rx.Var[TailRow]) -> rx.Component:
    """One row of two lines, 48 px high."""
    return route_link(
        status_glyph(row.kind),
        rx.el.span(row.event, class_name="event ellipsis"),
        rx.el.span(row.end, class_name=rx.Var.create("end ") + rx.Var.create(tone_class(row.kind)).to(str)),
        rx.el.span(row.second, class_name="second ellipsis"),
        rx.el.span(row.time, class_name="end"),
        href=rx.Var.create("/deliveries?id=") + row.id.to(str),
        class_name=rx.cond(row.fresh, "tail-row is-new", "tail-row"),
    )


def rail_waiting(loaded: bool | rx.Var[bool] = True) -> rx.Component:
    """The rail before the first delivery; its words only once it is known that there is none."""
    note = rx.el.div(
        rx.el.p("Waiting for the first event.", class_name="heading"),
        rx.el.p(
            "Each delivery appears here the moment it is sent, with its code and time.", class_name="meta"
        ),
        class_name="rail-note",
    )
    return rx.fragment(
        rx.cond(loaded, note, rx.fragment()),
        *[_ghost_row(*row) for row in ((96, 136, "1"), (120, 160, "0.7"), (84, 124, "0.4"))],
    )


def _ghost_row(first_px: int, second_px: int, opacity: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(class_name="ghost-dot"),
        rx.el.span(class_name="bone", custom_attrs=inline(width=f"{first_px}px")),
        rx.el.span(class_name="bone", custom_attrs=inline(width=f"{second_px}px")),
        class_name="ghost-row",
        custom_attrs=inline(opacity=opacity),
        aria_hidden="true",
    )
