"""The filter bar of the log: chips for what is set, a menu for the rest. Each choice changes the address."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import kbd
from webhook_dashboard.ui.components.filter_chips import clear_filters, filter_bar
from webhook_dashboard.ui.components.form_fields import field, select
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.deliveries.address import ROUTE
from webhook_dashboard.ui.pages.deliveries.filters import Choice, LogChip, LogField
from webhook_dashboard.ui.pages.deliveries.state import DeliveriesState


def filters() -> rx.Component:
    """Chips, the menu, Clear filters, and how many deliveries match."""
    return filter_bar(
        rx.el.div(_menu(), class_name="phone-only"),
        rx.foreach(DeliveriesState.chips, _chip),
        rx.el.div(_menu(key=True), class_name="wide-only"),
        clear_filters(DeliveriesState.filter_count > 0, rx.redirect(ROUTE)),
        tail_text=DeliveriesState.count_text,
    )


def _menu(*, key: bool = False) -> rx.Component:
    return rx.popover.root(
        rx.popover.trigger(
            rx.el.button(
                icon("plus" if key else "list-filter"),
                rx.el.span("Filter"),
                rx.cond(
                    DeliveriesState.filter_count > 0,
                    rx.el.b(DeliveriesState.filter_count, class_name="filter-count phone-only"),
                ),
                kbd("F"),
                type="button",
                class_name="btn btn-plain filter-button",
                custom_attrs={"data-key": "f"} if key else {},
            )
        ),
        rx.popover.content(
            rx.foreach(DeliveriesState.fields, lambda entry: _field(entry, "wide" if key else "phone")),
            class_name="filter-menu",
            align="start",
            aria_label="Filters",
        ),
    )


def _field(entry: rx.Var[LogField], place: str) -> rx.Component:
    name = rx.Var.create(f"{place}-filter-") + entry.name
    return field(
        entry.label,
        select(
            name,
            entry.options,
            entry.chosen,
            lambda href: rx.redirect(href),
        ),
        name=name,
    )


def _chip(chip: rx.Var[LogChip]) -> rx.Component:
    """A click on the words opens the choices of this filter only."""
    return rx.el.span(
        rx.el.span(chip.label, class_name="chip-cell"),
        rx.el.span(chip.operator, class_name="chip-cell"),
        rx.popover.root(
            rx.popover.trigger(
                rx.el.button(
                    chip.value, type="button", class_name="chip-cell chip-value", title="Change this filter"
                )
            ),
            rx.popover.content(
                rx.foreach(chip.choices, lambda choice: _choice(choice, chip)),
                class_name="filter-menu choice-list",
                align="start",
                aria_label=chip.label,
            ),
        ),
        rx.el.button(
            icon("x", 12),
            type="button",
            class_name="chip-cell chip-clear",
            aria_label=rx.Var.create("Remove the filter ") + chip.label,
            on_click=rx.redirect(chip.clear),
        ),
        class_name="chip",
        key=chip.label,
    )


def _choice(choice: rx.Var[Choice], chip: rx.Var[LogChip]) -> rx.Component:
    return rx.popover.close(
        rx.el.button(
            rx.el.span(choice.label, class_name="ellipsis"),
            rx.cond(choice.href == chip.chosen, icon("check", class_name="item-end")),
            type="button",
            class_name="choice",
            aria_pressed=rx.cond(choice.href == chip.chosen, "true", "false"),
            on_click=rx.redirect(choice.href),
        )
    )
