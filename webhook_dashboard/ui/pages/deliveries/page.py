"""The log of deliveries: filters, the strip of when, the rows, and one delivery beside them."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, kbd
from webhook_dashboard.ui.components.list_states import (
    empty_state,
    error_strip,
    new_rows_pill,
    nothing_matches,
    skeleton_rows,
)
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.components.status import status, status_glyph
from webhook_dashboard.ui.components.table import Column, data_table, row
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.deliveries.address import ROUTE
from webhook_dashboard.ui.pages.deliveries.filter_parts import filters
from webhook_dashboard.ui.pages.deliveries.panel import panel
from webhook_dashboard.ui.pages.deliveries.parts import test_mark
from webhook_dashboard.ui.pages.deliveries.rows import LogRow
from webhook_dashboard.ui.pages.deliveries.state import DeliveriesState

COLUMNS = (
    Column("Status", 110),
    Column("Time", 98),
    Column("Event"),
    Column("Record", drop="log-record"),
    Column("Webhook", drop="log-webhook"),
    Column("Code", 58),
    Column("Try", 34, number=True),
    Column("Duration", 90, number=True),
)
SCROLLED = rx.Var("(document.getElementById('log-rows')?.scrollTop ?? 0) > 24")
ROW_SKELETONS = 14


def deliveries() -> rx.Component:
    """The newest deliveries on top; the address holds filters, page and the delivery in the panel."""
    return screen(
        "Deliveries",
        rx.el.div(
            filters(),
            rx.cond(
                DeliveriesState.problem != "", error_strip(DeliveriesState.problem, DeliveriesState.load)
            ),
            rx.cond(
                DeliveriesState.shown != "",
                rx.el.div(_log(), panel(), class_name="log-body with-panel"),
                rx.el.div(_log(), class_name="log-body"),
            ),
            class_name="log-screen",
        ),
    )


def _log() -> rx.Component:
    stale = rx.cond(DeliveriesState.problem != "", "log is-stale", "log")
    return rx.el.div(
        rx.cond(
            DeliveriesState.is_loaded,
            rx.cond(
                DeliveriesState.is_empty,
                _nothing_yet(),
                rx.cond(
                    DeliveriesState.nothing_text != "",
                    nothing_matches(DeliveriesState.nothing_text, rx.redirect(ROUTE)),
                    rx.fragment(_strip(), _rows(), _foot()),
                ),
            ),
            rx.cond(
                DeliveriesState.problem != "",
                rx.fragment(),
                rx.el.div(skeleton_rows(ROW_SKELETONS, compact=True), class_name="log-skeleton"),
            ),
        ),
        class_name=stale,
    )


def _strip() -> rx.Component:
    """Its caption keeps its height, so that the pill moves nothing when it comes."""
    return rx.el.div(
        rx.cond(
            DeliveriesState.histogram != "", raw_span(DeliveriesState.histogram, class_name="histogram-place")
        ),
        rx.el.div(
            rx.el.span(DeliveriesState.range_start),
            rx.cond(
                DeliveriesState.new_count > 0,
                new_rows_pill(DeliveriesState.new_count, DeliveriesState.show_new),
                rx.el.span(DeliveriesState.range_end),
            ),
            class_name="strip-caption meta",
        ),
        class_name="strip",
    )


def _rows() -> rx.Component:
    return rx.el.div(
        data_table(
            COLUMNS,
            rx.foreach(DeliveriesState.rows, _row),
            label="Deliveries",
            compact=True,
            bleed=True,
            class_name="wide-only log-table",
        ),
        rx.el.div(rx.foreach(DeliveriesState.rows, _phone_row), class_name="phone-only"),
        id="log-rows",
        class_name="log-rows",
        tab_index=0,
        role="region",
        aria_label="Rows of the log",
        on_scroll=DeliveriesState.scroll(SCROLLED).debounce(150),
    )


def _open(delivery: rx.Var[LogRow]) -> Any:
    """Moving along the list with an open panel leaves one step in the history, not one for each row."""
    return rx.redirect(
        DeliveriesState.open_base + delivery.id,
        replace=DeliveriesState.shown != "",  # pyright: ignore[reportArgumentType]
    )


def _row(delivery: rx.Var[LogRow]) -> rx.Component:
    return row(
        COLUMNS,
        [
            status(delivery.kind),
            rx.el.span(delivery.time, class_name="quiet", custom_attrs={"data-tip": delivery.time_tip}),
            rx.fragment(rx.el.span(delivery.event, class_name="strong"), test_mark(delivery.test)),
            rx.el.span(delivery.record, class_name="quiet"),
            delivery.webhook,
            rx.el.span(delivery.code, class_name=delivery.code_class),
            rx.el.span(delivery.tries, class_name=delivery.tries_class),
            delivery.duration,
        ],
        on_open=_open(delivery),
        selected=DeliveriesState.shown == delivery.id,
        key=delivery.id,
        class_name=rx.cond(delivery.fresh, "is-new", ""),
    )


def _phone_row(delivery: rx.Var[LogRow]) -> rx.Component:
    return rx.el.button(
        status_glyph(delivery.kind, 16),
        rx.el.span(delivery.event, test_mark(delivery.test), class_name="strong ellipsis"),
        rx.el.span(delivery.end, class_name=delivery.end_class),
        rx.el.span(delivery.second, class_name="second ellipsis"),
        rx.el.span(delivery.end_second, class_name="end second"),
        type="button",
        on_click=_open(delivery),
        key=delivery.id,
        class_name=rx.cond(delivery.fresh, "phone-row is-new", "phone-row"),
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.el.span(DeliveriesState.page_text),
        _step("Newer", "chevron-left", DeliveriesState.newer_href),
        _step("Older", "chevron-right", DeliveriesState.older_href),
        rx.el.span(
            kbd("J"),
            kbd("K"),
            "move",
            kbd("Enter"),
            "open",
            kbd("?"),
            "all keys",
            class_name="foot-keys wide-only",
        ),
        class_name="log-foot meta",
    )


def _step(word: str, icon_name: str, href: Any) -> rx.Component:
    return rx.cond(href != "", button(word, icon_name=icon_name, small=True, href=href))


def _nothing_yet() -> rx.Component:
    return empty_state(
        "No delivery yet.",
        "Each event that a webhook subscribes to becomes a row here, with its code, time and attempts.",
        rx.cond(
            DeliveriesState.has_webhooks,
            button("Send a test event", icon_name="send", kind="primary", href="/"),
            button("Create webhook", icon_name="plus", kind="primary", href="/webhooks/new", key="c"),
        ),
        rx.el.p(
            "From your own program: ",
            rx.el.code("POST /api/v1/events", class_name="mono"),
            class_name="quiet",
        ),
    )
