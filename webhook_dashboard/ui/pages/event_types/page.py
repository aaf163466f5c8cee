"""The event catalogue: types by category, one of them in the panel, and the dialogs over the list."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.controls import tag
from webhook_dashboard.ui.components.dialogs import confirm_dialog
from webhook_dashboard.ui.components.filter_chips import clear_filters, filter_bar
from webhook_dashboard.ui.components.form_fields import search_input
from webhook_dashboard.ui.components.list_states import (
    empty_state,
    error_strip,
    nothing_matches,
    skeleton_rows,
)
from webhook_dashboard.ui.components.table import Column, data_table, row
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.event_types.detail_state import TypeState
from webhook_dashboard.ui.pages.event_types.form_dialog import form_dialog
from webhook_dashboard.ui.pages.event_types.import_dialog import import_dialog
from webhook_dashboard.ui.pages.event_types.import_state import ImportState
from webhook_dashboard.ui.pages.event_types.packs_dialog import packs_dialog
from webhook_dashboard.ui.pages.event_types.panel import WHY_NOT, panel
from webhook_dashboard.ui.pages.event_types.rows import TypeRow
from webhook_dashboard.ui.pages.event_types.state import SEARCH, EventTypesState
from webhook_dashboard.ui.session import SessionState

COLUMNS = (
    Column("Type", drop="types-key"),
    Column("Description"),
    Column("From", 148, drop="types-from"),
    Column("Version", 64, drop="types-version"),
    Column("Webhooks", 80, number=True),
    Column("Last published", 128, number=True, drop="types-last"),
)
ROW_SKELETONS = 14
GROUP_SPAN = 3
"""As many columns as are left on the narrowest screen: one that is spanned cannot vanish."""


def event_types() -> rx.Component:
    """Every event type that the catalogue offers; the address holds search and the type in the panel."""
    return screen(
        "Event types",
        rx.cond(EventTypesState.problem != "", error_strip(EventTypesState.problem, EventTypesState.load)),
        rx.cond(
            EventTypesState.shown != "",
            rx.el.div(_list(), panel(), class_name="with-panel types"),
            rx.el.div(_list(), class_name="types"),
        ),
        form_dialog(),
        import_dialog(),
        packs_dialog(),
        confirm_dialog(
            TypeState.removal_title,
            TypeState.removal_cost,
            TypeState.removal_word,
            is_open=TypeState.is_asking,
            on_open_change=TypeState.change_asking,
            on_confirm=TypeState.remove,
        ),
        actions=[
            button("Packs", icon_name="package", on_click=EventTypesState.open_packs(True)),
            button(
                "Import",
                icon_name="import",
                on_click=ImportState.open,
                disabled=~SessionState.may_configure,
                tip=WHY_NOT,
            ),
            _add(),
        ],
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.cond(
            EventTypesState.is_loaded,
            rx.cond(EventTypesState.is_empty, _nothing_yet(), _rows()),
            rx.cond(
                EventTypesState.problem != "",
                rx.fragment(),
                rx.el.div(skeleton_rows(ROW_SKELETONS, compact=True), class_name="types-skeleton"),
            ),
        ),
        class_name=rx.cond(EventTypesState.problem != "", "types-list is-stale", "types-list"),
    )


def _rows() -> rx.Component:
    return rx.fragment(
        filter_bar(
            rx.fragment(
                search_input(
                    SEARCH,
                    "Search type, description or pack",
                    default_value=EventTypesState.search,
                    on_change=EventTypesState.look_for.debounce(200),
                ),
                key=EventTypesState.clearings,
            ),
            clear_filters(EventTypesState.search != "", EventTypesState.clear_search),
            tail_text=EventTypesState.count_text,
        ),
        rx.cond(
            EventTypesState.nothing_text != "",
            nothing_matches(EventTypesState.nothing_text, EventTypesState.clear_search),
            rx.fragment(
                data_table(
                    COLUMNS,
                    rx.foreach(EventTypesState.rows, _row),
                    label="Event types",
                    compact=True,
                    bleed=True,
                    class_name="wide-only types-table",
                ),
                rx.el.div(rx.foreach(EventTypesState.rows, _phone_row), class_name="phone-only"),
            ),
        ),
    )


def _open(shown: rx.Var[TypeRow]) -> Any:
    """Moving along the list with an open panel leaves one step in the history, not one for each row."""
    return rx.redirect(
        EventTypesState.open_base + shown.key,
        replace=EventTypesState.shown != "",  # pyright: ignore[reportArgumentType]
    )


def _row(shown: rx.Var[TypeRow]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            shown.group != "",
            rx.el.tr(
                rx.el.th(
                    shown.group,
                    rx.el.span(shown.group_count, class_name="meta types-group-count"),
                    col_span=GROUP_SPAN,
                    scope="colgroup",
                ),
                class_name="types-group",
            ),
        ),
        row(
            COLUMNS,
            [
                rx.el.span(shown.key, class_name="strong", title=shown.key),
                rx.el.span(shown.description, class_name="quiet", title=shown.description),
                [
                    rx.el.span(shown.origin, class_name="quiet types-origin"),
                    rx.cond(shown.is_changed, tag("changed", accent=True)),
                ],
                rx.el.span(shown.version, class_name="quiet"),
                rx.el.span(shown.webhooks, custom_attrs={"data-tip": shown.webhooks_tip}),
                rx.el.span(shown.last_seen, class_name="quiet", custom_attrs={"data-tip": shown.last_tip}),
            ],
            on_open=_open(shown),
            selected=EventTypesState.shown == shown.key,
        ),
        key=shown.key,
    )


def _phone_row(shown: rx.Var[TypeRow]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            shown.group != "",
            rx.el.h2(
                shown.group,
                rx.el.span(shown.group_count, class_name="meta types-group-count"),
                class_name="heading types-phone-group",
            ),
        ),
        rx.el.button(
            rx.el.span(shown.key, class_name="strong ellipsis"),
            rx.el.span(shown.phone_end, class_name="end meta"),
            rx.el.span(shown.phone, class_name="second ellipsis"),
            rx.el.span(shown.last_seen, class_name="end second"),
            type="button",
            on_click=_open(shown),
            class_name="phone-row types-phone-row",
        ),
        key=shown.key,
    )


def _add() -> rx.Component:
    return button(
        "Add event type",
        icon_name="plus",
        kind="primary",
        key="c",
        key_hint="C",
        on_click=rx.redirect(EventTypesState.create_href),
        disabled=~SessionState.may_configure,
        tip=WHY_NOT,
    )


def _nothing_yet() -> rx.Component:
    return empty_state(
        "No event type is offered.",
        "The catalogue says which events there are, with a sample of each. All packs are off, and nobody "
        "has added a type. Events of any type may be published all the same.",
        button("Choose packs", icon_name="package", on_click=EventTypesState.open_packs(True)),
        rx.el.p(
            "From your own program: ",
            rx.el.code("POST /api/v1/event-types", class_name="mono"),
            class_name="quiet",
        ),
    )
