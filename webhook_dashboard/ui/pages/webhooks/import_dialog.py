"""The dialog that imports webhooks: paste or a file, what would happen to each, and what did."""

from typing import Any

import reflex as rx

from webhook_dashboard.services.webhook_documents import MAX_TEXT
from webhook_dashboard.ui.components.buttons import button, link
from webhook_dashboard.ui.components.controls import callout
from webhook_dashboard.ui.components.dialogs import dialog, push
from webhook_dashboard.ui.components.document_field import document_field, typed_in
from webhook_dashboard.ui.components.form_fields import hint_line
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.import_rows import ImportRow
from webhook_dashboard.ui.pages.webhooks.import_state import WebhookImportState as State

DIALOG_WIDTH = 640
TEXT = "import-webhooks"


def import_dialog() -> rx.Component:
    """Says what would happen before anything does."""
    return dialog(
        "Import webhooks",
        rx.el.div(rx.cond(State.is_done, _report(), _form()), class_name="import-form"),
        is_open=State.is_open,
        on_open_change=State.change_open,
        foot=[rx.cond(State.is_done, _foot_after(), _foot())],
        width=DIALOG_WIDTH,
    )


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "An export, an answer of ",
            rx.el.code("GET /api/v1/webhooks", class_name="mono"),
            ", one webhook, or a list of them.",
            class_name="quiet",
        ),
        _text(),
        rx.cond(State.rows.length() > 0, _rows()),
        rx.cond(
            State.rows.length() > 0,
            callout(
                "They are imported switched off. Each webhook gets a new secret, which its receiver has to "
                "learn.",
                tone="idle",
            ),
        ),
    )


def _text() -> rx.Component:
    found = rx.el.div(icon("circle-check", 12), State.words, class_name="hint is-ok", id=f"{TEXT}-hint")
    hint = rx.cond(State.is_looking, "Checking…", "Nothing is imported before you say so.")
    return document_field(
        TEXT,
        rx.cond(State.words != "", found, hint_line(hint, State.error, id=f"{TEXT}-hint")),
        most=MAX_TEXT,
        opened=State.opened,
        invalid=State.error != "",
        default_value=State.example,
        on_change=State.look_at.debounce(300),
        rows="8",
        placeholder='{ "items": [ … ] }, or drop a file here',
        auto_focus=True,
    )


def _rows() -> rx.Component:
    return rx.el.ul(rx.foreach(State.rows, _row), class_name="import-rows", aria_label="Webhooks found")


def _row(row: rx.Var[ImportRow]) -> rx.Component:
    chooser = rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            checked=row.is_chosen,
            on_change=lambda is_chosen: State.choose(row.position, is_chosen),
            disabled=State.is_importing,
        ),
        _words(row),
        class_name="import-line",
    )
    return rx.el.li(
        rx.cond(
            row.kind == "refused",
            rx.el.div(icon("circle-x", 16, class_name="is-bad"), _words(row), class_name="import-line"),
            chooser,
        ),
        key=row.position,
    )


def _words(row: rx.Var[ImportRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.words, class_name="strong"),
        _line(row.facts, "meta"),
        _line(row.problem, "meta is-bad"),
        _line(row.to_fill_in, "meta is-warn"),
        class_name="import-words",
    )


def _line(text: Any, class_name: str) -> rx.Component:
    return rx.cond(text != "", rx.el.span(text, class_name=class_name))


def _report() -> rx.Component:
    """What was made, with links to it, and what was refused."""
    return rx.fragment(
        rx.el.p(State.words, class_name="heading", role="status"),
        rx.el.ul(rx.foreach(State.rows, _result), class_name="import-rows", aria_label="Import"),
    )


def _result(row: rx.Var[ImportRow]) -> rx.Component:
    done = rx.el.div(
        icon("circle-check", 16, class_name="is-ok"),
        rx.el.span(
            link(row.words, row.href), _line(row.to_fill_in, "meta is-warn"), class_name="import-words"
        ),
        class_name="import-line",
    )
    refused = rx.el.div(icon("circle-x", 16, class_name="is-bad"), _words(row), class_name="import-line")
    return rx.el.li(rx.cond(row.kind == "done", done, refused), key=row.position)


def _foot() -> rx.Component:
    ready = State.action != "Import"
    return rx.fragment(
        button(
            "Show an example",
            kind="ghost",
            on_click=State.fill_example,
            disabled=State.is_importing,
            class_name="wide-only",
        ),
        push(),
        button("Cancel", kind="ghost", on_click=State.change_open(False), disabled=State.is_importing),
        button(
            State.action,
            kind="primary",
            on_click=State.run(State.listing, typed_in(TEXT)),
            loading=State.is_importing,
            disabled=~ready | State.is_importing,
            tip=rx.cond(ready, "", "Give it the JSON of a webhook, and choose at least one."),
        ),
    )


def _foot_after() -> rx.Component:
    return rx.fragment(push(), button("Close", kind="primary", on_click=State.change_open(False)))
