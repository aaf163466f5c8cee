"""Who gets what, drawn: a table of event types and webhooks, folded where it is large.

It is a grid for the keyboard (assets/js/grid.js): what it holds is reached by the arrow keys.
"""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import route_link
from webhook_dashboard.ui.components.list_states import error_strip, skeleton_rows
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.components.table import section_head
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.matrix import MatrixCell, MatrixColumn, MatrixRow
from webhook_dashboard.ui.pages.webhooks.matrix_state import MatrixState
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState

CAPTION = "Deliveries in 30 days by event type and webhook. An empty cell: not subscribed."
MATRIX = MatrixState.matrix
ROW_SKELETONS = 5
HAS_REST = MATRIX.fold_columns != ""
IS_STALE = (MatrixState.problem != "") & (WebhooksState.problem == "")
"""Where the list above could not be loaded either, it says so for both."""


def who_gets_what() -> rx.Component:
    """The section below the list; it scrolls to the side where there is no room."""
    return rx.el.section(
        section_head(
            "Who gets what",
            "deliveries in 30 days, by event type",
            rx.cond(
                MATRIX.has_filters,
                rx.el.span(icon("list-filter", 12), "a filter decides", class_name="meta matrix-legend"),
            ),
        ),
        rx.cond(IS_STALE, error_strip(MatrixState.problem, MatrixState.load)),
        rx.el.div(
            rx.cond(
                MatrixState.is_loaded,
                rx.cond(MATRIX.rows.length() > 0, _table(), _nothing()),
                rx.cond(MatrixState.problem != "", rx.fragment(), skeleton_rows(ROW_SKELETONS, compact=True)),
            ),
            class_name=rx.cond(IS_STALE, "is-stale", ""),
        ),
        class_name="matrix-section",
        aria_label="Who gets what",
    )


def _nothing() -> rx.Component:
    return rx.el.p(
        "No webhook that is switched on gets a known event type. Switch one on, or subscribe one to an event "
        "type: it stands here then.",
        class_name="quiet matrix-nothing",
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(CAPTION, class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    _head_cell("Event type", scope="col", class_name="matrix-type"),
                    _head_cell("Category", scope="col", class_name="matrix-category"),
                    rx.foreach(MATRIX.columns, _head),
                    rx.cond(HAS_REST, _more_columns()),
                    _head_cell("Total", scope="col", class_name="matrix-total"),
                )
            ),
            rx.el.tbody(rx.foreach(MATRIX.rows, _row), rx.cond(MATRIX.fold_rows != "", _folded_row())),
            rx.el.tfoot(_totals()),
            class_name="matrix",
            role="grid",
            aria_readonly="true",
            custom_attrs=inline(__columns=MATRIX.columns.length() + rx.cond(HAS_REST, 1, 0)),
        ),
        class_name="matrix-scroll",
        role="region",
        aria_label="Deliveries by event type and webhook",
    )


def _head_cell(*children: Any, **props: Any) -> rx.Component:
    return rx.el.th(*children, tab_index=-1, **props)


def _plain_cell(*children: Any, **props: Any) -> rx.Component:
    return rx.el.td(*children, tab_index=-1, **props)


def _cell_link(*children: Any, **props: Any) -> rx.Component:
    return route_link(*children, tab_index=-1, **props)


def _head(column: rx.Var[MatrixColumn]) -> rx.Component:
    return rx.el.th(
        _cell_link(column.name, href=column.href, class_name="matrix-link", title=column.name),
        scope="col",
        key=column.href,
    )


def _row(shown: rx.Var[MatrixRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            _cell_link(shown.key, href=shown.href, class_name="matrix-link ellipsis", title=shown.key),
            scope="row",
            class_name="matrix-type",
        ),
        _plain_cell(shown.category, class_name="matrix-category"),
        rx.foreach(shown.cells, _cell),
        rx.cond(HAS_REST, _plain_cell(shown.rest, class_name="matrix-rest")),
        _plain_cell(shown.total, class_name="matrix-total"),
        key=shown.key,
    )


def _cell(cell: rx.Var[MatrixCell]) -> rx.Component:
    link = _cell_link(
        rx.cond(cell.is_filtered, icon("list-filter", 12)),
        rx.el.span(cell.text),
        href=cell.href,
        class_name=rx.cond(cell.text == "0", "matrix-cell is-none", "matrix-cell"),
        aria_label=cell.tip,
        custom_attrs={"data-tip": cell.tip, **inline(__heat=cell.heat)},
    )
    empty = _plain_cell(aria_label="not subscribed", key=cell.key)
    return rx.cond(cell.text != "", rx.el.td(link, key=cell.key), empty)


def _more_columns() -> rx.Component:
    """Above the sums of the webhooks that are folded away."""
    return rx.el.th(
        _fold(MATRIX.fold_columns, MatrixState.all_columns, MatrixState.toggle_columns),
        scope="col",
        class_name="matrix-rest",
    )


def _folded_row() -> rx.Component:
    """The sums of the event types that are folded away."""
    return rx.el.tr(
        rx.el.th(
            _fold(MATRIX.fold_rows, MatrixState.all_rows, MatrixState.toggle_rows),
            scope="row",
            class_name="matrix-type",
        ),
        _plain_cell(class_name="matrix-category"),
        rx.foreach(MATRIX.folded, lambda text: _plain_cell(text)),
        rx.cond(HAS_REST, _plain_cell(MATRIX.folded_rest, class_name="matrix-rest")),
        _plain_cell(MATRIX.folded_total, class_name="matrix-total"),
        class_name="matrix-folded",
    )


def _totals() -> rx.Component:
    return rx.el.tr(
        _head_cell("Total", scope="row", class_name="matrix-type"),
        _plain_cell(class_name="matrix-category"),
        rx.foreach(MATRIX.columns, lambda column: _plain_cell(column.total, key=column.href)),
        rx.cond(HAS_REST, _plain_cell(MATRIX.rest_total)),
        _plain_cell(MATRIX.total, class_name="matrix-total"),
    )


def _fold(words: Any, is_unfolded: Any, toggle: Any) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name="link matrix-fold",
        tab_index=-1,
        aria_expanded=rx.cond(is_unfolded, "true", "false"),
        on_click=toggle,
    )
