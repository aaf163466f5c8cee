"""The dialog that imports event types from JSON, and says what would change before anything does."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.dialogs import dialog, push
from webhook_dashboard.ui.components.document_field import document_field, typed_in
from webhook_dashboard.ui.components.form_fields import hint_line
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.event_types.import_state import MAX_IMPORT_TEXT, ImportState

DIALOG_WIDTH = 640


def import_dialog() -> rx.Component:
    """All of it is imported, or nothing."""
    ready = (ImportState.words != "") & (ImportState.error == "")
    return dialog(
        "Import event types",
        rx.el.div(
            rx.el.p(
                "A list of types, an answer of ",
                rx.el.code("GET /api/v1/event-types", class_name="mono"),
                ", or an object that maps each type to a sample. Types already in the catalogue are updated.",
                class_name="quiet",
            ),
            _text(),
            _outcome(),
            class_name="types-form",
        ),
        is_open=ImportState.is_open,
        on_open_change=ImportState.change_open,
        foot=[
            button("Show an example", kind="ghost", on_click=ImportState.fill_example),
            push(),
            button("Cancel", kind="ghost", on_click=ImportState.change_open(False)),
            button(
                "Import",
                kind="primary",
                on_click=ImportState.save(ImportState.listing, typed_in("import")),
                disabled=~ready,
                tip=rx.cond(ready, "", "Paste valid JSON first."),
            ),
        ],
        width=DIALOG_WIDTH,
    )


def _text() -> rx.Component:
    valid = rx.el.div(
        icon("circle-check", 12),
        "Would import: ",
        ImportState.words,
        class_name="hint is-ok",
        id="import-hint",
    )
    return document_field(
        "import",
        rx.cond(
            ImportState.words != "",
            valid,
            hint_line("Nothing is changed before you import.", ImportState.error, id="import-hint"),
        ),
        most=MAX_IMPORT_TEXT,
        opened=ImportState.opened,
        invalid=ImportState.error != "",
        default_value=ImportState.text,
        on_change=ImportState.set_text.debounce(300),
        rows="12",
        placeholder='{ "shipment.sent": { "id": 7 } }, or drop a file here',
        auto_focus=True,
    )


def _outcome() -> rx.Component:
    return rx.cond(
        ImportState.words != "",
        rx.el.div(_keys("New", ImportState.new_keys), _keys("Changed", ImportState.changed_keys)),
    )


def _keys(word: str, keys: Any) -> rx.Component:
    return rx.cond(
        keys.length() > 0,
        rx.el.p(
            rx.el.span(f"{word}: ", class_name="meta"),
            rx.el.span(keys.join(", "), class_name="mono"),
        ),
    )
