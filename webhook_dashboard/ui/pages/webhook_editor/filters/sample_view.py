"""The column at the right of the builder: samples and the last real events, each with verdict and reason."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.components.controls import tag
from webhook_dashboard.ui.components.dialogs import dialog, push
from webhook_dashboard.ui.components.form_fields import field, hint_line, text_area, text_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.filters.matching import Verdict
from webhook_dashboard.ui.pages.webhook_editor.filters.sample_state import OwnSampleState
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState

FORM = "own-sample"
IS_BROKEN = FiltersState.json_error != ""
OLD = FiltersState.is_stale | IS_BROKEN


def sample_matching() -> rx.Component:
    """Follows what is typed."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Sample matching", class_name="heading", id="title-matching"),
            rx.el.span(FiltersState.summary, class_name="quiet tabular", role="status"),
            class_name="fm-head",
        ),
        rx.el.p(
            rx.cond(IS_BROKEN, "By the last filter that could be read.", "Checked as you type."),
            class_name=rx.cond(IS_BROKEN, "meta is-warn", "meta"),
            role="status",
        ),
        rx.cond(
            FiltersState.event_type != "",
            rx.el.div(
                rx.el.h3("Samples", class_name="fm-title"),
                rx.el.ul(rx.foreach(FiltersState.samples, _verdict), class_name="fm-list"),
                rx.el.h3("Last real events", class_name="fm-title"),
                rx.cond(
                    FiltersState.events.length() > 0,
                    rx.el.ul(rx.foreach(FiltersState.events, _verdict), class_name="fm-list"),
                    rx.cond(
                        FiltersState.is_ready,
                        rx.el.p(
                            "No ",
                            FiltersState.event_type,
                            " has been published yet.",
                            class_name="meta fm-none",
                        ),
                    ),
                ),
                rx.el.div(
                    button("Own sample", icon_name="plus", small=True, on_click=OwnSampleState.begin(False)),
                    button("Paste JSON", small=True, on_click=OwnSampleState.begin(True)),
                    class_name="fm-adds",
                ),
                class_name=rx.cond(OLD, "is-stale", ""),
                aria_busy=OLD,
            ),
        ),
        _dialog(),
        class_name="fm",
        aria_labelledby="title-matching",
    )


def _verdict(one: rx.Var[Verdict]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            one.triggers,
            icon("circle-check", 16, class_name="is-ok"),
            icon("circle-x", 16, class_name="is-idle"),
        ),
        rx.el.div(
            rx.el.span(one.title, class_name="strong ellipsis", title=one.title),
            rx.cond(one.is_changed, tag("changed")),
            rx.cond(
                one.triggers,
                rx.el.span("Triggers", class_name="strong is-ok"),
                rx.el.span("Does not", class_name="strong quiet"),
            ),
            rx.cond(
                one.own >= 0,
                icon_button(
                    "x",
                    rx.Var.create("Remove ") + one.title,
                    small=True,
                    on_click=OwnSampleState.remove(one.own),
                ),
            ),
            class_name="fm-line",
        ),
        rx.el.p(one.reason, class_name="meta"),
        class_name="fm-row",
        key=one.key,
    )


def _dialog() -> rx.Component:
    return dialog(
        rx.cond(
            OwnSampleState.is_pasting, "Paste the data of an event", "Try the filter on a sample of your own"
        ),
        rx.fragment(
            rx.el.form(
                field(
                    "Name",
                    text_input("sample-name", placeholder="Large order by phone", max_length=60),
                    name="sample-name",
                    hint="To find it again in the list; it is kept until you leave the page.",
                ),
                rx.el.div(
                    rx.el.div(rx.el.label("Data, in JSON", html_for="sample"), class_name="field-head"),
                    text_area(
                        "sample",
                        mono=True,
                        invalid=OwnSampleState.error != "",
                        default_value=OwnSampleState.text,
                        rows="14",
                        auto_focus=True,
                        placeholder='{ "total": 150, "source": "Online" }',
                    ),
                    hint_line(
                        "What stands under data in the body of an event.",
                        OwnSampleState.error,
                        id="sample-hint",
                    ),
                    class_name="field",
                ),
                id=FORM,
                class_name="fm-form",
                on_submit=OwnSampleState.keep,
            ),
            key=OwnSampleState.opened,
        ),
        is_open=OwnSampleState.is_open,
        on_open_change=OwnSampleState.change_open,
        foot=[
            push(),
            button("Cancel", kind="ghost", on_click=OwnSampleState.change_open(False)),
            button("Try it", kind="primary", type="submit", form=FORM),
        ],
        width=640,
    )
