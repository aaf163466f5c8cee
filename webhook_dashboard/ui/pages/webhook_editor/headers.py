"""The section Headers: those of one's own, as rows or as JSON, and those that say what is sent."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.components.controls import segmented
from webhook_dashboard.ui.components.form_fields import hint_line, select, text_area
from webhook_dashboard.ui.pages.webhook_editor.fields import IDENTITY_WORDS
from webhook_dashboard.ui.pages.webhook_editor.header_state import MAX_IDENTITY, HeaderState
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    changed_dot,
    error_line,
    preset_mark,
    section,
)
from webhook_dashboard.ui.pages.webhook_editor.shown import HeaderRow, IdentityRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState


def headers() -> rx.Component:
    """Headers of one's own, as rows or as JSON."""
    view = segmented(
        [("rows", "Rows"), ("json", "JSON")],
        HeaderState.headers_view,
        HeaderState.choose_headers_view,
        label="Headers as",
        small=True,
    )
    return section(
        "headers",
        EditorState.headers_words,
        rx.cond(HeaderState.headers_view == "json", _header_json(), _header_rows()),
        error_line("headers"),
        _identity(),
        aside=rx.fragment(changed_dot("headers"), view),
    )


def _header_rows() -> rx.Component:
    return rx.el.div(
        rx.foreach(EditorState.header_rows, _header_row),
        button("Add header", icon_name="plus", kind="ghost", small=True, on_click=HeaderState.add_header),
        class_name="ed-rows",
    )


def _header_row(row: rx.Var[HeaderRow], number: rx.vars.NumberVar) -> rx.Component:
    index, which = number.to_string(), (number + 1).to_string()
    return rx.el.div(
        _typed(
            HeaderState.set_header_name,
            number,
            row.name,
            id="header-name-" + index,
            placeholder="X-Source",
            aria_label="Name of header " + which,
        ),
        _typed(
            HeaderState.set_header_value,
            number,
            row.value,
            placeholder="Value",
            aria_label="Value of header " + which,
            title=rx.cond(row.is_masked, "Stored, and never shown. Type to replace it.", ""),
        ),
        icon_button("trash-2", "Remove the header", on_click=HeaderState.remove_header(number)),
        class_name="ed-header",
        key=EditorState.filled.to_string() + "-" + index,
    )


def _typed(take: Any, number: rx.vars.NumberVar, value: Any, **props: Any) -> rx.Component:
    """A cell of a row; what is typed is told with the count of the rows that it was typed into."""
    return rx.el.input(
        class_name="input mono",
        default_value=value,
        auto_complete="off",
        spell_check=False,
        on_change=lambda text: take(number, text, EditorState.filled).debounce(TYPING_MS),
        on_blur=lambda text: take(number, text, EditorState.filled),
        **props,
    )


def _header_json() -> rx.Component:
    return rx.el.div(
        rx.fragment(
            text_area(
                "headers_json",
                mono=True,
                rows="5",
                invalid=EditorState.header_json_problem != "",
                default_value=EditorState.header_json,
                aria_label="Headers as JSON",
                on_change=lambda text: HeaderState.set_header_json(text, EditorState.filled).debounce(
                    TYPING_MS
                ),
                on_blur=lambda text: HeaderState.set_header_json(text, EditorState.filled),
            ),
            key=EditorState.filled,
        ),
        hint_line("One object of names and values.", EditorState.header_json_problem, id="headers_json-hint"),
        class_name="field",
    )


def _identity() -> rx.Component:
    """The headers that say what is sent; the preset has its own."""
    return rx.el.div(
        rx.el.div(
            rx.el.h3("About the event", class_name="strong"),
            changed_dot("identity_headers"),
            class_name="ed-label",
        ),
        rx.foreach(EditorState.identity_rows, _identity_row),
        preset_mark("identity_headers"),
        error_line("identity_headers"),
        button(
            "Add a header about the event",
            icon_name="plus",
            kind="ghost",
            small=True,
            on_click=HeaderState.add_identity,
            disabled=EditorState.identity_rows.length() >= MAX_IDENTITY,
        ),
        class_name="ed-rows",
        role="group",
        aria_label="Headers about the event",
    )


def _identity_row(row: rx.Var[IdentityRow], number: rx.vars.NumberVar) -> rx.Component:
    index, which = number.to_string(), (number + 1).to_string()
    name: Any = "identity-source-" + index
    return rx.el.div(
        _typed(
            HeaderState.set_identity_name,
            number,
            row.name,
            id="identity-name-" + index,
            placeholder="x-webhook-event",
            aria_label="Name of header about the event " + which,
        ),
        select(
            name,
            list(IDENTITY_WORDS.items()),
            row.source,
            lambda source: HeaderState.set_identity_source(number, source, EditorState.filled),
            label="What the header says",
            disabled=READ_ONLY,
        ),
        icon_button(
            "trash-2", "Remove the header about the event", on_click=HeaderState.remove_identity(number)
        ),
        class_name="ed-header",
        key=EditorState.filled.to_string() + "-" + index,
    )
