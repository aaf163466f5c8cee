"""The section Filters of the editor: tabs of event types, the filter as rows or JSON, and its backtest."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.code_editor import code_editor
from webhook_dashboard.ui.components.controls import callout
from webhook_dashboard.ui.components.form_fields import hint_line
from webhook_dashboard.ui.components.list_states import empty_state, error_strip
from webhook_dashboard.ui.pages.webhook_editor.filters.backtest_view import backtest_view
from webhook_dashboard.ui.pages.webhook_editor.filters.building import JSON, ROWS
from webhook_dashboard.ui.pages.webhook_editor.filters.row_fields import field_list
from webhook_dashboard.ui.pages.webhook_editor.filters.row_state import RowState
from webhook_dashboard.ui.pages.webhook_editor.filters.row_views import rows
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.filters.views import TypeTab
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.session import SessionState

JSON_HINT = "The operators of Convoy and Outpost: $eq, $gt, $in, $contains, $exist, $or, $any and others."


def filters_section() -> rx.Component:
    """The main column; `sample_matching` stands beside it."""
    return rx.el.section(
        _head(),
        rx.cond(
            FiltersState.event_type == "",
            empty_state(
                "No event type is chosen.",
                "A filter belongs to an event type. Choose under Events which ones this webhook gets.",
                button("Choose events", on_click=VisitState.go("events")),
            ),
            rx.fragment(
                _tabs(),
                rx.cond(FiltersState.problem != "", error_strip(FiltersState.problem, FiltersState.load)),
                rx.cond(FiltersState.mode == JSON, _json(), rows()),
                backtest_view(),
                field_list(),
            ),
        ),
        class_name="fb",
        aria_labelledby="title-filters",
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2("Filters", class_name="title", id="title-filters"),
            rx.el.p(
                "Send only the events that pass. Each event type has its own filter.", class_name="quiet"
            ),
        ),
        rx.cond(FiltersState.event_type != "", _modes()),
        class_name="fb-head",
    )


def _modes() -> rx.Component:
    locked = FiltersState.why_no_rows != ""
    return rx.el.div(
        rx.el.button(
            "Rows",
            type="button",
            class_name="seg-item",
            aria_pressed=rx.cond(FiltersState.mode == ROWS, "true", "false"),
            aria_disabled=rx.cond(locked, "true", "false"),
            on_click=FiltersState.choose_mode(ROWS),
            custom_attrs={"data-tip": FiltersState.why_no_rows},
        ),
        rx.el.button(
            "JSON",
            type="button",
            class_name="seg-item",
            aria_pressed=rx.cond(FiltersState.mode == JSON, "true", "false"),
            on_click=FiltersState.choose_mode(JSON),
        ),
        role="group",
        aria_label="View of the filter",
        class_name="seg seg-modes",
    )


def _tabs() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.foreach(FiltersState.tabs, _tab),
            role="group",
            aria_label="Event type",
            class_name="seg fb-types",
        ),
        class_name="fb-types-line",
    )


def _tab(tab: rx.Var[TypeTab]) -> rx.Component:
    return rx.el.button(
        tab.key,
        rx.cond(
            tab.mark != "",
            rx.el.span(rx.el.span(tab.mark, class_name="sr-only"), class_name="fb-dot"),
        ),
        type="button",
        class_name="seg-item",
        aria_pressed=rx.cond(FiltersState.event_type == tab.key, "true", "false"),
        on_click=VisitState.open_type("filters", tab.key),
        key=tab.key,
    )


def _json() -> rx.Component:
    return rx.el.div(
        rx.cond(
            (FiltersState.why_no_rows != "") & (FiltersState.json_error == ""),
            callout(FiltersState.why_no_rows, tone="info"),
        ),
        rx.el.div(
            code_editor(
                "filter-json",
                FiltersState.json_text,
                FiltersState.json_version,
                label="Filter as JSON",
                on_edit=RowState.set_json,
                read_only=~SessionState.may_configure,
                described_by="filter-json-hint",
            ),
            class_name="fb-json",
        ),
        hint_line(JSON_HINT, FiltersState.json_error, id="filter-json-hint"),
        class_name="fb-view",
    )
