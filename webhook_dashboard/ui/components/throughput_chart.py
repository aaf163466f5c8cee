"""The chart of deliveries over time: stacked columns, failures on top of what was delivered.

Plain elements with heights from custom properties instead of a chart library: each column is a link that
takes the focus, one failure is at least two pixels high, and a change redraws only its own column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from webhook_dashboard.ui.components.buttons import route_link
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.formatting import format_count


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """One bucket of time. `title` names it in full, `tick` stands below it or is empty."""

    title: str
    tick: str
    href: str


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """What is in a bucket. Apart from the names, because only this changes with each delivery."""

    delivered: int = 0
    failed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line at a share of the height (0 to 1) with its label."""

    at: float
    label: str


def grid_lines(highest: int) -> tuple[int, list[GridLine]]:
    """The upper end of the scale that holds the highest column, and two to four round lines above zero."""
    step = _round_step(max(highest, 2))
    parts = max(2, -(-highest // step))
    return step * parts, [GridLine(part / parts, format_count(part * step)) for part in range(parts + 1)]


def throughput_chart(
    columns: rx.vars.ArrayVar[Sequence[ChartColumn]],
    counts: rx.vars.ArrayVar[Sequence[ColumnCounts]],
    lines: rx.vars.ArrayVar[Sequence[GridLine]],
    top: rx.Var[int],
) -> rx.Component:
    """The columns with their counts, scaled to `top`, with a tooltip each that is also read aloud."""
    return rx.el.div(
        rx.el.div(
            rx.foreach(
                lines,
                lambda line: rx.el.span(
                    line.label, class_name="chart-mark", custom_attrs=inline(__at=line.at)
                ),
            ),
            class_name="chart-scale",
            aria_hidden="true",
        ),
        rx.el.div(
            rx.foreach(
                lines, lambda line: rx.el.div(class_name="chart-grid", custom_attrs=inline(__at=line.at))
            ),
            rx.el.div(
                rx.foreach(columns, lambda column, index: _column(column, counts[index])),
                class_name="chart-bars",
                custom_attrs=inline(__top=top),
            ),
            class_name="chart-plot",
        ),
        class_name="chart",
    )


def chart_legend() -> rx.Component:
    """What the colours mean."""
    return rx.el.div(
        *[
            rx.el.span(rx.el.i(class_name=name), word)
            for name, word in (("delivered", "Delivered"), ("failed", "Failed"), ("waiting", "Waiting"))
        ],
        class_name="legend meta wide-only",
        aria_hidden="true",
    )


def _column(column: rx.Var[ChartColumn], counts: rx.Var[ColumnCounts]) -> rx.Component:
    return route_link(
        _segment("delivered", counts.delivered),
        _segment("failed", counts.failed),
        _segment("waiting", counts.waiting),
        rx.cond(column.tick != "", rx.el.span(column.tick, class_name="tick", aria_hidden="true")),
        rx.el.span(
            rx.el.span(column.title, class_name="heading"),
            _tip_line("delivered", "Delivered", counts.delivered),
            _tip_line("failed", "Failed", counts.failed),
            rx.cond(counts.waiting != 0, _tip_line("waiting", "Waiting", counts.waiting)),
            class_name="bar-tip",
        ),
        href=column.href,
        class_name="bar",
    )


def _segment(name: str, count: rx.Var[int]) -> rx.Component:
    return rx.cond(count != 0, rx.el.i(class_name=name, custom_attrs=inline(__n=count), aria_hidden="true"))


def _tip_line(name: str, word: str, count: rx.Var[int]) -> rx.Component:
    return rx.el.span(rx.el.i(class_name=name), word, " ", rx.el.b(_grouped(count)))


def _grouped(count: rx.Var[int]) -> rx.Var[str]:
    """The count with thousands separated, by the browser."""
    return rx.Var(f"({count!s} ?? 0).toLocaleString('en-US')", _var_data=count._get_all_var_data()).to(str)


def _round_step(highest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … of which at most four hold the highest."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * 4 >= highest:
                return digit * power
        power *= 10
