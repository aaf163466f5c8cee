"""The right side of the test dialog: nothing yet, being sent, or the verdict with its evidence."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, copy_button
from webhook_dashboard.ui.components.code_block import code_block
from webhook_dashboard.ui.components.controls import tabs
from webhook_dashboard.ui.components.raw_html import inline
from webhook_dashboard.ui.components.side_panel import header_pairs
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.testing.choice_state import ChoiceState
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import PhaseView
from webhook_dashboard.ui.pages.webhook_editor.testing.state import (
    REQUEST_HEADERS,
    RESPONSE,
    RESPONSE_HEADERS,
    TestState,
)
from webhook_dashboard.ui.pages.webhook_editor.testing.words import MARKED, NOT_LOGGED

UNSAVED_SECRET = "A secret is made for each test; the webhook gets its own when you create it."


CAN_BE_SENT = (TestState.problem == "") & (TestState.own_error == "")


def outcome() -> rx.Component:
    """One sentence first, then where the time went, the filter, and what was answered."""
    return rx.fragment(
        rx.el.div(_verdict(), role="status", class_name="test-verdict"),
        rx.cond(TestState.is_sending, rx.el.div(class_name="test-progress", aria_hidden="true")),
        rx.cond(TestState.has_result, _timing()),
        rx.cond(CAN_BE_SENT & (TestState.request.filter.text != ""), _lines()),
        rx.cond(
            TestState.has_result,
            _message(),
            rx.cond(CAN_BE_SENT & ~TestState.is_sending, _before()),
        ),
    )


def _verdict() -> rx.Component:
    shown: Any = TestState.result
    return rx.cond(
        TestState.has_result,
        rx.cond(
            shown.succeeded,
            _sentence("circle-check", "is-ok", shown.sentence, _status(shown, "check", "is-ok")),
            _sentence("circle-x", "is-bad", shown.sentence, _status(shown, "x", "is-bad"), shown.advice),
        ),
        rx.cond(
            TestState.is_sending,
            _sentence("circle-dashed", "is-info", "Sending…", "Esc or Cancel stops it."),
            rx.cond(
                CAN_BE_SENT,
                _sentence(
                    "circle-dashed",
                    "quiet",
                    "Nothing sent yet.",
                    rx.cond(TestState.said != "", TestState.said, "This is what the receiver will be sent."),
                ),
                _sentence(
                    "circle-alert",
                    "is-bad",
                    "This cannot be sent yet.",
                    rx.cond(
                        TestState.own_error != "",
                        "The data is no JSON: mend what is marked.",
                        TestState.problem,
                    ),
                ),
            ),
        ),
    )


def _sentence(icon_name: str, tone: str, sentence: Any, second: Any, third: Any = None) -> rx.Component:
    return rx.el.div(
        rx.el.span(icon(icon_name, 20), class_name=tone),
        rx.el.div(
            rx.el.p(sentence, class_name="title"),
            rx.el.p(second, class_name="quiet"),
            rx.el.p(third, class_name="test-advice") if third is not None else None,
        ),
        class_name="test-sentence",
    )


def _status(shown: Any, glyph: str, tone: str) -> rx.Component:
    return rx.fragment(
        rx.el.span(icon(glyph, 12), shown.status, class_name=f"heading test-status {tone}"),
        rx.el.span(" · ", shown.about),
    )


def _timing() -> rx.Component:
    phases = TestState.result.phases
    return rx.cond(
        phases.length() > 0,
        rx.el.div(
            rx.el.div(rx.foreach(phases, _segment), class_name="test-bar", aria_hidden="true"),
            rx.el.div(rx.foreach(phases, _legend), class_name="test-legend"),
            class_name="test-timing",
        ),
    )


def _segment(phase: rx.Var[PhaseView]) -> rx.Component:
    return rx.el.span(
        class_name=rx.Var.create("test-phase phase-") + phase.key, custom_attrs=inline(flexGrow=phase.share)
    )


def _legend(phase: rx.Var[PhaseView]) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name=rx.Var.create("test-key phase-") + phase.key),
        phase.word,
        " ",
        rx.el.b(phase.time),
    )


def _lines() -> rx.Component:
    """What else is to be known, one hairline apart."""
    sent: Any = TestState.request
    result: Any = TestState.result
    return rx.el.ul(
        _line("list-filter", sent.filter.text, rx.cond(sent.filter.passes, "is-ok", "is-warn")),
        rx.foreach(sent.warnings, lambda one: _line("triangle-alert", one, "is-warn")),
        rx.cond(result.speed != "", _line("timer", result.speed, "is-warn")),
        rx.cond(TestState.note != "", _line("triangle-alert", TestState.note, "is-warn")),
        _line(
            "chart-no-axes-column",
            rx.cond(TestState.is_saved, MARKED, NOT_LOGGED),
            "quiet",
            text_class="quiet",
        ),
        class_name="test-lines",
    )


def _line(icon_name: str, text: Any, tone: Any, text_class: str = "") -> rx.Component:
    return rx.el.li(rx.el.span(icon(icon_name, 14), class_name=tone), rx.el.span(text, class_name=text_class))


def _before() -> rx.Component:
    """What will be signed and sent along."""
    sent: Any = TestState.request
    return rx.cond(
        sent.headers.length() > 0,
        rx.el.div(
            rx.el.h2(
                rx.Var.create("Request headers ") + sent.headers.length().to_string(), class_name="heading"
            ),
            rx.el.p(
                sent.signed,
                rx.cond(~TestState.is_saved & TestState.include_signature, rx.fragment(" ", UNSAVED_SECRET)),
                class_name="quiet",
            ),
            header_pairs(sent.headers, "Request headers"),
            class_name=rx.cond(TestState.is_old, "test-before is-stale", "test-before"),
        ),
    )


def _message() -> rx.Component:
    result: Any = TestState.result
    sent: Any = TestState.request
    return rx.el.div(
        tabs(
            (
                (RESPONSE, "Response"),
                (RESPONSE_HEADERS, _counted("Response headers ", result.headers)),
                (REQUEST_HEADERS, _counted("Request headers ", sent.headers)),
            ),
            TestState.tab,
            ChoiceState.choose_tab,
            label="Response and headers",
        ),
        rx.el.div(
            rx.match(
                TestState.tab,
                (RESPONSE_HEADERS, _headers(result.headers, "Response headers")),
                (REQUEST_HEADERS, _headers(sent.headers, "Request headers")),
                _response(),
            ),
            role="tabpanel",
        ),
        class_name="test-message",
    )


def _counted(words: str, pairs: Any) -> Any:
    return rx.Var.create(words) + pairs.length().to_string()


def _headers(pairs: Any, label: str) -> rx.Component:
    return rx.cond(
        pairs.length() > 0, header_pairs(pairs, label), rx.el.p("None came back.", class_name="quiet")
    )


def _response() -> rx.Component:
    shown: Any = TestState.result
    return rx.cond(
        shown.body_words == "",
        rx.el.p("No answer came, so there is nothing to show.", class_name="quiet"),
        rx.fragment(
            rx.cond(
                TestState.shown_body != "",
                code_block(TestState.shown_body, label="Response", wrap=True),
            ),
            rx.el.div(
                rx.cond(
                    TestState.is_whole, shown.copy.length().to_string() + " characters", shown.body_words
                ),
                rx.cond(
                    (shown.more != "") & ~TestState.is_whole,
                    button(shown.more, small=True, kind="ghost", on_click=ChoiceState.show_all),
                ),
                rx.cond(shown.copy != "", copy_button(shown.copy, "Copy", with_word=True)),
                class_name="test-body-foot meta",
            ),
        ),
    )
