"""The right column: what the webhook does, its last 24 hours, its revisions; and the lines per event type."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.pages.webhook_editor.parts import section
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.shown import Fact, RevisionRow, Sentence, Span, TypeRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState

FEW = 4


def summary() -> rx.Component:
    """The configuration as prose, then figures and history."""
    return rx.el.aside(
        rx.el.h2("What it does", class_name="heading"),
        rx.foreach(EditorState.prose, _sentence),
        rx.cond(
            EditorState.day.length() > 0,
            rx.el.div(
                rx.el.h2("Last 24 hours", class_name="heading"),
                rx.el.dl(rx.foreach(EditorState.day, _fact), class_name="ed-facts"),
                class_name="ed-side-part",
            ),
        ),
        rx.cond(
            EditorState.revisions.length() > 0,
            rx.el.div(
                rx.el.h2("Revisions", class_name="heading"),
                rx.cond(
                    EditorState.bar.is_dirty,
                    rx.el.div(
                        rx.el.span("Draft", class_name="ed-draft"),
                        rx.el.span(EditorState.bar.title, class_name="quiet"),
                        class_name="ed-revision",
                    ),
                ),
                rx.el.div(
                    rx.foreach(EditorState.revisions, _revision),
                    class_name="ed-revisions",
                    tab_index=0,
                    role="region",
                    aria_label="Revisions",
                ),
                class_name="ed-side-part",
            ),
        ),
        class_name="ed-side",
        aria_label="Summary",
    )


def filter_lines() -> rx.Component:
    """The filter of each event type in a line; the builder opens on its own."""
    return section(
        "filters",
        "Without a filter, every event of a type is sent.",
        rx.el.div(
            rx.foreach(EditorState.filter_rows, lambda row: _type_row(row, "filters")), class_name="ed-lines"
        ),
        _no_types(EditorState.filter_rows),
    )


def template_lines() -> rx.Component:
    """The template of each event type in a line; its editor opens on its own."""
    return section(
        "payload",
        "The shape in which events are sent.",
        rx.el.div(
            rx.foreach(EditorState.template_rows, lambda row: _type_row(row, "payload")),
            class_name="ed-lines",
        ),
        _no_types(EditorState.template_rows),
    )


def _no_types(rows: rx.vars.ArrayVar[Any]) -> rx.Component:
    return rx.cond(rows.length() == 0, rx.el.p("Choose events first.", class_name="quiet"))


def _type_row(row: rx.Var[TypeRow], key: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.event_type, class_name="strong ellipsis"),
        rx.cond(row.is_changed, rx.el.span(class_name="ed-dot"), rx.el.span()),
        rx.el.span(row.words, class_name="quiet ellipsis", title=row.words),
        button(
            rx.cond(row.is_set, "Edit", "Add"),
            small=True,
            on_click=VisitState.open_type(key, row.event_type),
            aria_label=rx.cond(row.is_set, "Edit ", "Add ").to(str) + f"{key} of " + row.event_type,
        ),
        class_name="ed-type",
        key=row.event_type,
    )


def _sentence(sentence: rx.Var[Sentence]) -> rx.Component:
    return rx.el.p(rx.foreach(sentence.spans, _span))


def _span(span: rx.Var[Span]) -> Any:
    return rx.match(
        span.kind,
        ("strong", rx.el.b(span.text)),
        ("new", rx.el.b(span.text, class_name="ed-new")),
        rx.el.span(span.text),
    )


def _fact(fact: rx.Var[Fact]) -> rx.Component:
    return rx.fragment(rx.el.dt(fact.label), rx.el.dd(fact.value))


def _revision(row: rx.Var[RevisionRow]) -> rx.Component:
    return rx.el.button(
        rx.el.span(row.number, class_name="strong"),
        rx.el.span(
            rx.el.span(row.who), rx.el.span(row.what, class_name="ellipsis"), class_name="ed-revision-words"
        ),
        type="button",
        class_name="ed-revision",
        on_click=SaveState.review_revision(row.number),
        key=row.number,
    )
