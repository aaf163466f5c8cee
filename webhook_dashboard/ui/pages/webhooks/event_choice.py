"""The choice of event types in the dialog: all of them, checkboxes by category, and types of one's own."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.form_fields import hint_line
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.form import EventGroup, EventOption
from webhook_dashboard.ui.pages.webhooks.form_state import FormState
from webhook_dashboard.ui.session import SessionState


def event_choice() -> rx.Component:
    """The ticks are set in the browser at once, the state follows."""
    return rx.el.div(
        rx.el.div(
            rx.el.span("Event types", id="hook-events-label"),
            rx.el.span(FormState.events_words, class_name="aside quiet"),
            class_name="field-head",
        ),
        for_admins(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    class_name="check",
                    default_checked=FormState.takes_all,
                    on_change=FormState.choose_all,
                ),
                rx.el.span("All events"),
                class_name="check-line",
            )
        ),
        rx.el.div(
            for_admins(_search(), unless=FormState.takes_all),
            rx.el.div(
                for_admins(rx.foreach(FormState.groups, _group), unless=FormState.takes_all),
                rx.cond(
                    FormState.groups.length() == 0,
                    rx.el.p("No event type matches.", class_name="quiet hook-none"),
                ),
                class_name="hook-events-list",
                tab_index=0,
                role="group",
                aria_labelledby="hook-events-label",
            ),
            class_name=rx.cond(FormState.takes_all, "hook-events-box is-unused", "hook-events-box"),
        ),
        hint_line("", FormState.errors.event_types),
        class_name="field",
    )


def for_admins(*parts: Any, unless: rx.Var[bool] | bool = False) -> rx.Component:
    """Fields that only an admin can change. What scrolls stays outside: it takes the focus of everyone."""
    return rx.el.fieldset(*parts, disabled=~SessionState.may_configure | unless, class_name="hook-guard")


def _search() -> rx.Component:
    """Belongs to a form of its own: Enter adds what is typed and does not save."""
    return rx.el.div(
        icon("search", 14),
        rx.el.input(
            id="hook-events",
            type="search",
            class_name="input",
            placeholder="Search, or type your own such as order.*",
            aria_label="Search event types or type your own",
            auto_complete="off",
            spell_check=False,
            form="hook-own-event",
            on_change=FormState.search_events.debounce(150),
        ),
        rx.cond(
            FormState.addable != "",
            button(
                rx.Var.create("Add ") + FormState.addable,
                icon_name="plus",
                small=True,
                on_click=FormState.add_event,
            ),
        ),
        class_name="input-wrap hook-search",
    )


def _group(group: rx.Var[EventGroup]) -> rx.Component:
    return rx.el.div(
        rx.el.div(group.category, class_name="meta hook-category"),
        rx.foreach(group.options, _option),
        key=group.category,
    )


def _option(option: rx.Var[EventOption]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            default_checked=option.is_chosen,
            on_change=lambda is_chosen: FormState.choose_event(option.key, is_chosen),
        ),
        rx.el.span(option.key, class_name="ellipsis"),
        rx.el.span(option.second, class_name="meta ellipsis"),
        class_name="check-line",
        key=option.key,
    )
