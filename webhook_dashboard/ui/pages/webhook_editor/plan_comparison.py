"""The retry plan beside those of the presets, by the outages that the receiver had."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.shown import PlanChoice
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState

ABOUT_REQUESTS = "About how many each plan would have sent for the deliveries that met these outages"


def compare_plans() -> rx.Component:
    """This plan beside those of the presets."""
    has_outages = EditorState.plans[0].survived != ""
    heads: tuple[Any, ...] = (
        "Plan",
        "Waits",
        "Gives up after",
        rx.cond(has_outages, "Survived", "Attempts"),
    )
    requests = rx.el.th("Requests", scope="col", class_name="num", custom_attrs={"data-tip": ABOUT_REQUESTS})
    return rx.el.div(
        rx.el.div(
            rx.el.h3("Compare", class_name="heading"),
            rx.el.span(EditorState.compared, class_name="meta"),
            class_name="section-head",
        ),
        rx.el.table(
            rx.el.caption("Retry plans", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *[
                        rx.el.th(head, scope="col", class_name="num" if i > 1 else "")
                        for i, head in enumerate(heads)
                    ],
                    rx.cond(has_outages, requests),
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
                    custom_attrs={"data-momentary": "true"},
                ),
                rx.el.span(plan.name, class_name="strong"),
                class_name="ed-radio",
            )
        ),
        rx.el.td(plan.waits, class_name="quiet"),
        rx.el.td(plan.gives_up, class_name="num"),
        rx.cond(
            plan.survived == "",
            rx.el.td(plan.attempts, class_name="num"),
            rx.fragment(rx.el.td(plan.survived, class_name="num"), rx.el.td(plan.requests, class_name="num")),
        ),
        key=plan.key,
        aria_selected=rx.cond(plan.is_chosen, "true", "false"),
    )
