"""The Overview before the first delivery: three steps that do themselves when clicked."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, copy_button
from webhook_dashboard.ui.components.code_block import code_block, mono
from webhook_dashboard.ui.components.controls import segmented
from webhook_dashboard.ui.components.table import section_head
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.overview.first_run_state import FirstRunState
from webhook_dashboard.ui.pages.overview.snippets import SNIPPET_LANGUAGES, show_sample_event
from webhook_dashboard.ui.session import SessionState


def first_run() -> rx.Component:
    """Sentence, three steps, and the snippet for one's own program."""
    return rx.el.div(
        rx.el.h2(
            rx.cond(
                FirstRunState.step != "make",
                "Nothing has been sent yet. Two clicks change that.",
                "Nothing has been sent yet. Three clicks change that.",
            ),
            class_name="display",
        ),
        rx.el.p("Everything runs on this machine. No outside service, about 30 seconds.", class_name="quiet"),
        rx.el.ol(_make_step(), _send_step(), _see_step(), class_name="step-list"),
        own_program(),
        class_name="steps",
    )


def _make_step() -> rx.Component:
    return rx.cond(
        FirstRunState.step != "make",
        _step(
            "1",
            "done",
            "Webhook to the test inbox made",
            "It listens to all events and signs each request.",
            rx.el.div(
                rx.el.span("Name ", rx.el.b(FirstRunState.webhook_name)),
                rx.el.span("To ", mono(FirstRunState.inbox_path)),
                rx.el.span("Secret ", mono(FirstRunState.secret_hint), _copy_secret()),
                class_name="step-facts",
            ),
        ),
        _step(
            "1",
            "open",
            "Make a webhook to the test inbox",
            "The inbox is built in. It keeps each request and checks its signature.",
            action=button(
                "Make webhook",
                icon_name="webhook",
                kind="primary",
                key="enter",
                key_hint="Enter",
                on_click=FirstRunState.make_webhook,
                loading=FirstRunState.is_busy,
                disabled=~SessionState.may_configure,
                tip=rx.cond(SessionState.may_configure, "", "This needs the role admin."),
            ),
        ),
    )


def _copy_secret() -> rx.Component:
    return rx.cond(FirstRunState.secret != "", copy_button(FirstRunState.secret, "Copy the secret"))


def _send_step() -> rx.Component:
    words = ("Send a test event", "An order.created with sample data, through the real sender.")
    send = button(
        "Send event",
        icon_name="send",
        kind="primary",
        key="enter",
        key_hint="Enter",
        on_click=FirstRunState.send_event,
        loading=FirstRunState.is_busy,
        disabled=~SessionState.may_operate,
        tip=rx.cond(SessionState.may_operate, "", "This needs the role operator."),
    )
    return rx.cond(
        FirstRunState.step == "make",
        _step("2", "later", *words),
        rx.cond(
            FirstRunState.step == "send",
            _step("2", "open", *words, code_block(show_sample_event(), label="The event"), action=send),
            _step("2", "done", "Test event sent", words[1]),
        ),
    )


def _see_step() -> rx.Component:
    return rx.cond(
        FirstRunState.step == "see",
        _step("3", "open", "See it arrive, signed", "On its way. The row appears in Live."),
        _step(
            "3",
            "later",
            "See it arrive, signed",
            "The row appears in Live and turns green. The inbox checks the signature.",
        ),
    )


def own_program() -> rx.Component:
    """The snippet that publishes an event, with a real key when one was just made."""
    return rx.el.div(
        section_head(
            "Then from your own program",
            "",
            segmented(
                SNIPPET_LANGUAGES,
                FirstRunState.language,
                FirstRunState.choose_language,
                label="Language",
                small=True,
            ),
        ),
        code_block(FirstRunState.snippet_html, copy=FirstRunState.snippet, label="How to publish an event"),
        rx.el.p(icon("key-round", 12), _key_note(), class_name="key-note meta"),
        class_name="own-program",
    )


def _key_note() -> rx.Component:
    return rx.cond(
        FirstRunState.key != "",
        rx.el.span("This key was made for you, scope publish. It is shown only now."),
        rx.cond(
            SessionState.may_manage,
            rx.el.span(
                "The program needs an API key. ",
                rx.el.button("Make one", type="button", class_name="link", on_click=FirstRunState.make_key),
            ),
            rx.el.span("The program needs an API key. An owner can make one."),
        ),
    )


def _step(
    number: str, mark: str, title: str, explanation: str, *more: Any, action: Any = None
) -> rx.Component:
    glyph = icon("check", 16) if mark == "done" else number
    return rx.el.li(
        rx.el.span(glyph, class_name="step-mark"),
        rx.el.div(
            rx.el.h3(title, class_name="title"),
            rx.el.p(explanation, class_name="quiet"),
            *more,
        ),
        action,
        class_name=f"step is-{mark}",
        aria_current="step" if mark == "open" else None,
    )
