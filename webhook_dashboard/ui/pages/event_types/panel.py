"""One event type beside the list: what it says, who gets it, its sample, and its fields with real values."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, copy_button, icon_button, link
from webhook_dashboard.ui.components.code_block import code_block
from webhook_dashboard.ui.components.controls import tabs, tag
from webhook_dashboard.ui.components.list_states import error_strip, skeleton_rows
from webhook_dashboard.ui.components.side_panel import facts, step_in_address
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.event_types.detail_rows import DELETE, KIND_ICONS, FieldRow
from webhook_dashboard.ui.pages.event_types.detail_state import TypeState
from webhook_dashboard.ui.pages.event_types.form_state import FormState
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.session import SessionState

WHY_NOT = rx.cond(SessionState.may_configure, "", "This needs the role admin.")


def panel() -> rx.Component:
    """The event type in the address. J and K move the list, and the panel follows."""
    label = "Event type"
    return rx.el.section(
        rx.el.div(
            rx.el.span(EventTypesState.shown, class_name="heading ellipsis"),
            copy_button(EventTypesState.shown, "Copy the type"),
            rx.cond(TypeState.is_there & TypeState.detail.is_changed, tag("changed", accent=True)),
            rx.el.span(class_name="push"),
            _step("chevron-up", "Previous", -1, EventTypesState.previous),
            _step("chevron-down", "Next", 1, EventTypesState.following),
            icon_button(
                "x", "Close", small=True, key="escape", on_click=rx.redirect(EventTypesState.close_href)
            ),
            class_name="panel-head",
        ),
        rx.cond(TypeState.problem != "", error_strip(TypeState.problem, TypeState.load)),
        rx.el.div(
            rx.cond(
                TypeState.is_there,
                rx.fragment(_sentence(), _actions(), _facts(), _tabs()),
                skeleton_rows(8, compact=True),
            ),
            class_name="panel-body",
            tab_index=0,
            role="region",
            aria_label="About the type",
        ),
        aria_label=label,
        class_name="side-panel",
    )


def _step(icon_name: str, label: str, distance: int, neighbour: Any) -> rx.Component:
    wanted = step_in_address(EventTypesState.rows, "type", "key", distance)
    step = rx.redirect(EventTypesState.open_base + wanted, replace=True)
    return icon_button(icon_name, label, small=True, disabled=neighbour == "", on_click=step)


def _sentence() -> rx.Component:
    return rx.fragment(
        rx.el.h2(TypeState.detail.sentence, class_name="title"),
        rx.el.p(
            rx.el.span(TypeState.detail.second, custom_attrs={"data-tip": TypeState.detail.last_tip}),
            class_name="quiet types-second",
        ),
    )


def _actions() -> rx.Component:
    shown = TypeState.detail
    refused = ~SessionState.may_configure
    return rx.el.div(
        rx.cond(
            shown.is_listed,
            button(
                "Edit",
                icon_name="pencil",
                key="e",
                key_hint="E",
                on_click=FormState.open_edit(shown.key),
                disabled=refused,
                tip=WHY_NOT,
            ),
            rx.cond(
                shown.add_href != "",
                button(
                    "Add to the catalogue",
                    icon_name="plus",
                    on_click=rx.redirect(shown.add_href),
                    disabled=refused,
                    tip=WHY_NOT,
                ),
            ),
        ),
        rx.cond(
            shown.removal != "",
            button(
                rx.cond(shown.removal == DELETE, "Delete…", "Take back changes…"),
                icon_name="",
                kind="danger",
                on_click=TypeState.ask_to_remove,
                disabled=refused,
                tip=WHY_NOT,
            ),
        ),
        class_name="panel-actions",
    )


def _facts() -> rx.Component:
    shown: Any = TypeState.detail
    receivers = rx.fragment(
        rx.foreach(
            shown.receivers,
            lambda receiver: rx.el.span(link(receiver.name, receiver.href), class_name="types-receiver"),
        ),
        rx.cond(shown.receivers_more != "", rx.el.span(" ", shown.receivers_more, class_name="quiet")),
    )
    return rx.el.div(
        rx.cond(
            shown.is_listed,
            facts(
                ("Category", shown.category),
                ("From", shown.origin),
                ("Version", rx.el.span(shown.version, class_name="tabular")),
            ),
        ),
        rx.cond(shown.receivers.length() > 0, facts(("Webhooks", receivers))),
        rx.cond(shown.log_href != "", facts(("Deliveries", link("Open in the log", shown.log_href)))),
        class_name="types-facts",
    )


def _tabs() -> rx.Component:
    count = TypeState.fields.length().to_string()
    return rx.el.div(
        tabs(
            (("sample", "Sample"), ("fields", rx.Var.create("Fields ") + count)),
            TypeState.tab,
            TypeState.choose_tab,
            label="Sample and fields",
        ),
        rx.el.div(
            rx.cond(TypeState.tab == "sample", _sample(), _fields()),
            role="tabpanel",
            aria_label=rx.cond(TypeState.tab == "sample", "Sample", "Fields"),
            class_name="types-tab",
        ),
        class_name="types-tabs",
    )


def _sample() -> rx.Component:
    shown = TypeState.detail
    return rx.fragment(
        rx.cond(shown.sample_note != "", rx.el.p(shown.sample_note, class_name="meta types-note")),
        rx.cond(
            shown.sample != "",
            code_block(shown.sample_html, copy=shown.sample, label="Sample of the data"),
        ),
    )


def _fields() -> rx.Component:
    return rx.cond(
        TypeState.fields.length() > 0,
        rx.fragment(
            rx.el.p(
                "From the newest 50 events. Grey values are of the sample: no event had that field.",
                class_name="meta types-note",
            ),
            rx.el.table(
                rx.el.caption("Fields and their last values", class_name="sr-only"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Field", scope="col"),
                        rx.el.th("Last value", scope="col"),
                        class_name="sr-only",
                    )
                ),
                rx.el.tbody(rx.foreach(TypeState.fields, _field)),
                class_name="types-fields",
            ),
        ),
        rx.el.p(
            "It has no fields yet. Give it a sample, or publish an event.", class_name="quiet types-note"
        ),
    )


def _field(found: rx.Var[FieldRow]) -> rx.Component:
    glyph = rx.match(
        found.kind,
        *[(kind.value, icon(name, 12)) for kind, name in KIND_ICONS.items()],
        icon("type", 12),
    )
    return rx.el.tr(
        rx.el.th(
            rx.el.div(
                rx.el.span(glyph, class_name="types-kind", custom_attrs={"data-tip": found.kinds}),
                rx.el.span(found.path, class_name="mono types-path"),
                copy_button(found.path, rx.Var.create("Copy ") + found.path),
                class_name="types-field",
            ),
            scope="row",
        ),
        rx.el.td(
            rx.el.span(found.value, title=found.value),
            class_name=rx.cond(found.is_sample, "ellipsis types-of-sample", "ellipsis"),
        ),
        key=found.path,
    )
