"""The bar above the list of webhooks: search, the filters of state and event, and the order."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.filter_chips import clear_filters, filter_bar
from webhook_dashboard.ui.components.form_fields import search_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.address import SORTS, STATES
from webhook_dashboard.ui.pages.webhooks.event_filter_state import FIELD, EventFilterState
from webhook_dashboard.ui.pages.webhooks.rows import EventChoice
from webhook_dashboard.ui.pages.webhooks.state import SEARCH, WebhooksState

SORT_WORDS = rx.match(
    WebhooksState.sort,
    *[(key, f"Sort: {words}") for key, words in SORTS.items()],
    rx.Var.create("Sort: ") + WebhooksState.sort.replace("-", ""),
)
STATE_WORDS = rx.match(
    WebhooksState.state_filter, *[(key, f"State: {word}") for key, word in STATES.items()], "State"
)
EVENT_WORDS = rx.cond(
    WebhooksState.event_filter != "", rx.Var.create("Event: ") + WebhooksState.event_filter, "Event"
)


def filters() -> rx.Component:
    """Search, the filters, the order, and how many webhooks there are."""
    return filter_bar(
        rx.fragment(
            search_input(
                SEARCH,
                "Search name, URL or event",
                default_value=WebhooksState.search,
                on_change=WebhooksState.look_for.debounce(200),
            ),
            key=WebhooksState.clearings,
        ),
        _menu(
            "circle-dot",
            STATE_WORDS,
            _items(
                [("any", "Any state"), *STATES.items()],
                WebhooksState.state_filter,
                WebhooksState.choose_state,
            ),
        ),
        _event_list(),
        clear_filters(WebhooksState.is_filtered, WebhooksState.clear_filters),
        rx.el.span(WebhooksState.count_text, class_name="tail-text"),
        _menu("", SORT_WORDS, _items(list(SORTS.items()), WebhooksState.sort, WebhooksState.choose_sort)),
    )


def _menu(icon_name: str, words: Any, items: list[Any]) -> rx.Component:
    """A button whose menu holds the choices; the chosen one has a tick."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(_opener(icon_name, words)),
        rx.dropdown_menu.content(*items, align="start"),
        modal=False,
    )


def _opener(icon_name: str, words: Any) -> rx.Component:
    return rx.el.button(
        icon(icon_name) if icon_name else None,
        rx.el.span(words, class_name="ellipsis"),
        icon("chevron-down"),
        type="button",
        class_name="btn btn-plain hook-choice",
    )


def _items(options: list[tuple[str, str]], chosen: rx.Var[str], choose: Any) -> list[rx.Component]:
    return [
        rx.dropdown_menu.item(
            label, rx.cond(chosen == key, icon("check", class_name="item-end")), on_select=choose(key)
        )
        for key, label in options
    ]


def _event_list() -> rx.Component:
    """The event types, with a field to find one; Enter takes the first."""
    return rx.popover.root(
        rx.popover.trigger(_opener("shapes", EVENT_WORDS)),
        rx.popover.content(
            rx.el.form(
                rx.el.input(
                    type="search",
                    name=FIELD,
                    auto_complete="off",
                    class_name="input input-small",
                    placeholder="Find an event type",
                    aria_label="Find an event type",
                    on_change=EventFilterState.find.debounce(150),
                    auto_focus=True,
                ),
                on_submit=EventFilterState.choose_first,
                class_name="hook-find",
            ),
            rx.el.div(
                _choice("Any event", ""),
                rx.foreach(EventFilterState.choices, _event),
                rx.cond(
                    EventFilterState.choices.length() == 0,
                    rx.el.p("No event type holds this.", class_name="menu-label"),
                ),
                class_name="hook-choices",
            ),
            class_name="hook-popover",
            align="start",
            aria_label="Event types",
        ),
        open=EventFilterState.is_open,
        on_open_change=EventFilterState.change_open,
    )


def _event(choice: rx.Var[EventChoice]) -> rx.Component:
    return rx.fragment(
        rx.cond(choice.group != "", rx.el.div(choice.group, class_name="menu-label")),
        _choice(choice.key, choice.key),
        key=choice.key,
    )


def _choice(label: Any, event_type: Any) -> rx.Component:
    is_chosen = WebhooksState.event_filter == event_type
    return rx.el.button(
        rx.el.span(label, class_name="ellipsis"),
        rx.cond(is_chosen, icon("check", class_name="item-end")),
        type="button",
        class_name="choice",
        aria_pressed=rx.cond(is_chosen, "true", "false"),
        on_click=EventFilterState.choose(event_type),
    )
