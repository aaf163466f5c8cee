"""The section Authentication."""

import reflex as rx

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.ui.components.form_fields import field, hint_line, select, text_input
from webhook_dashboard.ui.pages.webhook_editor.parts import READ_ONLY, TYPING_MS, changed_dot, section
from webhook_dashboard.ui.pages.webhook_editor.proof_state import ProofState
from webhook_dashboard.ui.pages.webhook_editor.shown import AuthRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState


def authentication() -> rx.Component:
    """How requests say who sends them; the fields follow from the kind."""
    kinds = [(kind.type, kind.label) for kind in AUTHENTICATION_KINDS.values()]
    says = rx.match(
        EditorState.auth_type,
        *[(kind.type, kind.description) for kind in AUTHENTICATION_KINDS.values()],
        "",
    )
    return section(
        "authentication",
        "Added to every request.",
        rx.el.div(
            field(
                "Type",
                select(
                    "auth_type",
                    kinds,
                    EditorState.auth_type,
                    ProofState.choose_authentication,
                    disabled=READ_ONLY,
                    label="Type of authentication",
                ),
                name="auth_type",
                hint=says.to(str),
                error=EditorState.errors["authentication"],
                aside=changed_dot("authentication"),
            ),
            rx.foreach(EditorState.auth_rows, _auth_field),
            class_name="ed-auth",
        ),
    )


def _auth_field(row: rx.Var[AuthRow]) -> rx.Component:
    """A secret value is typed behind dots; what is stored is only ever a mask here."""
    return rx.el.div(
        rx.el.div(rx.el.label(row.label, html_for="auth-" + row.name), class_name="field-head"),
        rx.fragment(
            text_input(
                "auth-" + row.name,
                mono=True,
                type=rx.cond(row.secret, "password", "text"),
                auto_complete="new-password",
                placeholder=row.placeholder,
                invalid=row.error != "",
                default_value=row.value,
                on_change=lambda text: ProofState.set_credential(row.name, text, EditorState.filled).debounce(
                    TYPING_MS
                ),
                on_blur=lambda text: ProofState.leave_credential(row.name, text, EditorState.filled),
            ),
            key=EditorState.filled.to_string() + row.name,
        ),
        hint_line(
            rx.cond(
                row.secret,
                rx.cond(row.value != "", "Stored, and never shown. Type to replace it.", "Stored encrypted."),
                "",
            ),
            row.error,
        ),
        class_name="field",
        key=row.name,
    )
