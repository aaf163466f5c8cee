"""The dialog that tries a webhook out: at the left what is sent, at the right what came of it."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.components.code_block import code_block
from webhook_dashboard.ui.components.controls import checkbox, tag
from webhook_dashboard.ui.components.dialogs import push
from webhook_dashboard.ui.components.form_fields import hint_line, select, text_area
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.testing.choice_state import ChoiceState
from webhook_dashboard.ui.pages.webhook_editor.testing.choosing import OWN
from webhook_dashboard.ui.pages.webhook_editor.testing.opening_state import BUTTON_ID, OpeningState
from webhook_dashboard.ui.pages.webhook_editor.testing.outcome import outcome
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import Choice
from webhook_dashboard.ui.pages.webhook_editor.testing.state import TestState
from webhook_dashboard.ui.session import SessionState

TYPING_MS = 300
MAY_NOT = rx.cond(SessionState.may_operate, "", "This needs the role operator.")


def test_button() -> rx.Component:
    """Opens the dialog over what is typed; T presses it."""
    return button(
        "Test",
        icon_name="send",
        key="t",
        key_hint="T",
        id=BUTTON_ID,
        on_click=OpeningState.open,
        disabled=~SessionState.may_operate,
        tip=MAY_NOT,
    )


def test_dialog() -> rx.Component:
    """Esc closes it and cancels what is being sent."""
    return rx.dialog.root(
        rx.dialog.content(
            _head(),
            # Whoever leaves the page leaves the dialog too.
            rx.fragment(
                rx.el.div(
                    _left(),
                    rx.el.div(outcome(), class_name="test-right"),
                    class_name="test-columns",
                    on_unmount=OpeningState.leave(TestState.opened),
                ),
                key=TestState.opened,
            ),
            _foot(),
            class_name="dialog test-dialog",
            max_width="928px",
        ),
        open=TestState.is_open,
        on_open_change=OpeningState.change_open,
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.dialog.title(TestState.title, margin="0", class_name="ellipsis"),
        rx.dialog.description(TestState.address, size="1", class_name="mono quiet ellipsis"),
        rx.cond(TestState.is_draft, tag("unsaved draft", accent=True)),
        rx.dialog.close(icon_button("x", "Close", small=True, tip="")),
        class_name="dialog-head test-head",
    )


def _left() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.label("Event", html_for="test-event", class_name="test-label"),
            select(
                "test-event",
                TestState.event_types.map(lambda one: [one, one]).to(list[tuple[str, str]]),
                TestState.event_type,
                ChoiceState.choose_type,
                disabled=TestState.is_sending,
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.span("Sample", class_name="test-label", id="test-sample"),
            rx.el.div(
                rx.foreach(TestState.choices, _choice), role="radiogroup", aria_labelledby="test-sample"
            ),
            class_name="field",
        ),
        rx.cond(TestState.choice == OWN, _own()),
        checkbox(
            "Include signature",
            TestState.include_signature,
            ChoiceState.sign,
            disabled=TestState.is_sending,
        ),
        rx.cond(TestState.own_error == "", _payload()),
        class_name="test-left",
        role="group",
        aria_label="What is sent",
    )


def _payload() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span("Payload"),
            rx.el.span(TestState.request.size, class_name="aside quiet"),
            class_name="field-head",
        ),
        code_block(TestState.request.html, label="Payload"),
        class_name=rx.cond(TestState.is_old, "field test-payload is-stale", "field test-payload"),
    )


def _choice(one: rx.Var[Choice]) -> rx.Component:
    chosen = TestState.choice == one.key
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="test-sample",
            class_name="check",
            checked=chosen,
            disabled=TestState.is_sending,
            on_change=ChoiceState.choose(one.key),
        ),
        rx.el.span(one.name, class_name="strong ellipsis"),
        rx.el.span(one.note, class_name="meta"),
        class_name=rx.cond(chosen, "test-choice is-chosen", "test-choice"),
        key=one.key,
    )


def _own() -> rx.Component:
    def take(text: rx.Var[str]) -> Any:
        return ChoiceState.set_own(text, TestState.own_version)

    return rx.el.div(
        rx.el.label("Data of the event, in JSON", html_for="test-own", class_name="test-label"),
        rx.fragment(
            text_area(
                "test-own",
                mono=True,
                invalid=TestState.own_error != "",
                default_value=TestState.own_text,
                on_change=lambda text: take(text).debounce(TYPING_MS),
                on_blur=take,
                rows="8",
                read_only=TestState.is_sending,
            ),
            key=TestState.own_version,
        ),
        hint_line("", TestState.own_error, id="test-own-hint"),
        class_name="field",
    )


def _foot() -> rx.Component:
    shown: Any = TestState.result
    # What is typed may not have arrived yet, so only what is known for sure disables the button.
    cannot = rx.cond(TestState.is_old, "", TestState.problem)
    is_mistyped = TestState.own_error != ""
    return rx.el.div(
        rx.cond(
            TestState.has_result,
            rx.fragment(
                rx.el.button(
                    icon("terminal", class_name="copy-icon"),
                    icon("check", class_name="copied-icon"),
                    rx.el.span("Copy as cURL", class_name="btn-text"),
                    type="button",
                    class_name="btn btn-plain copy",
                    custom_attrs={"data-copy": shown.curl},
                ),
                rx.cond(shown.log_href != "", button("Open in log", icon_name="list", href=shown.log_href)),
            ),
        ),
        push(),
        rx.cond(
            TestState.is_sending,
            button("Cancel", kind="ghost", on_click=TestState.cancel),
            button(
                "Close",
                kind="ghost",
                key_hint="Esc",
                on_click=OpeningState.change_open(False),
                class_name="wide-only",
            ),
        ),
        button(
            rx.cond(TestState.has_result, "Send again", "Send test"),
            icon_name="send",
            kind="primary",
            key="ctrl enter",
            key_hint="Ctrl Enter",
            on_click=TestState.send,
            loading=TestState.is_sending,
            disabled=cannot != "",
            aria_disabled=rx.cond(is_mistyped, "true", "false"),
            tip=rx.cond(is_mistyped, "Mend the JSON first.", cannot),
            auto_focus=True,
        ),
        class_name="dialog-foot test-foot",
    )
