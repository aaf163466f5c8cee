"""The timeline of a delivery: one line per attempt, all bars to one scale."""

import reflex as rx

from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.pages.deliveries.detail_state import DetailState
from webhook_dashboard.ui.pages.deliveries.timeline import PHASE_WORDS, PHASES, AttemptRow


def attempts() -> rx.Component:
    """Heading with the colours, the attempts, the one to come, and the last success as the measure."""
    return rx.cond(
        (DetailState.attempts.length() > 0) | (DetailState.measure.length() > 0),
        rx.el.div(
            rx.el.div(rx.el.h3("Attempts", class_name="heading"), _legend(), class_name="timeline-head"),
            rx.el.ol(rx.foreach(DetailState.attempts, _line), class_name="timeline"),
            rx.el.div(
                rx.foreach(DetailState.measure, lambda made: _cells(made, "div")), class_name="measure"
            ),
        ),
    )


def _legend() -> rx.Component:
    return rx.el.div(
        *[
            rx.el.span(rx.el.i(class_name=f"phase-{name}"), word)
            for name, word in zip(PHASES, PHASE_WORDS, strict=True)
        ],
        class_name="legend phase-legend meta",
        aria_hidden="true",
    )


def _line(made: rx.Var[AttemptRow]) -> rx.Component:
    return rx.el.li(rx.cond(made.number > 0, _cells(made, "button"), _cells(made, "div")), key=made.label)


def _cells(made: rx.Var[AttemptRow], kind: str) -> rx.Component:
    cells = [
        rx.el.span(made.label, class_name="attempt-number"),
        rx.el.span(made.time, class_name="attempt-time"),
        raw_span(made.bar, class_name="attempt-bar"),
        rx.el.span(made.total, class_name="attempt-total"),
        rx.cond(
            made.until_ms > 0,
            rx.el.span(
                "in ",
                rx.el.span(made.result, custom_attrs={"data-until": made.until_ms}),
                class_name="attempt-result is-warn",
            ),
            rx.el.span(made.result, class_name=rx.Var.create("attempt-result ellipsis ") + made.result_class),
        ),
    ]
    tip = {"data-tip": made.tip}
    if kind == "button":
        return rx.el.button(
            *cells,
            type="button",
            class_name="attempt",
            aria_pressed=rx.cond(DetailState.attempt == made.number, "true", "false"),
            on_click=DetailState.choose_attempt(made.number),
            custom_attrs=tip,
        )
    return rx.el.div(*cells, class_name="attempt", custom_attrs=tip)
