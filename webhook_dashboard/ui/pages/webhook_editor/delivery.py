"""The section Delivery: timeouts, what counts as delivered, and how long to keep trying."""

import reflex as rx

from webhook_dashboard.ui.components.form_fields import hint_line, select, text_input
from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.fields import CHOICE_WORDS
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    changed_dot,
    preset_mark,
    section,
    text_field,
)
from webhook_dashboard.ui.pages.webhook_editor.plan_comparison import compare_plans
from webhook_dashboard.ui.pages.webhook_editor.retry_plan import retry_plan
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState

RETRY_ON_WORDS = (*CHOICE_WORDS["retry_on"].items(), ("own", "A list of codes"))


def delivery() -> rx.Component:
    """Timeouts, what counts as delivered, and how long to keep trying."""
    return section(
        "delivery",
        "When a request counts as delivered, and how long to keep trying.",
        rx.el.div(
            text_field("connect_timeout", hint="1 to 60 s"),
            text_field("response_timeout", hint="5 to 120 s"),
            text_field("success_codes", hint="For example 200-299,304"),
            _retry_on(),
            class_name="ed-four",
        ),
        retry_plan(),
        rx.el.div(
            text_field("retry_jitter", hint="Up to 20 %, so that retries do not come at once"),
            text_field("retry_after_cap", hint="What a receiver may ask for, 24 h at most"),
            text_field("concurrency", hint="1 to 100 requests at a time"),
            text_field("rate_limit", hint="Requests a second; empty for no limit", placeholder="No limit"),
            class_name="ed-four",
        ),
        compare_plans(),
    )


def _retry_on() -> rx.Component:
    value = EditorState.values["retry_on"]
    chosen = rx.cond((value == "smart") | (value == "any_non_success"), value, "own").to(str)
    hint = rx.match(
        value,
        ("smart", "Network, 408, 425, 429, 5xx"),
        ("any_non_success", "Network and every other code"),
        "Such as network,429,500-599",
    ).to(str)
    fills = EditorState.fills["retry_on"]
    control = rx.fragment(
        select(
            "retry_on_kind",
            RETRY_ON_WORDS,
            chosen,
            lambda kind: FieldState.set_text(
                "retry_on", rx.cond(kind == "own", "network,429,500-599", kind), fills
            ),
            label="Retry on",
            disabled=READ_ONLY,
        ),
        rx.cond(
            chosen == "own",
            text_input(
                "retry_on",
                mono=True,
                default_value=value,
                aria_label="Codes to retry on",
                on_change=lambda text: FieldState.set_text("retry_on", text, fills).debounce(TYPING_MS),
                on_blur=lambda text: FieldState.set_text("retry_on", text, fills),
                key=fills,
            ),
        ),
    )
    return rx.el.div(
        rx.el.div(
            rx.el.label("Retry on", html_for="retry_on_kind"),
            changed_dot("retry_on"),
            class_name="field-head",
        ),
        control,
        rx.cond(
            (EditorState.errors["retry_on"] == "") & (EditorState.preset_says["retry_on"] != ""),
            preset_mark("retry_on"),
            hint_line(hint, EditorState.errors["retry_on"], id="retry_on-hint"),
        ),
        class_name="field",
    )
