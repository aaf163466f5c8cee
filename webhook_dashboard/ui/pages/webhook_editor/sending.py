"""The sections Authentication, Headers and Events."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.components.controls import segmented
from webhook_dashboard.ui.components.form_fields import field, hint_line, select, text_area, text_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.events_state import EventsState
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    changed_dot,
    error_line,
    section,
)
from webhook_dashboard.ui.pages.webhook_editor.rows_state import RowsState
from webhook_dashboard.ui.pages.webhook_editor.shown import AuthRow, EventGroup, EventOption, HeaderRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState


def authentication() -> rx.Component:
    """How requests say who sends them; the fields follow from the kind."""
    kinds = [(kind.type, kind.label) for kind in AUTHENTICATION_KINDS.values()]
    says = rx.match(
        EditorState.auth_type,
        *[(kind.type, kind.description) for kind in AUTHENTICATION_KINDS.values()],
        "",
    )
    return section(
        "authentication",
        "Added to every request.",
        rx.el.div(
            field(
                "Type",
                select(
                    "auth_type",
                    kinds,
                    EditorState.auth_type,
                    RowsState.choose_authentication,
                    disabled=READ_ONLY,
                    label="Type of authentication",
                ),
                name="auth_type",
                hint=says.to(str),
                error=EditorState.errors["authentication"],
                aside=changed_dot("authentication"),
            ),
            rx.foreach(EditorState.auth_rows, _auth_field),
            class_name="ed-auth",
        ),
    )


def _auth_field(row: rx.Var[AuthRow]) -> rx.Component:
    """A secret value is typed behind dots; what is stored is only ever a mask here."""
    return rx.el.div(
        rx.el.div(rx.el.label(row.label, html_for="auth-" + row.name), class_name="field-head"),
        rx.fragment(
            text_input(
                "auth-" + row.name,
                mono=True,
                type=rx.cond(row.secret, "password", "text"),
                auto_complete="new-password",
                placeholder=row.placeholder,
                invalid=row.error != "",
                default_value=row.value,
                on_change=lambda text: RowsState.set_credential(row.name, text).debounce(TYPING_MS),
                on_blur=lambda text: RowsState.set_credential(row.name, text),
            ),
            key=EditorState.filled.to_string() + row.name,
        ),
        hint_line(
            rx.cond(
                row.secret,
                rx.cond(row.value != "", "Stored, and never shown. Type to replace it.", "Stored encrypted."),
                "",
            ),
            row.error,
        ),
        class_name="field",
        key=row.name,
    )


def headers() -> rx.Component:
    """Headers of one's own, as rows or as JSON."""
    view = segmented(
        [("rows", "Rows"), ("json", "JSON")],
        RowsState.headers_view,
        RowsState.choose_headers_view,
        label="Headers as",
        small=True,
    )
    return section(
        "headers",
        rx.cond(
            EditorState.preset_headers != "",
            rx.Var.create("Beside those of the preset: ") + EditorState.preset_headers + ".",
            "Sent with every request.",
        ),
        rx.cond(RowsState.headers_view == "json", _header_json(), _header_rows()),
        error_line("headers"),
        aside=rx.fragment(changed_dot("headers"), view),
    )


def _header_rows() -> rx.Component:
    return rx.el.div(
        rx.foreach(EditorState.header_rows, _header_row),
        button("Add header", icon_name="plus", kind="ghost", small=True, on_click=RowsState.add_header),
        class_name="ed-rows",
    )


def _header_row(row: rx.Var[HeaderRow], number: rx.vars.NumberVar) -> rx.Component:
    index = number.to_string()
    return rx.el.div(
        rx.el.input(
            id="header-name-" + index,
            class_name="input mono",
            placeholder="X-Source",
            aria_label="Name of header " + (number + 1).to_string(),
            default_value=row.name,
            auto_complete="off",
            spell_check=False,
            on_change=lambda text: RowsState.set_header_name(number, text).debounce(TYPING_MS),
            on_blur=lambda text: RowsState.set_header_name(number, text),
        ),
        rx.el.input(
            class_name="input mono",
            placeholder="Value",
            aria_label="Value of header " + (number + 1).to_string(),
            default_value=row.value,
            auto_complete="off",
            spell_check=False,
            title=rx.cond(row.is_masked, "Stored, and never shown. Type to replace it.", ""),
            on_change=lambda text: RowsState.set_header_value(number, text).debounce(TYPING_MS),
            on_blur=lambda text: RowsState.set_header_value(number, text),
        ),
        icon_button("trash-2", "Remove the header", on_click=RowsState.remove_header(number)),
        class_name="ed-header",
        key=EditorState.filled.to_string() + "-" + index,
    )


def _header_json() -> rx.Component:
    return rx.el.div(
        rx.fragment(
            text_area(
                "headers_json",
                mono=True,
                rows="5",
                invalid=RowsState.json_problem != "",
                default_value=EditorState.header_json,
                aria_label="Headers as JSON",
                on_change=lambda text: RowsState.set_header_json(text).debounce(TYPING_MS),
                on_blur=RowsState.set_header_json,
            ),
            key=EditorState.filled,
        ),
        hint_line("One object of names and values.", RowsState.json_problem, id="headers_json-hint"),
        class_name="field",
    )


def events() -> rx.Component:
    """Which events are sent: ticks by category, and patterns."""
    return section(
        "events",
        EditorState.events_words,
        rx.el.div(
            icon("search", 14),
            rx.el.input(
                id="event-search",
                type="search",
                class_name="input",
                placeholder="Search events, or type a pattern such as order.*",
                aria_label="Search events, or type a pattern",
                auto_complete="off",
                spell_check=False,
                on_change=EventsState.search.debounce(150),
            ),
            rx.cond(
                EditorState.addable != "",
                button(
                    rx.Var.create("Add ") + EditorState.addable,
                    icon_name="plus",
                    small=True,
                    on_click=EventsState.add,
                ),
            ),
            class_name="input-wrap ed-search",
        ),
        error_line("event_types"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                class_name="check",
                checked=EditorState.values["event_types"] == "*",
                on_change=EventsState.choose_all,
            ),
            rx.el.span("All events, those to come too"),
            class_name="check-line",
        ),
        rx.el.div(
            rx.foreach(EditorState.groups, _group),
            rx.cond(
                EditorState.groups.length() == 0,
                rx.el.p("No event type matches.", class_name="quiet ed-none"),
            ),
            class_name="ed-groups",
        ),
        aside=rx.fragment(
            changed_dot("event_types"),
            button(
                rx.cond(EventsState.only_chosen, "All", "Only chosen"),
                small=True,
                on_click=EventsState.toggle_only_chosen,
            ),
        ),
    )


def _group(group: rx.Var[EventGroup]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.button(
                type="button",
                role="checkbox",
                class_name="ed-check",
                aria_checked=rx.match(group.mark, ("all", "true"), ("some", "mixed"), "false"),
                aria_label=rx.Var.create("All of ") + group.category,
                on_click=EventsState.choose_group(group.category),
            ),
            rx.el.button(
                rx.el.span(group.category, class_name="heading"),
                rx.el.span(group.count, class_name="quiet"),
                rx.cond(group.is_open, icon("chevron-down", 14), icon("chevron-right", 14)),
                type="button",
                class_name="ed-group-head",
                aria_expanded=rx.cond(group.is_open, "true", "false"),
                on_click=EventsState.toggle_group(group.category),
            ),
            class_name="ed-group-line",
        ),
        rx.cond(group.is_open, rx.el.div(rx.foreach(group.options, _option), class_name="ed-options")),
        class_name="ed-group",
        key=group.category,
    )


def _option(option: rx.Var[EventOption]) -> rx.Component:
    words: Any = rx.cond(
        option.covered != "", rx.Var.create("covered by ") + option.covered, option.description
    )
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            checked=option.is_chosen,
            on_change=lambda is_chosen: EventsState.choose(option.key, is_chosen),
        ),
        rx.el.span(option.key, class_name="strong"),
        rx.cond(option.is_changed, rx.el.span(class_name="ed-dot")),
        rx.el.span(words, class_name="meta ellipsis"),
        rx.el.span(option.rate, class_name="meta ed-rate"),
        class_name="check-line ed-option",
        key=option.key,
    )
