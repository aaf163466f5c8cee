"""The retry plan: drawn on a scale of time, over the outages of the past, and its waits."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.form_fields import field, select, text_input
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.pages.webhook_editor.field_state import MAX_WAITS, FieldState
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    changed_dot,
    error_line,
    preset_mark,
)
from webhook_dashboard.ui.pages.webhook_editor.shown import PlanOutage, PlanPoint, PlanTick
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState

GENERATOR_WORDS = (("list", "List"), ("exponential", "Exponential"), ("window", "Window"))
NUMBER_LABELS = {
    "base_seconds": "First wait",
    "factor": "Each times",
    "cap_seconds": "At most",
    "window_seconds": "Within",
}


def retry_plan() -> rx.Component:
    """The plan in a sentence and a drawing, and the waits it is made of."""
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    rx.el.h3(EditorState.plan.title, class_name="title"),
                    changed_dot("retry_waits"),
                    class_name="ed-label",
                ),
                rx.el.p(EditorState.plan.second, class_name="quiet"),
                preset_mark("retries_enabled"),
                preset_mark("retry_waits"),
            ),
            rx.el.div(
                changed_dot("retries_enabled"),
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
        rx.cond(EditorState.plan.outages.length() > 0, _outages()),
        rx.cond(EditorState.values["retries_enabled"] == "on", _waits()),
        error_line("schedule"),
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


def _outages() -> rx.Component:
    """The longest outages of the past on the same scale, each up to the attempt that comes after it."""
    plan = EditorState.plan
    return rx.fragment(
        rx.el.ul(rx.foreach(plan.outages, _outage), class_name="plan-outages", aria_label="Past outages"),
        rx.cond(plan.outages_of != "", rx.el.p(plan.outages_of, class_name="meta plan-outages-of")),
    )


def _outage(one: rx.Var[PlanOutage]) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="plan-down"),
        rx.cond(
            one.reaches,
            rx.fragment(rx.el.span(class_name="plan-until"), rx.el.span(class_name="plan-reached")),
        ),
        rx.el.span(one.words, class_name="plan-words"),
        class_name=rx.cond(one.is_far, "plan-outage is-far", "plan-outage"),
        custom_attrs=inline(__end=one.ends_at, __at=one.at),
        key=one.words,
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
            rx.foreach(EditorState.waits, _wait),
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
        error_line("retry_waits"),
    )


def _number(name: str, label: str) -> rx.Component:
    value = EditorState.generator[name]
    control = rx.fragment(
        text_input(
            f"generator-{name}",
            default_value=value,
            on_change=lambda text: FieldState.set_generator(name, text, EditorState.filled).debounce(
                TYPING_MS
            ),
            on_blur=lambda text: FieldState.set_generator(name, text, EditorState.filled),
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
            aria_invalid=rx.cond(EditorState.bad_waits.contains(number), "true", "false"),
            on_change=lambda text: FieldState.set_wait(number, text, EditorState.filled).debounce(TYPING_MS),
            on_blur=lambda text: FieldState.set_wait(number, text, EditorState.filled),
            key=rx.cond(kind == "list", EditorState.filled.to_string(), wait),
        ),
        class_name="field",
        key=number,
    )
