"""The table of webhooks, and its rows on a phone."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import route_link
from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.components.status import status, status_glyph
from webhook_dashboard.ui.components.table import Column, data_table, row
from webhook_dashboard.ui.pages.webhooks.access import WHY_NOT_CONFIGURE
from webhook_dashboard.ui.pages.webhooks.address import ATTENTION
from webhook_dashboard.ui.pages.webhooks.row_actions import row_actions
from webhook_dashboard.ui.pages.webhooks.rows import WebhookRow
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import SessionState

PART_SELECTED = (WebhooksState.selected.length() > 0) & ~WebhooksState.all_selected


def _select_all() -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            checked=WebhooksState.all_selected,
            on_change=WebhooksState.select_all,
            aria_label="Select all webhooks shown",
            custom_attrs={"data-part": rx.cond(PART_SELECTED, "true", "false")},
        ),
        class_name="hook-select",
    )


COLUMNS = (
    Column(_select_all(), 40),
    Column("Name", sort_key="name"),
    Column("Host", 140, sort_key="host", drop="drop-second"),
    Column("Event types", 154, drop="hook-types"),
    Column("Method", 58, drop="hook-method"),
    Column("30 days", 70, number=True, sort_key="deliveries"),
    Column("Success", 80, number=True, sort_key="success"),
    Column("p95", 74, number=True, sort_key="p95", drop="drop-first"),
    Column("State", 160, sort_key=ATTENTION),
    Column("Trend", 104, drop="hook-trend"),
    Column("Active", 54),
    Column("Actions", 160, hide_head=True),
)


def webhook_table() -> rx.Component:
    """The webhooks; the order stays as it is until the reader chooses another one."""
    return data_table(
        COLUMNS,
        rx.foreach(WebhooksState.rows, _row),
        label="Webhooks",
        bleed=True,
        sort=WebhooksState.sort,
        on_sort=WebhooksState.sort_by_head,
        class_name="wide-only hook-table",
    )


def phone_rows() -> rx.Component:
    """The webhooks in two lines each."""
    return rx.el.div(rx.foreach(WebhooksState.rows, _phone_row), class_name="phone-only")


def _row(hook: rx.Var[WebhookRow]) -> rx.Component:
    return row(
        COLUMNS,
        [
            _selector(hook),
            rx.el.span(hook.name, class_name="heading", title=hook.name),
            rx.el.span(hook.host, class_name="quiet", title=hook.host),
            _events(hook),
            rx.el.span(hook.method, class_name="meta"),
            hook.deliveries,
            hook.success,
            hook.p95,
            status(hook.kind, hook.fact),
            rx.cond(hook.bars != "", raw_span(hook.bars), rx.el.span("No deliveries", class_name="meta")),
            _active_switch(hook),
            row_actions(hook),
        ],
        on_open=rx.redirect(hook.href),
        key=hook.id,
        selected=WebhooksState.selected.contains(hook.id),
        class_name=rx.cond(hook.active, "", "is-off"),
    )


def _phone_row(hook: rx.Var[WebhookRow]) -> rx.Component:
    return route_link(
        status_glyph(hook.kind, 16),
        rx.el.span(hook.name, class_name="strong ellipsis"),
        rx.el.span(hook.state_word, class_name=hook.state_class),
        rx.el.span(hook.phone, class_name="second ellipsis"),
        rx.el.span(hook.fact, class_name="end second"),
        href=hook.href,
        class_name="phone-row",
        key=hook.id,
    )


def _selector(hook: rx.Var[WebhookRow]) -> rx.Component:
    """A click in here is not one on the row; X presses it."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            checked=WebhooksState.selected.contains(hook.id),
            on_change=lambda is_chosen: WebhooksState.select(hook.id, is_chosen),
            aria_label=rx.Var.create("Select ") + hook.name,
            custom_attrs={"data-key": "x"},
        ),
        class_name="hook-select",
        on_click=rx.stop_propagation,
    )


def _events(hook: rx.Var[WebhookRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(hook.event, class_name="ellipsis"),
        rx.cond(hook.more != "", rx.el.span(hook.more, class_name="quiet")),
        class_name="hook-events",
        custom_attrs={"data-tip": hook.events_tip},
    )


def _active_switch(hook: rx.Var[WebhookRow]) -> rx.Component:
    return switch(
        hook.active,
        WebhooksState.switch_webhook(hook.id),
        label=rx.Var.create("Active: ") + hook.name,
        disabled=~SessionState.may_configure,
        custom_attrs={"data-tip": WHY_NOT_CONFIGURE},
    )
