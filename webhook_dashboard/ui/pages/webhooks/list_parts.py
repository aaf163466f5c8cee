"""The bar above the list of webhooks, and its table."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.components.filter_chips import clear_filters, filter_bar
from webhook_dashboard.ui.components.form_fields import search_input
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.components.status import status
from webhook_dashboard.ui.components.table import Column, data_table, row
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.address import ATTENTION, SORTS, STATES
from webhook_dashboard.ui.pages.webhooks.removal_state import RemovalState
from webhook_dashboard.ui.pages.webhooks.rows import WebhookRow
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import SessionState

COLUMNS = (
    Column("Select", 40, hide_head=True),
    Column("Name", sort_key="name"),
    Column("Host", 146, sort_key="host", drop="drop-second"),
    Column("Event types", 160, drop="hook-types"),
    Column("Method", 62, drop="hook-method"),
    Column("30 days", 74, number=True, sort_key="deliveries"),
    Column("Success", 82, number=True, sort_key="success"),
    Column("p95", 80, number=True, sort_key="p95", drop="drop-first"),
    Column("State", 164, sort_key=ATTENTION),
    Column("Trend", 106, drop="hook-trend"),
    Column("Active", 54),
    Column("Actions", 130, hide_head=True),
)
NEEDS_ADMIN = "This needs the role admin."
WHY_NOT = rx.cond(SessionState.may_configure, "", NEEDS_ADMIN)
SORT_WORDS = rx.match(
    WebhooksState.sort,
    *[(key, f"Sort: {words}") for key, words in SORTS.items()],
    rx.Var.create("Sort: ") + WebhooksState.sort.replace("-", ""),
)
STATE_WORDS = rx.match(
    WebhooksState.state_filter, *[(key, f"State: {word}") for key, word in STATES.items()], "State"
)


def filters() -> rx.Component:
    """Search, the filter of states, the order, and how many webhooks there are."""
    return filter_bar(
        rx.fragment(
            search_input(
                "hook-search",
                "Search name, URL or event",
                default_value=WebhooksState.search,
                on_change=WebhooksState.look_for.debounce(200),
            ),
            key=WebhooksState.clearings,
        ),
        _choice(
            "circle-dot",
            STATE_WORDS,
            [("any", "Any state"), *STATES.items()],
            WebhooksState.state_filter,
            WebhooksState.choose_state,
        ),
        clear_filters(WebhooksState.is_filtered, WebhooksState.clear_filters),
        rx.el.span(WebhooksState.count_text, class_name="tail-text"),
        _choice("", SORT_WORDS, list(SORTS.items()), WebhooksState.sort, WebhooksState.choose_sort),
    )


def selection() -> rx.Component:
    """In the place of the filters, while rows are selected: what can be done with them."""
    operator = rx.cond(SessionState.may_operate, "", "This needs the role operator.")
    return filter_bar(
        rx.el.span(WebhooksState.selected_words, class_name="heading"),
        *[
            button(
                word,
                icon_name=icon_name,
                on_click=on_click,
                disabled=~SessionState.may_operate,
                tip=operator,
            )
            for word, icon_name, on_click in (
                ("Pause", "circle-pause", WebhooksState.pause_selected),
                ("Resume", "play", WebhooksState.resume_selected),
            )
        ],
        *[
            button(
                word,
                icon_name=icon_name,
                on_click=on_click,
                disabled=~SessionState.may_configure,
                tip=WHY_NOT,
            )
            for word, icon_name, on_click in (
                ("Activate", "power", WebhooksState.activate_selected),
                ("Switch off", "power-off", WebhooksState.deactivate_selected),
            )
        ],
        button(
            "Delete…",
            icon_name="trash-2",
            kind="danger",
            on_click=RemovalState.ask_selected,
            disabled=~SessionState.may_configure,
            tip=WHY_NOT,
        ),
        rx.el.span(
            rx.el.button(
                "Select all",
                type="button",
                class_name="link hook-link",
                on_click=WebhooksState.select_all(True),
            ),
            button("Cancel", kind="ghost", key="escape", on_click=WebhooksState.forget_selection),
            class_name="tail-text hook-line",
        ),
    )


def _choice(
    icon_name: str, words: Any, options: list[tuple[str, str]], chosen: rx.Var[str], choose: Any
) -> rx.Component:
    """A button whose menu holds the choices; the chosen one has a tick."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                icon(icon_name) if icon_name else None,
                rx.el.span(words),
                icon("chevron-down"),
                type="button",
                class_name="btn btn-plain",
            )
        ),
        rx.dropdown_menu.content(
            *[
                rx.dropdown_menu.item(
                    label,
                    rx.cond(chosen == key, icon("check", class_name="item-end")),
                    on_select=choose(key),
                )
                for key, label in options
            ],
            align="start",
        ),
        modal=False,
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
            _actions(hook),
        ],
        on_open=rx.redirect(hook.href),
        key=hook.id,
        selected=WebhooksState.selected.contains(hook.id),
        class_name=rx.cond(hook.active, "", "is-off"),
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
        custom_attrs={"data-tip": WHY_NOT},
    )


def _actions(hook: rx.Var[WebhookRow]) -> rx.Component:
    """Clicks in here are not clicks on the row."""
    return rx.el.div(
        rx.cond(
            (hook.kind == "unused") & SessionState.may_configure,
            button("Activate", small=True, on_click=WebhooksState.switch_webhook(hook.id)),
            button(
                "Edit",
                small=True,
                key="e",
                key_hint="E",
                class_name="on-hover",
                on_click=rx.redirect(hook.href),
                disabled=~SessionState.may_configure,
                tip=WHY_NOT,
            ),
        ),
        _menu(hook),
        class_name="row-actions",
        on_click=rx.stop_propagation,
    )


def _menu(hook: rx.Var[WebhookRow]) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                icon("ellipsis"),
                type="button",
                class_name="btn btn-ghost btn-icon btn-small",
                aria_label=rx.Var.create("More for ") + hook.name,
            )
        ),
        rx.dropdown_menu.content(
            rx.dropdown_menu.item(icon("pencil"), "Edit", on_select=rx.redirect(hook.href)),
            rx.dropdown_menu.item(
                icon("send"),
                "Test",
                disabled=~SessionState.may_operate,
                on_select=rx.redirect(hook.href + "?test=1"),
            ),
            rx.dropdown_menu.item(
                icon("copy-plus"),
                "Clone",
                disabled=~SessionState.may_configure,
                on_select=rx.redirect(rx.Var.create("/webhooks/new?from=") + hook.id),
            ),
            rx.dropdown_menu.item(
                icon("copy"),
                "Copy id",
                custom_attrs={"data-copy": hook.id},
                on_select=toast_done("The id is copied."),
            ),
            rx.dropdown_menu.item(icon("list"), "Open deliveries", on_select=rx.redirect(hook.log_href)),
            rx.dropdown_menu.separator(),
            rx.dropdown_menu.item(
                icon("trash-2"),
                "Delete…",
                class_name="is-bad",
                disabled=~SessionState.may_configure,
                on_select=RemovalState.ask(hook.id),
            ),
            align="end",
        ),
        modal=False,
    )
