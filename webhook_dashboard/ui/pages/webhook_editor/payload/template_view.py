"""The middle column: the template as text, what to begin with, and what is wrong with it."""

import dataclasses

import reflex as rx

from webhook_dashboard.domain.templates import FORMATTERS
from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.code_editor import code_editor
from webhook_dashboard.ui.components.controls import segmented
from webhook_dashboard.ui.components.list_states import empty_state
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.parts import WHY_NOT
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import ReadyRow
from webhook_dashboard.ui.pages.webhook_editor.payload.state import EDITOR_ID, PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.typing_state import TypingState
from webhook_dashboard.ui.session import SessionState

HINT_ID = "template-hint"
FORMATS = (("json", "JSON"), ("form", "Form"), ("text", "Text"))
COMPLETED = [
    {key: value for key, value in dataclasses.asdict(one).items() if key != "prepare"}
    for one in FORMATTERS.values()
]


def template_column() -> rx.Component:
    """The template as text, and what is wrong with it."""
    return rx.el.div(
        rx.el.div(
            rx.cond(
                PayloadState.has_template,
                segmented(
                    FORMATS,
                    PayloadState.template_format,
                    lambda name: TypingState.choose_format(name, PayloadState.event_type),
                    label="Format",
                    small=True,
                ),
            ),
            rx.el.span(class_name="push"),
            _templates_menu(),
            button(
                "Use default template",
                small=True,
                on_click=TypingState.use_default(PayloadState.event_type),
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
                    on_place=TypingState.look_at,
                ),
                rx.el.p(
                    "Esc, then Tab, leaves the editor. Ctrl Space completes.",
                    id=HINT_ID,
                    class_name="meta quiet payload-hint",
                ),
                class_name="payload-code",
            ),
            rx.el.div(
                rx.cond(PayloadState.inherited != "", _inherited(), _no_template()),
                class_name="payload-code",
            ),
        ),
        _status_line(),
        class_name="payload-column payload-template",
    )


def _no_template() -> rx.Component:
    return empty_state(
        "No template.",
        "Events of this type are sent in the envelope of the webhook, as the preview shows.",
    )


def _inherited() -> rx.Component:
    return empty_state(
        "No template of its own.",
        rx.Var.create("Events of this type get the template for ")
        + PayloadState.inherited
        + ", as the preview shows.",
        button(
            "Begin with it",
            on_click=TypingState.begin_with_inherited(PayloadState.event_type),
            disabled=~SessionState.may_configure,
            tip=WHY_NOT,
        ),
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
                "No template",
                on_select=TypingState.drop_template(PayloadState.event_type),
                disabled=~PayloadState.has_template,
            ),
            align="end",
        ),
        modal=False,
    )


def _ready(row: rx.Var[ReadyRow]) -> rx.Component:
    return rx.dropdown_menu.item(
        row.name,
        rx.el.span(row.note, class_name="item-end quiet"),
        on_select=TypingState.use_template(row.key, PayloadState.event_type),
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
            custom_attrs={"data-tip": line.whole},
        ),
        rx.cond(
            PayloadState.has_template,
            rx.el.span("1:1", class_name="quiet tabular end", custom_attrs={"data-cursor-of": EDITOR_ID}),
        ),
        role="status",
        class_name="payload-status",
    )
