"""The open request: a sentence, the verdict on its signature, and what went in and out."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import copy_button, icon_button, link
from webhook_dashboard.ui.components.code_block import code_block
from webhook_dashboard.ui.components.controls import callout, segmented, tabs
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.pages.inbox.snippets import LANGUAGES
from webhook_dashboard.ui.pages.inbox.state import InboxState

TAB_OPTIONS = (("request", "Request"), ("sent", "Sent back"), ("verify", "Verify in code"))
BODY_OPTIONS = (("json", "JSON"), ("raw", "Raw"))


def request_view() -> rx.Component:
    """The request beside the list; on a phone a sheet over it."""
    return rx.el.section(
        rx.el.div(
            rx.el.span("Request", class_name="heading"),
            rx.el.span(class_name="push"),
            icon_button("x", "Close", on_click=InboxState.close, key="escape"),
            class_name="inbox-sheet-head",
        ),
        rx.el.div(
            _sentence(),
            _verdict(),
            tabs(TAB_OPTIONS, InboxState.tab, InboxState.choose_tab, label="Parts of the request"),
            rx.el.div(
                rx.match(
                    InboxState.tab,
                    ("request", _request()),
                    ("sent", _sent_back()),
                    _verify(),
                ),
                role="tabpanel",
                aria_label=rx.match(InboxState.tab, *TAB_OPTIONS, "").to(str),
            ),
            class_name="inbox-view-body",
            tab_index=0,
            role="region",
            aria_label="Request",
        ),
        class_name=rx.cond(InboxState.is_open, "inbox-view is-open", "inbox-view"),
        aria_label="Open request",
    )


def _sentence() -> rx.Component:
    shown: Any = InboxState.view
    return rx.fragment(
        rx.el.h2(shown.sentence, class_name="title"),
        rx.el.p(
            shown.answered,
            rx.cond(
                shown.delivery_id != "",
                rx.fragment(
                    " The sender shows ",
                    link(shown.delivery_id, shown.delivery_href, class_name="strong"),
                    " as ",
                    shown.delivery_word,
                    ".",
                ),
            ),
            class_name="quiet",
        ),
    )


def _verdict() -> Any:
    shown: Any = InboxState.view
    said = (rx.el.b(shown.scheme), " ", shown.verdict_sentence)
    return rx.match(
        shown.verdict,
        ("valid", callout(*said, tone="ok", icon_name="shield-check", role="status")),
        ("wrong", callout(*said, tone="bad", icon_name="shield-x", role="status")),
        callout(*said, tone="idle", icon_name="shield-off", role="status"),
    )


def _request() -> rx.Component:
    shown: Any = InboxState.view
    return rx.fragment(
        _part_head(
            "Headers",
            shown.headers.length().to_string(),
            copy_button(shown.headers_copy, "Copy the headers"),
        ),
        _headers(shown.headers, "Headers"),
        _body(shown.body),
    )


def _sent_back() -> rx.Component:
    sent: Any = InboxState.view.sent_back
    return rx.fragment(
        rx.el.p(
            rx.el.span(sent.line, class_name=rx.Var.create("strong ") + sent.tone),
            rx.el.span(" ", sent.fact, class_name="quiet"),
            class_name="inbox-part-head",
        ),
        rx.cond(sent.note != "", rx.el.p(sent.note, class_name="quiet")),
        rx.cond(
            sent.headers.length() > 0,
            rx.fragment(
                _part_head("Headers", sent.headers.length().to_string()),
                _headers(sent.headers, "Headers sent back"),
                _body(sent.body),
            ),
        ),
    )


def _verify() -> rx.Component:
    return rx.fragment(
        _part_head(
            "In Python",
            "",
            segmented(
                LANGUAGES, InboxState.language, InboxState.choose_language, label="Library", small=True
            ),
        ),
        code_block(InboxState.snippet_html, copy=InboxState.snippet, label="Check of the signature"),
        rx.el.p(
            "Put the webhook's own secret in the marked place.",
            class_name="meta inbox-note",
        ),
    )


def _part_head(title: str, second: Any, *aside: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.h3(title, class_name="heading"),
        rx.el.span(second, class_name="meta"),
        rx.el.span(class_name="push"),
        *aside,
        class_name="inbox-part-head",
    )


def _headers(lines: Any, label: str) -> rx.Component:
    return rx.el.table(
        rx.el.caption(label, class_name="sr-only"),
        rx.el.tbody(
            rx.foreach(
                lines,
                lambda line: rx.el.tr(
                    rx.el.th(line.name, scope="row"), rx.el.td(line.value, class_name=line.tone)
                ),
            )
        ),
        class_name="pairs",
    )


def _body(body: Any) -> rx.Component:
    return rx.fragment(
        _part_head(
            "Body",
            body.size,
            copy_button(body.copy, "Copy the body"),
            segmented(
                BODY_OPTIONS, InboxState.body_view, InboxState.choose_body_view, label="Form", small=True
            ),
        ),
        rx.cond(
            body.copy != "",
            rx.el.div(
                rx.el.pre(raw_span(rx.cond(InboxState.body_view == "raw", body.raw, body.html))),
                class_name=rx.cond(InboxState.body_view == "raw", "code code-wrap", "code"),
                tab_index=0,
                role="region",
                aria_label="Body",
            ),
            rx.el.p("The body is empty.", class_name="quiet"),
        ),
    )
