"""The right column: what would be sent for the event in hand."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.events import MAX_EVENT_BYTES
from webhook_dashboard.domain.payloads import MAX_BODY_BYTES, MAX_QUERY_BYTES
from webhook_dashboard.ui.components.buttons import button, copy_button
from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.form_fields import select
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.payload.state import PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.trying_state import TryingState

LIMITS_SAY = (
    f"An event holds at most {MAX_EVENT_BYTES // 1_024} KB."
    f" What is made of it may be larger: a body up to {MAX_BODY_BYTES // 1_048_576} MB,"
    f" a query up to {MAX_QUERY_BYTES // 1_024} KB."
)


def sent_column() -> rx.Component:
    """What would be sent for the event in hand: the body, its size, headers and signature."""
    sent = PayloadState.sent
    return rx.el.div(
        rx.el.div(
            rx.el.h3("Will be sent", class_name="strong"),
            select(
                "tried-event",
                PayloadState.sources,
                PayloadState.source,
                TryingState.choose_source,
                label="Event to try the template on",
                small=True,
            ),
            rx.el.span(class_name="push"),
            rx.cond(
                PayloadState.can_compare,
                rx.fragment(
                    rx.el.span("Diff to saved", class_name="quiet"),
                    switch(PayloadState.is_diff, TryingState.toggle_diff, label="Diff to saved"),
                ),
            ),
            class_name="payload-bar",
        ),
        rx.el.div(
            _body(),
            rx.cond(
                sent.refusal != "",
                rx.fragment(),
                rx.el.div(
                    button(
                        rx.cond(PayloadState.is_raw, "Pretty", "Raw"),
                        small=True,
                        on_click=TryingState.show_raw(~PayloadState.is_raw),
                    ),
                    copy_button(sent.raw, "Copy exactly what is sent"),
                    class_name="payload-tools",
                ),
            ),
            class_name=rx.cond(PayloadState.sent_is_old, "payload-sent is-stale", "payload-sent"),
        ),
        _headers(),
        _verdict(),
        class_name="payload-column payload-result",
    )


def _verdict() -> rx.Component:
    sent = PayloadState.sent
    return rx.el.div(
        rx.cond(
            PayloadState.sent_is_old,
            rx.el.span("As it was before the error", class_name="quiet"),
            rx.fragment(
                rx.cond(
                    sent.tone == "ok",
                    icon("circle-check", 14, class_name="is-ok"),
                    icon("circle-x", 14, class_name="is-bad"),
                ),
                rx.el.span(
                    sent.verdict, class_name=rx.cond(sent.tone == "ok", "strong is-ok", "strong is-bad")
                ),
                rx.el.span(sent.size, class_name="quiet"),
                rx.el.span(sent.limit, class_name="quiet end", title=LIMITS_SAY),
            ),
        ),
        class_name="payload-status",
    )


def _body() -> rx.Component:
    sent = PayloadState.sent
    return rx.el.div(
        rx.cond(sent.note != "", rx.el.p(sent.note, class_name="meta quiet payload-note")),
        rx.cond(
            sent.refusal != "",
            rx.el.p(sent.refusal, class_name="payload-note is-bad"),
            rx.el.pre(raw_span(sent.html)),
        ),
        class_name="payload-body",
        tab_index=0,
        role="region",
        aria_label="What would be sent",
    )


def _headers() -> rx.Component:
    sent = PayloadState.sent
    return rx.cond(
        sent.refusal != "",
        rx.fragment(),
        rx.el.div(
            rx.el.div(
                rx.el.h3("Signature headers", class_name="strong"),
                rx.el.span(sent.signed_how, class_name="quiet end ellipsis"),
                class_name="payload-pair-head",
            ),
            rx.foreach(sent.signature, _pair),
            rx.el.details(
                rx.el.summary(icon("chevron-down", 12), sent.headers_title),
                rx.foreach(sent.headers, _pair),
                class_name="payload-others",
            ),
            rx.cond(
                PayloadState.draft_note != "",
                rx.el.p("As it was saved: ", PayloadState.draft_note, class_name="meta is-warn"),
            ),
            class_name="payload-headers",
            tab_index=0,
            role="region",
            aria_label="Headers",
        ),
    )


def _pair(pair: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(pair[0]), " ", rx.el.span(pair[1], class_name="quiet"), class_name="mono payload-pair"
    )
