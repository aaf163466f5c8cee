"""The section Events: ticks by category, and patterns."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.events_state import EventsState
from webhook_dashboard.ui.pages.webhook_editor.parts import changed_dot, error_line, section
from webhook_dashboard.ui.pages.webhook_editor.shown import EventGroup, EventOption
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState


def events() -> rx.Component:
    """Which events are sent: ticks by category, and patterns."""
    return section(
        "events",
        EditorState.events_words,
        rx.el.div(
            icon("search", 14),
            rx.el.input(
                id="event-search",
                type="search",
                class_name="input",
                placeholder="Search events, or type a pattern such as order.*",
                aria_label="Search events, or type a pattern",
                auto_complete="off",
                spell_check=False,
                on_change=EventsState.search.debounce(150),
            ),
            rx.cond(
                EditorState.addable != "",
                button(
                    rx.Var.create("Add ") + EditorState.addable,
                    icon_name="plus",
                    small=True,
                    on_click=EventsState.add,
                    custom_attrs={"data-adds-event": EditorState.addable},
                ),
            ),
            class_name="input-wrap ed-search",
        ),
        error_line("event_types"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                class_name="check",
                checked=EditorState.values["event_types"] == "*",
                on_change=EventsState.choose_all,
            ),
            rx.el.span("All events, those to come too"),
            class_name="check-line",
        ),
        rx.el.div(
            rx.foreach(EditorState.groups, _group),
            rx.cond(
                EditorState.groups.length() == 0,
                rx.el.p("No event type matches.", class_name="quiet ed-none"),
            ),
            class_name="ed-groups",
        ),
        aside=rx.fragment(
            changed_dot("event_types"),
            button(
                rx.cond(EventsState.only_chosen, "All", "Only chosen"),
                small=True,
                on_click=EventsState.toggle_only_chosen,
            ),
        ),
    )


def _group(group: rx.Var[EventGroup]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.button(
                type="button",
                role="checkbox",
                class_name="ed-check",
                aria_checked=rx.match(group.mark, ("all", "true"), ("some", "mixed"), "false"),
                aria_label=rx.Var.create("All of ") + group.category,
                on_click=EventsState.choose_group(group.category),
            ),
            rx.el.button(
                rx.el.span(group.category, class_name="heading"),
                rx.el.span(group.count, class_name="quiet"),
                rx.cond(group.is_open, icon("chevron-down", 14), icon("chevron-right", 14)),
                type="button",
                class_name="ed-group-head",
                aria_expanded=rx.cond(group.is_open, "true", "false"),
                on_click=EventsState.toggle_group(group.category),
            ),
            class_name="ed-group-line",
        ),
        rx.cond(group.is_open, rx.el.div(rx.foreach(group.options, _option), class_name="ed-options")),
        class_name="ed-group",
        key=group.category,
    )


def _option(option: rx.Var[EventOption]) -> rx.Component:
    words: Any = rx.cond(
        option.covered != "", rx.Var.create("covered by ") + option.covered, option.description
    )
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            checked=option.is_chosen,
            on_change=lambda is_chosen: EventsState.choose(option.key, is_chosen),
            custom_attrs={"data-event": option.key},
        ),
        rx.el.span(option.key, class_name="strong"),
        rx.cond(option.is_changed, rx.el.span(class_name="ed-dot")),
        rx.el.span(words, class_name="meta ellipsis"),
        rx.el.span(option.rate, class_name="meta ed-rate"),
        class_name="check-line ed-option",
        key=option.key,
    )
