"""The three columns of the payload section."""

import dataclasses
from typing import Any

import reflex as rx

from webhook_dashboard.domain.templates import FORMATTERS
from webhook_dashboard.ui.components.buttons import button, copy_button
from webhook_dashboard.ui.components.code_editor import code_editor
from webhook_dashboard.ui.components.controls import segmented, switch
from webhook_dashboard.ui.components.form_fields import search_input, select
from webhook_dashboard.ui.components.list_states import empty_state
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.parts import WHY_NOT
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import ReadyRow, TreeGroup, TreeRow
from webhook_dashboard.ui.pages.webhook_editor.payload.state import PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.trying_state import TryingState
from webhook_dashboard.ui.pages.webhook_editor.payload.typing_state import TypingState
from webhook_dashboard.ui.session import SessionState

EDITOR_ID = "template"
HINT_ID = "template-hint"
FORMATS = (("json", "JSON"), ("form", "Form"), ("text", "Text"))
COMPLETED = [
    {key: value for key, value in dataclasses.asdict(one).items() if key != "prepare"}
    for one in FORMATTERS.values()
]


def tree_column() -> rx.Component:
    """Every variable with its value in the event in hand; a click inserts it."""
    return rx.el.div(
        rx.el.div(
            search_input(
                "variable-search",
                "Find a field or value",
                on_change=TryingState.look_for.debounce(150),
            ),
            class_name="payload-bar",
        ),
        rx.el.div(
            rx.foreach(PayloadState.tree, _group),
            rx.cond(
                PayloadState.tree.length() == 0,
                rx.el.p("No variable has this in its name or value.", class_name="quiet payload-none"),
            ),
            class_name="payload-tree",
            tab_index=0,
            role="region",
            aria_label="Variables",
        ),
        rx.el.p(
            "Click to insert. Values are from ",
            PayloadState.source_name,
            ".",
            class_name="quiet meta payload-foot",
        ),
        class_name="payload-column payload-variables",
    )


def _group(group: rx.Var[TreeGroup]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            icon("chevron-down", 12),
            rx.el.span(group.title, class_name="mono"),
            rx.el.span(group.note, class_name="quiet end"),
        ),
        rx.foreach(group.rows.to(list[TreeRow]), _variable),
        open=True,
        key=group.key,
    )


def _variable(row: rx.Var[TreeRow]) -> rx.Component:
    return rx.el.button(
        rx.el.span(row.label, class_name="payload-name"),
        rx.el.span(
            row.value,
            class_name=rx.cond(row.is_missing, "payload-value is-warn", "payload-value quiet"),
        ),
        type="button",
        draggable=True,
        class_name="payload-variable",
        custom_attrs={"data-insert": row.insert, "data-into": EDITOR_ID, "data-tip": row.tip},
        key=row.path,
    )


def template_column() -> rx.Component:
    """The template as text, and what is wrong with it."""
    return rx.el.div(
        rx.el.div(
            rx.cond(
                PayloadState.has_template,
                segmented(
                    FORMATS,
                    PayloadState.template_format,
                    TypingState.choose_format,
                    label="Format",
                    small=True,
                ),
            ),
            rx.el.span(class_name="push"),
            _templates_menu(),
            button(
                "Use default template",
                small=True,
                on_click=TypingState.use_default,
                disabled=~SessionState.may_configure,
                tip=WHY_NOT,
            ),
            class_name="payload-bar",
        ),
        rx.cond(
            PayloadState.has_template,
            rx.el.div(
                code_editor(
                    EDITOR_ID,
                    PayloadState.text,
                    PayloadState.version,
                    label="Template",
                    described_by=HINT_ID,
                    document=PayloadState.event_type,
                    language=rx.cond(
                        PayloadState.template_format == "json", "json-template", "text-template"
                    ),
                    read_only=~SessionState.may_configure,
                    problems=PayloadState.problems,
                    variables=PayloadState.suggestions,
                    formatters=COMPLETED,
                    results=PayloadState.results,
                    on_edit=TypingState.edit,
                    on_ask=TypingState.ask,
                ),
                rx.el.p(
                    "Esc, then Tab, leaves the editor. Ctrl Space completes.",
                    id=HINT_ID,
                    class_name="meta quiet payload-hint",
                ),
                class_name="payload-code",
            ),
            rx.el.div(
                empty_state(
                    "No template.",
                    "Events of this type are sent in the envelope of the webhook, as the right side shows.",
                ),
                class_name="payload-code",
            ),
        ),
        _status_line(),
        class_name="payload-column payload-template",
    )


def _templates_menu() -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                rx.el.span("Templates", class_name="btn-text"),
                icon("chevron-down", 12),
                type="button",
                class_name="btn btn-plain btn-small",
                disabled=~SessionState.may_configure,
            )
        ),
        rx.dropdown_menu.content(
            rx.foreach(PayloadState.ready, _ready),
            rx.dropdown_menu.separator(),
            rx.dropdown_menu.item(
                "No template", on_select=TypingState.drop_template, disabled=~PayloadState.has_template
            ),
            align="end",
        ),
        modal=False,
    )


def _ready(row: rx.Var[ReadyRow]) -> rx.Component:
    return rx.dropdown_menu.item(
        row.name,
        rx.el.span(row.note, class_name="item-end quiet"),
        on_select=TypingState.use_template(row.key),
        key=row.key,
    )


def _status_line() -> rx.Component:
    line = PayloadState.status
    return rx.el.div(
        rx.match(
            line.tone,
            ("bad", icon("circle-alert", 14, class_name="is-bad")),
            ("warn", icon("triangle-alert", 14, class_name="is-warn")),
            rx.fragment(),
        ),
        rx.match(
            line.tone,
            ("bad", rx.el.span(line.head, class_name="strong is-bad")),
            ("warn", rx.el.span(line.head, class_name="strong is-warn")),
            rx.el.span(line.head, class_name="quiet"),
        ),
        rx.el.span(
            line.text,
            class_name=rx.cond(line.tone == "bad", "payload-said is-bad", "payload-said"),
            custom_attrs={"data-tip": line.rest},
        ),
        rx.cond(
            PayloadState.has_template,
            rx.el.span("1:1", class_name="quiet tabular end", custom_attrs={"data-cursor-of": EDITOR_ID}),
        ),
        role="status",
        class_name="payload-status",
    )


def sent_column() -> rx.Component:
    """What would be sent for the event in hand: the body, its size, headers and signature."""
    sent = PayloadState.sent
    return rx.el.div(
        rx.el.div(
            rx.el.h3("Will be sent", class_name="strong"),
            select(
                "tried-event",
                PayloadState.sources,
                PayloadState.source,
                TryingState.choose_source,
                label="Event to try the template on",
                small=True,
            ),
            rx.el.span(class_name="push"),
            rx.cond(
                PayloadState.can_compare,
                rx.fragment(
                    rx.el.span("Diff to saved", class_name="quiet"),
                    switch(PayloadState.is_diff, TryingState.toggle_diff, label="Diff to saved"),
                ),
            ),
            class_name="payload-bar",
        ),
        rx.el.div(
            _body(),
            rx.cond(
                sent.refusal != "",
                rx.fragment(),
                rx.el.div(
                    button(
                        rx.cond(PayloadState.is_raw, "Pretty", "Raw"),
                        small=True,
                        on_click=TryingState.show_raw(~PayloadState.is_raw),
                    ),
                    copy_button(sent.raw, "Copy exactly what is sent"),
                    class_name="payload-tools",
                ),
            ),
            class_name=rx.cond(PayloadState.sent_is_old, "payload-sent is-stale", "payload-sent"),
        ),
        _headers(),
        rx.el.div(
            rx.match(
                sent.tone,
                ("ok", icon("circle-check", 14, class_name="is-ok")),
                icon("circle-x", 14, class_name="is-bad"),
            ),
            rx.el.span(sent.verdict, class_name=rx.cond(sent.tone == "ok", "strong is-ok", "strong is-bad")),
            rx.el.span(sent.size, class_name="quiet"),
            rx.el.span(sent.limit, class_name="quiet end"),
            class_name="payload-status",
        ),
        class_name="payload-column payload-result",
    )


def _body() -> rx.Component:
    sent = PayloadState.sent
    return rx.el.div(
        rx.cond(sent.note != "", rx.el.p(sent.note, class_name="meta quiet payload-note")),
        rx.cond(
            sent.refusal != "",
            rx.el.p(sent.refusal, class_name="payload-note is-bad"),
            rx.el.pre(raw_span(sent.html)),
        ),
        class_name="payload-body",
        tab_index=0,
        role="region",
        aria_label="What would be sent",
    )


def _headers() -> rx.Component:
    sent = PayloadState.sent
    return rx.cond(
        sent.refusal != "",
        rx.fragment(),
        rx.el.div(
            rx.el.div(
                rx.el.h3("Signature headers", class_name="strong"),
                rx.el.span(sent.signed_how, class_name="quiet end ellipsis"),
                class_name="payload-pair-head",
            ),
            rx.foreach(sent.signature, _pair),
            rx.el.details(
                rx.el.summary(icon("chevron-down", 12), sent.headers_title),
                rx.foreach(sent.headers, _pair),
                class_name="payload-others",
            ),
            rx.cond(
                PayloadState.draft_note != "",
                rx.el.p("As it was saved: ", PayloadState.draft_note, class_name="meta is-warn"),
            ),
            class_name="payload-headers",
            tab_index=0,
            role="region",
            aria_label="Headers",
        ),
    )


def _pair(pair: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(pair[0]), " ", rx.el.span(pair[1], class_name="quiet"), class_name="mono payload-pair"
    )
