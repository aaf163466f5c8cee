"""The requests of an inbox, newest first."""

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.controls import live_dot
from webhook_dashboard.ui.components.status import status, status_glyph, status_word, tone_class
from webhook_dashboard.ui.components.table import Column, data_table, row
from webhook_dashboard.ui.pages.inbox.rows import ArrivalRow
from webhook_dashboard.ui.pages.inbox.state import InboxState

COLUMNS = (
    Column("Time", 80),
    Column("Event"),
    Column("Signature", 72, number=True),
    Column("Sent", 54, number=True),
)


def request_list() -> rx.Component:
    """The list with its head. J and K move along it."""
    return rx.el.section(
        rx.el.div(
            live_dot(lost=has_connection_errors, paused=InboxState.is_paused),
            rx.el.h2("Requests", class_name="heading"),
            rx.el.span(InboxState.head, class_name="quiet", role="status"),
            rx.el.span(class_name="push"),
            rx.cond(InboxState.count > 0, _pause_button()),
            class_name="inbox-list-head",
        ),
        rx.el.div(
            data_table(
                COLUMNS,
                rx.foreach(InboxState.rows, _row),
                label="Requests",
                compact=True,
                class_name="wide-only inbox-table",
            ),
            rx.el.div(rx.foreach(InboxState.rows, _phone_row), class_name="phone-only"),
            rx.cond(
                InboxState.rows.length() == 0, rx.el.p("Nothing arrived yet.", class_name="quiet inbox-none")
            ),
            class_name="inbox-rows",
            tab_index=0,
            role="region",
            aria_label="List of requests",
        ),
        class_name="inbox-list",
        aria_label="Requests",
    )


def _pause_button() -> rx.Component:
    props: dict[str, Any] = {"small": True, "key": "space", "on_click": InboxState.toggle_pause}
    return rx.cond(
        InboxState.is_paused,
        button("Resume", icon_name="play", **props),
        button("Pause", icon_name="pause", **props),
    )


def _row(request: rx.Var[ArrivalRow]) -> rx.Component:
    return row(
        COLUMNS,
        [
            rx.el.span(request.time, class_name="quiet tabular", custom_attrs={"data-tip": request.time_tip}),
            rx.el.span(request.event, class_name="strong"),
            status(request.verdict),
            rx.el.span(request.code, class_name=request.code_class),
        ],
        on_open=InboxState.choose(request.id),
        selected=InboxState.shown == request.id,
        key=request.id,
        class_name=rx.cond(request.fresh, "is-new", ""),
    )


def _phone_row(request: rx.Var[ArrivalRow]) -> rx.Component:
    return rx.el.button(
        status_glyph(request.verdict, 16),
        rx.el.span(request.event, class_name="strong ellipsis"),
        rx.el.span(request.code, class_name=rx.Var.create("end ") + request.code_class),
        rx.el.span(request.time, class_name="second ellipsis"),
        rx.el.span(
            status_word(request.verdict),
            class_name=rx.Var.create("end second ") + tone_class(request.verdict).to(str),  # pyright: ignore
        ),
        type="button",
        on_click=InboxState.choose(request.id),
        key=request.id,
        class_name=rx.cond(request.fresh, "phone-row is-new", "phone-row"),
    )
