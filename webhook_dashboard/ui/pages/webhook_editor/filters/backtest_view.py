"""What the filter would have done with the last events: sentence, funnel, and the events themselves."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.form_fields import select
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.filters.figures import ALL, GONE, LIMITS, NEW, Bar, TriedRow
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState

SHOWN_LIST = rx.cond(FiltersState.listed == "", FiltersState.figures.first, FiltersState.listed)
SHORT = 10
"""So many events are shown before one asks for more; assets/css/filters.css hides the others."""
STALE = rx.cond(FiltersState.is_stale | (FiltersState.json_error != ""), " is-stale", "")


def backtest_view() -> rx.Component:
    """While the figures are of an earlier text they stay, paler."""
    figures = FiltersState.figures
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h3(figures.title, class_name="title", id="title-backtest"),
                role="status",
            ),
            rx.cond(
                figures.is_empty,
                rx.fragment(),
                select(
                    "backtest-limit",
                    [(str(limit), f"Last {limit:,}") for limit in LIMITS],
                    FiltersState.limit,
                    FiltersState.choose_limit,
                    label="How many events",
                    small=True,
                ),
            ),
            class_name="fb-head",
        ),
        rx.el.p(
            rx.cond(figures.share != "", rx.fragment(figures.share, _change(), ". ")),
            figures.second,
            class_name="quiet fb-second",
        ),
        rx.cond(figures.is_empty | (figures.title == ""), rx.fragment(), _found()),
        class_name=rx.Var.create("fb-test") + STALE.to(str),
        aria_labelledby="title-backtest",
        aria_busy=FiltersState.is_stale,
    )


def _change() -> rx.Component:
    change = FiltersState.figures.change
    return rx.cond(change != "", rx.fragment(", ", rx.el.span(change, class_name="strong fb-change")))


def _found() -> rx.Component:
    figures = FiltersState.figures
    return rx.fragment(
        rx.el.ol(rx.foreach(figures.bars, _bar), class_name="fb-funnel"),
        rx.el.p(
            rx.cond(
                figures.saved != "",
                rx.fragment(rx.el.span(class_name="fb-tick-key", aria_hidden="true"), figures.saved),
            ),
            class_name="meta fb-saved",
        ),
        rx.el.div(
            rx.cond(
                figures.change != "",
                rx.fragment(
                    _tab(GONE, "No longer sent", figures.gone_count),
                    _tab(NEW, "Newly sent", figures.new_count),
                ),
            ),
            _tab(ALL, rx.Var.create("All ") + figures.total.to(str), ""),
            role="tablist",
            aria_label="Events to list",
            class_name="tabs",
        ),
        rx.el.div(
            rx.cond(
                figures.change == "",
                _list(figures.latest, ALL, ""),
                rx.match(
                    SHOWN_LIST,
                    (NEW, _list(figures.new, NEW, "No event would be sent that was not sent before.")),
                    (ALL, _list(figures.latest, ALL, "")),
                    _list(figures.gone, GONE, "Every event that was sent before would still be sent."),
                ),
            ),
            class_name="fb-listed",
        ),
    )


def _bar(bar: rx.Var[Bar]) -> rx.Component:
    figures = FiltersState.figures
    return rx.el.li(
        rx.el.span(bar.words, class_name="ellipsis", title=bar.words),
        rx.el.span(
            rx.el.span(
                class_name=rx.cond(bar.is_last, "fb-fill is-last", "fb-fill"),
                custom_attrs=inline(width=bar.width),
            ),
            rx.cond(
                bar.is_last & (figures.saved_at != ""),
                rx.el.span(class_name="fb-tick", custom_attrs=inline(left=figures.saved_at)),
            ),
            class_name="fb-track",
            aria_hidden="true",
        ),
        rx.el.span(bar.count, class_name="heading num"),
        rx.el.span(bar.loss, class_name="quiet num"),
        class_name="fb-bar",
    )


def _tab(key: str, words: Any, count: Any) -> rx.Component:
    is_alone = (FiltersState.figures.change == "") & (key == ALL)
    is_chosen = rx.Var.create(key) == SHOWN_LIST
    return rx.el.button(
        words,
        rx.cond(count != "", rx.el.span(count, class_name="tag")),
        type="button",
        class_name="tab",
        role="tab",
        aria_selected=rx.cond(is_chosen | is_alone, "true", "false"),
        on_click=FiltersState.choose_list(key),
    )


def _list(shown: Any, key: str, nothing: str) -> rx.Component:
    return rx.fragment(
        rx.cond(
            shown.length() > 0,
            rx.el.ul(
                rx.foreach(shown, _tried),
                class_name=rx.cond(FiltersState.is_long, "fb-events", "fb-events is-short"),
                aria_label="Events",
            ),
            rx.el.p(nothing, class_name="quiet fb-none"),
        ),
        rx.cond(
            (shown.length() > SHORT) & ~FiltersState.is_long,
            button("Show more", small=True, kind="ghost", on_click=FiltersState.show_more),
            rx.el.p(FiltersState.figures.notes.to(dict[str, str])[key], class_name="meta"),
        ),
    )


def _tried(event: rx.Var[TriedRow]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            event.triggers,
            rx.fragment(
                icon("circle-check", 14, class_name="is-ok"), rx.el.span("Triggers", class_name="sr-only")
            ),
            rx.fragment(
                icon("circle-x", 14, class_name="is-idle"), rx.el.span("Does not", class_name="sr-only")
            ),
        ),
        rx.el.span(event.entity, class_name="heading ellipsis", title=event.entity),
        rx.el.time(event.time, class_name="quiet"),
        rx.el.span(event.value, class_name="num ellipsis", title=event.value),
        rx.el.span(event.reason, class_name="quiet ellipsis", title=event.reason),
        class_name="fb-event",
        key=event.key,
    )
