"""The sections Delivery and Failure handling, with the retry plan drawn on a scale of time."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.form_fields import field, hint_line, select, text_input
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.pages.webhook_editor.field_state import MAX_WAITS, FieldState
from webhook_dashboard.ui.pages.webhook_editor.fields import CHOICE_WORDS
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    changed_dot,
    choice_field,
    error_line,
    preset_mark,
    section,
    switch_field,
    text_field,
)
from webhook_dashboard.ui.pages.webhook_editor.shown import PlanChoice, PlanPoint, PlanTick
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState

GENERATOR_WORDS = (("list", "List"), ("exponential", "Exponential"), ("window", "Window"))
NUMBER_LABELS = {
    "base_seconds": "First wait",
    "factor": "Each times",
    "cap_seconds": "At most",
    "window_seconds": "Within",
}
RETRY_ON_WORDS = (
    ("smart", "Smart"),
    ("any_non_success", "Any answer but success"),
    ("own", "A list of codes"),
)


def delivery() -> rx.Component:
    """Timeouts, what counts as delivered, and how long to keep trying."""
    return section(
        "delivery",
        "When a request counts as delivered, and how long to keep trying.",
        rx.el.div(
            text_field("connect_timeout", hint="1 to 60 s"),
            text_field("response_timeout", hint="1 to 120 s"),
            text_field("success_codes", hint="For example 200-299,304"),
            _retry_on(),
            class_name="ed-four",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h3(EditorState.plan.title, class_name="title"),
                rx.el.p(EditorState.plan.second, class_name="quiet"),
                rx.cond(EditorState.preset_says["retry_waits"] != "", preset_mark("retry_waits")),
            ),
            rx.el.div(
                changed_dot("retry_waits"),
                rx.el.span("Automatic retries", class_name="strong", aria_hidden="true"),
                switch(
                    EditorState.values["retries_enabled"] == "on",
                    FieldState.toggle("retries_enabled"),
                    label="Automatic retries",
                    disabled=READ_ONLY,
                ),
                class_name="aside",
            ),
            class_name="ed-plan-head",
        ),
        rx.cond(EditorState.plan.points.length() > 0, _drawing()),
        rx.cond(EditorState.values["retries_enabled"] == "on", _waits()),
        error_line("schedule"),
        rx.el.div(
            text_field("retry_jitter", hint="Up to 20 %, so that retries do not come at once"),
            text_field("retry_after_cap", hint="What a receiver may ask for, 24 h at most"),
            text_field("concurrency", hint="1 to 100 requests at a time"),
            text_field("rate_limit", hint="Requests a second; empty for no limit", placeholder="No limit"),
            class_name="ed-four",
        ),
        _compare(),
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
    control = rx.fragment(
        select(
            "retry_on_kind",
            RETRY_ON_WORDS,
            chosen,
            lambda kind: FieldState.set_text("retry_on", rx.cond(kind == "own", "network,429,500-599", kind)),
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
                on_change=lambda text: FieldState.set_text("retry_on", text).debounce(TYPING_MS),
                on_blur=lambda text: FieldState.set_text("retry_on", text),
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


def _drawing() -> rx.Component:
    """The attempts on a line; the last disc is hollow, and over it stands that it gives up."""
    plan = EditorState.plan
    return rx.el.div(
        rx.el.div(class_name="plan-line", custom_attrs=inline(__end=plan.end_at)),
        rx.foreach(plan.ticks, _tick),
        rx.foreach(plan.points, lambda point, index: _point(point, index == plan.points.length() - 1)),
        class_name="plan",
        role="img",
        aria_label=plan.title,
    )


def _tick(tick: rx.Var[PlanTick]) -> rx.Component:
    return rx.el.span(tick.label, class_name="plan-tick", custom_attrs=inline(__at=tick.at), key=tick.label)


def _point(point: rx.Var[PlanPoint], is_last: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            point.wait != "",
            rx.el.span(point.wait, class_name="plan-wait", custom_attrs=inline(__at=point.wait_at)),
        ),
        rx.el.span(
            point.number,
            class_name=rx.cond(is_last, "plan-point is-last", "plan-point"),
            custom_attrs=inline(__at=point.at),
        ),
        rx.cond(is_last, rx.el.span("gives up", class_name="plan-end", custom_attrs=inline(__at=point.at))),
        key=point.number,
    )


def _waits() -> rx.Component:
    generator = EditorState.generator
    counts = [(str(number), str(number)) for number in range(MAX_WAITS + 1)]
    count = EditorState.waits.length().to_string()
    return rx.fragment(
        rx.el.div(
            field(
                "Retries",
                select(
                    "retry_count", counts, count, FieldState.set_count, label="Retries", disabled=READ_ONLY
                ),
                name="retry_count",
            ),
            field(
                "Fill with",
                select(
                    "generator",
                    GENERATOR_WORDS,
                    generator["kind"].to(str),
                    FieldState.choose_generator,
                    label="Fill the plan with",
                    disabled=READ_ONLY,
                ),
                name="generator",
            ),
            *[_number(name, label) for name, label in NUMBER_LABELS.items()],
            class_name="ed-waits",
        ),
        rx.el.div(rx.foreach(EditorState.waits, _wait), class_name="ed-waits"),
        error_line("retry_waits"),
    )


def _number(name: str, label: str) -> rx.Component:
    value = EditorState.generator[name]
    control = rx.fragment(
        text_input(
            f"generator-{name}",
            default_value=value,
            on_change=lambda text: FieldState.set_generator(name, text).debounce(TYPING_MS),
            on_blur=lambda text: FieldState.set_generator(name, text),
        ),
        key=EditorState.filled,
    )
    kind = EditorState.generator["kind"]
    shown = {
        "base_seconds": kind == "exponential",
        "cap_seconds": kind == "exponential",
        "window_seconds": kind == "window",
        "factor": kind != "list",
    }[name]
    return rx.cond(shown, field(label, control, name=f"generator-{name}"))


def _wait(wait: rx.Var[str], number: rx.vars.NumberVar) -> rx.Component:
    """A wait that something else fills is made anew, so that it shows what was filled in."""
    name = "wait-" + number.to_string()
    kind = EditorState.generator["kind"]
    return rx.el.div(
        rx.el.div(
            rx.el.label(rx.Var.create("Retry ") + (number + 1).to_string(), html_for=name),
            class_name="field-head",
        ),
        rx.el.input(
            id=name,
            class_name="input",
            default_value=wait,
            auto_complete="off",
            on_change=lambda text: FieldState.set_wait(number, text).debounce(TYPING_MS),
            on_blur=lambda text: FieldState.set_wait(number, text),
            key=rx.cond(kind == "list", EditorState.filled.to_string(), wait),
        ),
        class_name="field",
        key=number,
    )


def _compare() -> rx.Component:
    heads = ("Plan", "Waits", "Gives up after", "Attempts")
    return rx.el.div(
        rx.el.div(
            rx.el.h3("Compare", class_name="heading"),
            rx.el.span("with the plans of the presets; choosing one fills it in", class_name="meta"),
            class_name="section-head",
        ),
        rx.el.table(
            rx.el.caption("Retry plans", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *[
                        rx.el.th(head, scope="col", class_name="num" if i > 1 else "")
                        for i, head in enumerate(heads)
                    ]
                )
            ),
            rx.el.tbody(rx.foreach(EditorState.plans, _plan_row)),
            class_name="table table-compact ed-plans",
        ),
        class_name="wide-only",
    )


def _plan_row(plan: rx.Var[PlanChoice]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name="plan",
                    class_name="check",
                    checked=plan.is_chosen,
                    on_change=FieldState.take_plan(plan.key),
                ),
                rx.el.span(plan.name, class_name="strong"),
                class_name="ed-radio",
            )
        ),
        rx.el.td(plan.waits, class_name="quiet"),
        rx.el.td(plan.gives_up, class_name="num"),
        rx.el.td(plan.attempts, class_name="num"),
        key=plan.key,
        aria_selected=rx.cond(plan.is_chosen, "true", "false"),
    )


def failures() -> rx.Component:
    """What happens when it keeps failing."""
    pauses = EditorState.values["pause_after"] != ""
    return section(
        "failures",
        "What happens when it keeps failing.",
        rx.el.div(
            switch_field(
                "pause_after",
                "Act after failures in a row",
                "Warns at half and at 80 % of them. A success starts the count again.",
                checked=pauses,
                on_toggle=FieldState.toggle_pausing(),
            ),
            switch_field(
                "breaker",
                "Circuit breaker",
                "Holds all while the receiver is down, and tries one now and then.",
            ),
            switch_field(
                "pause_on_gone",
                "Pause on 410 Gone",
                "The receiver says that this address is no longer there.",
            ),
            class_name="ed-switches",
        ),
        rx.cond(
            pauses,
            rx.el.div(
                text_field("pause_after", label="Failures in a row", hint="1 to 1,000"),
                _choice("count_unit"),
                _choice("pause_action"),
                class_name="ed-three",
            ),
        ),
        rx.cond(
            EditorState.values["breaker"] == "on",
            rx.el.div(
                text_field("breaker_failures", hint="Failures in a row, 2 to 100"),
                text_field("probe_interval", hint="1 s to 1 h"),
                class_name="ed-three",
            ),
        ),
        rx.el.div(
            _choice("on_exhausted"),
            rx.cond(
                EditorState.values["on_exhausted"] == "notify",
                text_field(
                    "notify_email", hint="Up to ten addresses, by commas", placeholder="ops@company.com"
                ),
            ),
            _choice("store_payload"),
            class_name="ed-three",
        ),
    )


def _choice(name: str) -> rx.Component:
    return choice_field(name, list(CHOICE_WORDS[name].items()))
