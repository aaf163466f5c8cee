"""The section Security: signatures, the secret, and the program that checks them."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.signing import KEY_ENCODINGS, SCHEMES, SIGN_CONTENTS
from webhook_dashboard.domain.signing.schemes import KEY_WORDS, MAX_SCHEMES
from webhook_dashboard.domain.snippets import languages_for
from webhook_dashboard.ui.components.buttons import button, copy_button, icon_button
from webhook_dashboard.ui.components.code_block import mono
from webhook_dashboard.ui.components.controls import callout, segmented
from webhook_dashboard.ui.components.form_fields import field, hint_line, select, text_input
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    changed_dot,
    error_line,
    preset_mark,
    section,
)
from webhook_dashboard.ui.pages.webhook_editor.proof_state import ProofState
from webhook_dashboard.ui.pages.webhook_editor.secret_state import SecretState
from webhook_dashboard.ui.pages.webhook_editor.shown import SignatureRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState

CONTENT_WORDS = {"body": "The body", "ts.body": "Time and body", "id.ts.body": "Id, time and body"}


def security() -> rx.Component:
    """How a receiver knows that a request comes from here."""
    return section(
        "security",
        "How the receiver knows that a request comes from you.",
        _secret(),
        rx.foreach(EditorState.signatures, _signature),
        rx.cond(
            EditorState.signatures.length() == 0,
            callout("No signature is sent. The receiver cannot tell who sends.", tone="warn"),
        ),
        rx.cond(EditorState.preset_says["signatures"] != "", preset_mark("signatures")),
        error_line("signatures"),
        rx.el.div(
            button(
                "Add a signature",
                icon_name="plus",
                kind="ghost",
                small=True,
                on_click=ProofState.add_signature,
                disabled=EditorState.signatures.length() >= MAX_SCHEMES,
                tip="Several are sent together, so that receivers can move from one to the other.",
            ),
            changed_dot("signatures"),
            class_name="ed-line",
        ),
        _snippet(),
    )


def _secret() -> rx.Component:
    stored = rx.el.div(
        mono(EditorState.secret_words),
        button("Reveal", icon_name="eye", small=True, on_click=SecretState.reveal),
        button("Rotate…", icon_name="refresh-cw", small=True, on_click=SecretState.ask_rotate),
        class_name="ed-line",
    )
    fresh = rx.el.div(
        segmented(
            [("made", "Made for you"), ("own", "Your own"), ("none", "None")],
            EditorState.secret_mode,
            ProofState.choose_secret,
            label="Signing secret",
            small=True,
        ),
        rx.cond(
            EditorState.secret_mode == "own",
            text_input(
                "secret",
                mono=True,
                type="password",
                auto_complete="new-password",
                placeholder="whsec_…",
                aria_label="Your own secret",
                invalid=EditorState.errors["secret"] != "",
                on_change=ProofState.set_own_secret.debounce(TYPING_MS),
                on_blur=ProofState.set_own_secret,
            ),
        ),
        class_name="ed-line",
    )
    hint = rx.cond(
        EditorState.is_new,
        rx.cond(
            EditorState.signatures.map(lambda one: one.is_standard).contains(True),
            "Standard Webhooks form: whsec_ and the base64 of 24 to 64 bytes. A made one is shown once.",
            "Any text of your own, as the receiver has it. A made one is shown once.",
        ),
        "Who reveals it is noted in the audit log.",
    )
    return rx.el.div(
        rx.el.div(rx.el.span("Signing secret"), changed_dot("secret"), class_name="field-head"),
        rx.cond(EditorState.is_new, fresh, stored),
        hint_line(hint.to(str), EditorState.errors["secret"], id="secret-hint"),
        class_name="field",
    )


def _signature(row: rx.Var[SignatureRow], number: rx.Var[int]) -> rx.Component:
    name = "signature-" + number.to_string()
    return rx.el.div(
        rx.el.div(
            _select(row, number, "scheme", "Signature", [(one, one) for one in SCHEMES]),
            rx.cond(
                row.is_standard,
                rx.fragment(),
                rx.fragment(
                    _text(row, number, "header", "Header"),
                    rx.cond(row.scheme == "sha256-hex", _text(row, number, "prefix", "Prefix")),
                    _select(
                        row,
                        number,
                        "sign_content",
                        "What is signed",
                        [(one, CONTENT_WORDS[one]) for one in SIGN_CONTENTS],
                    ),
                ),
            ),
            _select(row, number, "key_encoding", "Key", [(one, KEY_WORDS[one]) for one in KEY_ENCODINGS]),
            icon_button("trash-2", "Remove the signature", on_click=ProofState.remove_signature(number)),
            class_name="ed-signature",
        ),
        hint_line(row.says, row.error),
        key=EditorState.filled.to_string() + name,
    )


def _select(
    row: rx.Var[SignatureRow], number: rx.Var[int], part: str, label: str, options: list[tuple[str, str]]
) -> rx.Component:
    name: Any = f"signature-{part}-" + number.to_string()
    return field(
        label,
        select(
            name,
            options,
            getattr(row, part).to(str),
            lambda value: ProofState.set_signature(number, part, value, EditorState.filled),
            label=label,
            disabled=READ_ONLY,
        ),
        name=name,
    )


def _text(row: rx.Var[SignatureRow], number: rx.Var[int], part: str, label: str) -> rx.Component:
    name: Any = f"signature-{part}-" + number.to_string()

    def take(text: rx.Var[str]) -> Any:
        return ProofState.set_signature(number, part, text, EditorState.filled)

    return field(
        label,
        text_input(
            name,
            mono=True,
            default_value=getattr(row, part),
            on_change=lambda text: take(text).debounce(TYPING_MS),
            on_blur=take,
        ),
        name=name,
    )


def _snippet() -> rx.Component:
    return rx.el.div(
        button(
            rx.cond(SecretState.snippet_open, "Hide how to check it", "How the receiver checks it"),
            icon_name="code",
            kind="ghost",
            small=True,
            on_click=SecretState.toggle_snippet,
        ),
        rx.cond(
            SecretState.snippet_open,
            rx.el.div(
                segmented(
                    languages_for(),
                    SecretState.language,
                    SecretState.choose_language,
                    label="Language",
                    small=True,
                ),
                rx.el.div(
                    rx.el.pre(SecretState.snippet),
                    copy_button(SecretState.snippet, with_word=True),
                    class_name="code",
                    tab_index=0,
                    role="region",
                    aria_label="Program that checks a signature",
                ),
                class_name="ed-snippet",
            ),
        ),
    )
