"""The strip of figures at the top of a screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from webhook_dashboard.ui.components.buttons import route_link
from webhook_dashboard.ui.components.raw_html import inline, raw_span


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure as text, with its share, what it was before, and its sparkline as SVG text.

    `worse` paints the change red: only where worse is certain. `of_failures` paints the line red.
    `href` is where a click leads.
    """

    label: str
    figure: str
    share: str
    change: str
    spark: str
    href: str
    worse: bool = False
    of_failures: bool = False


def stat_strip(tiles: rx.vars.ArrayVar[Sequence[Tile]]) -> rx.Component:
    """The tiles side by side between two hairlines; two by two on a phone."""
    return rx.el.div(rx.foreach(tiles, _tile), class_name="tiles")


def stat_strip_skeleton(count: int = 5) -> rx.Component:
    """The same strip while its figures are on their way."""
    return rx.el.div(
        *[
            rx.el.div(
                rx.el.div(
                    rx.el.span(class_name="bone", custom_attrs=inline(width="64px")), class_name="tile-head"
                ),
                rx.el.div(
                    class_name="bone", custom_attrs=inline(width="96px", height="22px", marginTop="6px")
                ),
                class_name="tile",
            )
            for _ in range(count)
        ],
        class_name="tiles",
        aria_hidden="true",
    )


def _tile(tile: rx.Var[Tile]) -> rx.Component:
    return route_link(
        rx.el.span(
            tile.label,
            raw_span(tile.spark, class_name=rx.cond(tile.of_failures, "is-bad-line", "")),
            class_name="tile-head",
        ),
        rx.el.span(
            rx.el.span(tile.figure, class_name="display"),
            rx.el.span(tile.share, class_name="tile-share"),
            class_name="tile-figure",
        ),
        rx.el.span(
            tile.change, class_name=rx.cond(tile.worse, "tile-change meta is-bad", "tile-change meta")
        ),
        href=tile.href,
        class_name="tile",
    )
