"""The Overview: is everything all right, and if not, what is to be done?"""

import reflex as rx

from webhook_dashboard.domain.periods import PERIODS
from webhook_dashboard.ui.components.buttons import ButtonKind, button, link, route_link
from webhook_dashboard.ui.components.controls import segmented, switch
from webhook_dashboard.ui.components.list_states import error_strip, skeleton_rows
from webhook_dashboard.ui.components.live_rail import live_rail
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.components.stat_tile import stat_strip, stat_strip_skeleton
from webhook_dashboard.ui.components.status import status
from webhook_dashboard.ui.components.table import Column, data_table, name_cell, row, section_head
from webhook_dashboard.ui.components.throughput_chart import chart_legend, throughput_chart
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.overview.first_run import first_run, own_program
from webhook_dashboard.ui.pages.overview.first_run_state import FirstRunState
from webhook_dashboard.ui.pages.overview.rows import WebhookRow
from webhook_dashboard.ui.pages.overview.state import OverviewState
from webhook_dashboard.ui.session import SessionState

PERIOD_OPTIONS = [(period.key, period.label) for period in PERIODS]


def overview() -> rx.Component:
    """The first screen after sign-in; before the first delivery it leads to one."""
    return screen(
        "Overview",
        rx.cond(
            OverviewState.problem != "",
            error_strip(OverviewState.problem, OverviewState.load),
        ),
        rx.cond(
            OverviewState.is_loaded,
            rx.cond(OverviewState.is_first_run, first_run(), _figures()),
            _skeleton(),
        ),
        actions=[
            rx.cond(OverviewState.is_first_run, rx.fragment(), _period_switch("wide-only")),
            rx.cond(OverviewState.is_first_run, _create("plain"), _create("primary")),
        ],
        rail=live_rail(
            OverviewState.tail,
            head=OverviewState.rail_head,
            paused=OverviewState.is_paused,
            on_pause=OverviewState.toggle_pause,
            loaded=OverviewState.is_loaded,
            on_mouse_enter=OverviewState.hold,
            on_mouse_leave=OverviewState.release,
        ),
    )


def _figures() -> rx.Component:
    return rx.el.div(
        _sentence(),
        _cause(),
        rx.el.div(_period_switch("seg-wide"), class_name="phone-only period-phone"),
        stat_strip(OverviewState.tiles),
        section_head("Throughput", OverviewState.chart_words, chart_legend()),
        throughput_chart(OverviewState.columns, OverviewState.counts, OverviewState.lines, OverviewState.top),
        section_head("Webhooks", OverviewState.webhook_words, link("All webhooks", "/webhooks")),
        _webhook_table(),
        _webhook_rows(),
        rx.cond(FirstRunState.key != "", own_program()),
        class_name=rx.cond(OverviewState.problem != "", "page-body overview is-stale", "page-body overview"),
    )


def _create(kind: ButtonKind) -> rx.Component:
    """While the steps stand here, the purple button is theirs."""
    return rx.cond(
        SessionState.may_configure,
        button(
            "Create webhook",
            icon_name="plus",
            kind=kind,
            key="c",
            key_hint="C",
            href="/webhooks/new",
        ),
        button(
            "Create webhook", icon_name="plus", kind=kind, disabled=True, tip="This needs the role admin."
        ),
    )


def _period_switch(class_name: str) -> rx.Component:
    return segmented(
        PERIOD_OPTIONS, OverviewState.period, OverviewState.set_period, label="Period", class_name=class_name
    )


def _sentence() -> rx.Component:
    said = OverviewState.sentence
    return rx.el.p(
        said.lead,
        rx.cond(said.red != "", rx.fragment(" ", rx.el.span(said.red, class_name="red"))),
        rx.cond(said.tail != "", rx.fragment(" ", said.tail)),
        rx.cond(
            said.until != "",
            rx.fragment(rx.el.span(said.until, custom_attrs={"data-until": said.until_ms}), "."),
        ),
        class_name="sentence display",
    )


def _cause() -> rx.Component:
    return rx.el.p(
        OverviewState.cause.text,
        rx.cond(
            OverviewState.cause.href != "",
            rx.fragment(" ", link("See why", OverviewState.cause.href)),
            rx.fragment(),
        ),
        class_name="cause",
    )


def _columns() -> list[Column]:
    return [
        Column("Name"),
        Column("Events", 62, number=True, drop="drop-second"),
        Column("Deliveries", 84, number=True),
        Column("Success", 72, number=True),
        Column("p95", 84, number=True, drop="drop-first"),
        Column("State", 168, drop="wide-pad"),
        Column(OverviewState.spark_words, 106, drop="drop-first"),
        Column("Active", 50, number=True),
    ]


def _webhook_table() -> rx.Component:
    columns = _columns()

    def one(hook: rx.Var[WebhookRow]) -> rx.Component:
        return row(
            columns,
            [
                route_link(name_cell(hook.name, hook.host), href=hook.href, class_name="row-link"),
                hook.event_count,
                hook.deliveries,
                hook.success,
                hook.p95,
                status(hook.kind, hook.fact),
                raw_span(hook.bars),
                _active_switch(hook),
            ],
            key=hook.id,
        )

    return data_table(columns, rx.foreach(OverviewState.webhooks, one), label="Webhooks")


def _active_switch(hook: rx.Var[WebhookRow]) -> rx.Component:
    return switch(
        hook.active,
        OverviewState.toggle_webhook(hook.id),
        label=rx.Var.create("Active: ") + hook.name,
        disabled=~SessionState.may_configure,
        custom_attrs={"data-tip": rx.cond(SessionState.may_configure, "", "This needs the role admin.")},
    )


def _webhook_rows() -> rx.Component:
    """The same webhooks in two lines each, for a phone."""
    return rx.el.div(
        rx.foreach(
            OverviewState.webhooks,
            lambda hook: route_link(
                rx.el.span(hook.name, class_name="heading ellipsis"),
                status(hook.kind),
                rx.el.span(hook.phone, class_name="meta"),
                raw_span(hook.bars),
                href=hook.href,
                class_name="webhook-row",
            ),
        ),
        class_name="phone-only webhook-rows",
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        rx.el.div(class_name="bone sentence-bone"),
        stat_strip_skeleton(),
        rx.el.div(class_name="chart-bone"),
        skeleton_rows(5),
        class_name="page-body overview",
    )
