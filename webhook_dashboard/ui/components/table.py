"""Tables with fixed columns, so that nothing moves when the data change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width in px (None takes the rest), and how it stands.

    `number` aligns right; `sort_key` makes the head a button; `drop` is a CSS class that hides the column
    on narrow screens ("drop-first" below 1024 px, "drop-second" below 900 px).
    """

    head: Text | rx.Component
    width: int | None = None
    number: bool = False
    sort_key: str = ""
    drop: str = ""
    hide_head: bool = False

    @property
    def class_name(self) -> str:
        """The CSS classes of each cell in this column."""
        return " ".join(name for name in ("num" if self.number else "", self.drop) if name)


def data_table(
    columns: Sequence[Column],
    body: rx.Component | Sequence[rx.Component],
    *,
    label: str,
    compact: bool = False,
    bleed: bool = False,
    **props: Any,
) -> rx.Component:
    """A table of rows made by `row`. `bleed` gives 24 px at both ends for a table over the whole width.

    `sort`, a Var "key" or "-key" (descending), and `on_sort`, a handler that takes the key, make heads
    sortable.
    """
    sort, on_sort = props.pop("sort", None), props.pop("on_sort", None)
    classes = "table" + (" table-compact" if compact else "") + (" table-bleed" if bleed else "")
    return rx.el.table(
        rx.el.caption(label, class_name="sr-only"),
        rx.el.colgroup(
            *[
                rx.el.col(
                    class_name=column.drop,
                    custom_attrs=inline(width=f"{column.width}px") if column.width else {},
                )
                for column in columns
            ]
        ),
        rx.el.thead(rx.el.tr(*[_head(column, sort, on_sort) for column in columns])),
        rx.el.tbody(
            *(body if isinstance(body, (list, tuple)) else [body]), custom_attrs={"data-rows": "true"}
        ),
        class_name=f"{classes} {props.pop('class_name', '')}".strip(),
        **props,
    )


def row(
    columns: Sequence[Column],
    cells: Sequence[Any],
    *,
    on_open: Any = None,
    selected: bool | rx.Var[bool] = False,
    **props: Any,
) -> rx.Component:
    """One row. With `on_open` a click or Enter opens it, and J and K reach it."""
    attributes = props.pop("custom_attrs", {})
    if on_open is not None:
        attributes["data-row"] = "true"
        props |= {"on_click": on_open, "tab_index": 0}
    if isinstance(selected, rx.Var) or selected:
        props["aria_selected"] = rx.cond(selected, "true", "false")
    return rx.el.tr(
        *[
            rx.el.td(*(cell if isinstance(cell, (list, tuple)) else [cell]), class_name=column.class_name)
            for column, cell in zip(columns, cells, strict=True)
        ],
        custom_attrs=attributes,
        **props,
    )


def name_cell(name: Text, second: Text = "") -> rx.Component:
    """A name with a quiet second text after it, cut with an ellipsis."""
    return rx.el.div(
        rx.el.span(name, class_name="heading ellipsis", title=name),
        rx.el.span(second, class_name="meta ellipsis") if isinstance(second, rx.Var) or second else None,
        class_name="name-cell",
    )


def section_head(title: Text, second: Text = "", *aside: rx.Component) -> rx.Component:
    """A section's heading, a quiet second text, and links or a legend at the right."""
    return rx.el.div(
        rx.el.h2(title, class_name="heading"),
        rx.el.span(second, class_name="meta"),
        rx.el.div(*aside, class_name="aside") if aside else None,
        class_name="section-head",
    )


def _head(column: Column, sort: Any, on_sort: Any) -> rx.Component:
    if column.hide_head:
        return rx.el.th(
            rx.el.span(column.head, class_name="sr-only"), class_name=column.class_name, scope="col"
        )
    if not column.sort_key or sort is None:
        return rx.el.th(column.head, class_name=column.class_name, scope="col")
    up, down = sort == column.sort_key, sort == f"-{column.sort_key}"
    return rx.el.th(
        rx.el.button(
            column.head,
            rx.cond(up, icon("arrow-up", 12), rx.cond(down, icon("arrow-down", 12), rx.fragment())),
            type="button",
            class_name="sort",
            on_click=on_sort(column.sort_key),
        ),
        aria_sort=rx.cond(up, "ascending", rx.cond(down, "descending", "none")),
        class_name=column.class_name,
        scope="col",
    )
