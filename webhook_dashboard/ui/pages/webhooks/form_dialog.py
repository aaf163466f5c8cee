"""The dialog that makes a webhook, changes one, and shows a new secret once."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.webhooks import METHODS
from webhook_dashboard.ui.components.buttons import button, copy_button
from webhook_dashboard.ui.components.code_block import mono
from webhook_dashboard.ui.components.controls import callout, segmented
from webhook_dashboard.ui.components.dialogs import confirm_dialog, dialog, push
from webhook_dashboard.ui.components.form_fields import field, hint_line, text_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.event_choice import event_choice, for_admins
from webhook_dashboard.ui.pages.webhooks.form import KEPT, MADE, OWN
from webhook_dashboard.ui.pages.webhooks.form_state import FormState
from webhook_dashboard.ui.pages.webhooks.list_parts import NEEDS_ADMIN, WHY_NOT
from webhook_dashboard.ui.pages.webhooks.removal import removal_button
from webhook_dashboard.ui.session import SessionState

FORM, DIALOG_WIDTH = "hook-form", 600
IS_NEW = FormState.public_id == ""
SHOWS_SECRET = FormState.secret != ""


def form_dialog() -> rx.Component:
    """The dialog, and the question before typed words are lost."""
    title = rx.cond(
        SHOWS_SECRET,
        rx.Var.create("Keep the secret of ") + FormState.title + ".",
        rx.cond(
            IS_NEW,
            "Create a webhook",
            rx.cond(SessionState.may_configure, rx.Var.create("Edit ") + FormState.title, FormState.title),
        ),
    )
    return rx.fragment(
        dialog(
            title,
            rx.cond(SHOWS_SECRET, _new_secret(), _form()),
            is_open=FormState.is_open,
            on_open_change=FormState.change_open,
            foot=[rx.cond(SHOWS_SECRET, _secret_foot(), _foot())],
            width=DIALOG_WIDTH,
        ),
        confirm_dialog(
            "Discard what you typed?",
            "Nothing of it is saved.",
            "Discard",
            is_open=FormState.is_asking,
            on_open_change=FormState.change_asking,
            on_confirm=FormState.discard,
        ),
    )


def _form() -> rx.Component:
    """The fields keep what is typed in the browser; `opened` makes them new for each opening."""
    return rx.fragment(
        rx.cond(SessionState.may_configure, rx.fragment(), callout(NEEDS_ADMIN, tone="idle")),
        rx.el.form(
            for_admins(_name(), _url(), rx.el.div(_method(), _active(), class_name="hook-pair")),
            event_choice(),
            for_admins(_secret()),
            id=FORM,
            on_submit=FormState.save,
            no_validate=True,
            key=FormState.opened,
            class_name="hook-fields",
        ),
        rx.el.form(id="hook-own-event", on_submit=FormState.add_event),
    )


def _name() -> rx.Component:
    return field(
        "Name",
        text_input(
            "hook_name",
            invalid=FormState.errors.name != "",
            default_value=FormState.form.name,
            on_change=FormState.set_name.debounce(300),
            auto_focus=True,
        ),
        name="hook_name",
        hint="Say what receives the events, as in Order Sync.",
        error=FormState.errors.name,
    )


def _url() -> rx.Component:
    warning: Any = rx.cond(
        FormState.url_warning != "",
        rx.el.span(icon("triangle-alert", 12), FormState.url_warning, class_name="hook-warning is-warn"),
        "Each event is sent here. It must answer with a 2xx code.",
    )
    return field(
        "URL",
        rx.fragment(
            text_input(
                "hook_url",
                mono=True,
                invalid=FormState.errors.url != "",
                default_value=FormState.form.url,
                placeholder="https://example.com/webhooks",
                on_change=FormState.set_url.debounce(400),
                on_blur=FormState.set_url,
                input_mode="url",
            ),
            key=FormState.url_filled,
        ),
        name="hook_url",
        hint=warning,
        error=FormState.errors.url,
        aside=rx.el.button(
            "Use a new test inbox", type="button", class_name="link hook-link", on_click=FormState.use_inbox
        ),
    )


def _method() -> rx.Component:
    return _group(
        "Method",
        segmented(
            [(method, method) for method in METHODS],
            FormState.form.method,
            FormState.set_method,
            label="Method",
        ),
        hint_line("", FormState.errors.method),
    )


def _active() -> rx.Component:
    return _group(
        "State",
        rx.el.label(
            rx.el.input(
                type="checkbox",
                class_name="check",
                default_checked=FormState.form.active,
                on_change=FormState.set_active,
            ),
            rx.el.span("Active"),
            class_name="check-line",
        ),
        rx.el.div(
            rx.cond(FormState.form.active, "It gets its events.", "Off: it gets no events."),
            class_name="hint",
        ),
    )


def _secret() -> rx.Component:
    modes = [(MADE, "Made for you"), (OWN, "Your own")]
    choose = segmented(
        modes, FormState.form.secret_mode, FormState.set_secret_mode, label="Signing secret", small=True
    )
    return _group(
        "Signing secret",
        rx.cond(
            FormState.form.secret_mode == KEPT,
            rx.el.div(
                mono(FormState.secret_hint),
                button("Replace secret…", small=True, on_click=FormState.set_secret_mode(MADE)),
                class_name="hook-line",
            ),
            rx.el.div(
                choose,
                rx.cond(
                    IS_NEW,
                    rx.fragment(),
                    button(
                        "Keep the present one",
                        kind="ghost",
                        small=True,
                        on_click=FormState.set_secret_mode(KEPT),
                    ),
                ),
                class_name="hook-line",
            ),
        ),
        rx.cond(FormState.form.secret_mode == OWN, _own_secret()),
        hint_line(
            rx.match(
                FormState.form.secret_mode,
                (MADE, "It is shown once, after saving."),
                (OWN, "Standard Webhooks form: whsec_ and the base64 of 24 to 64 bytes."),
                "Each request is signed with it.",
            ).to(str),
            FormState.errors.secret,
            id="hook_secret-hint",
        ),
    )


def _own_secret() -> rx.Component:
    return text_input(
        "hook_secret",
        mono=True,
        invalid=FormState.errors.secret != "",
        placeholder="whsec_…",
        aria_label="Your own secret",
        on_change=FormState.set_own_secret.debounce(300),
    )


def _group(label: str, *parts: Any) -> rx.Component:
    return rx.el.div(rx.el.div(rx.el.span(label), class_name="field-head"), *parts, class_name="field")


def _foot() -> rx.Component:
    submit = rx.cond(IS_NEW, "Create webhook", "Save")
    return rx.fragment(
        rx.cond(IS_NEW, rx.fragment(), removal_button(FormState.public_id)),
        push(),
        button("Cancel", kind="ghost", on_click=FormState.change_open(False)),
        button(
            submit,
            kind="primary",
            type="submit",
            form=FORM,
            loading=FormState.is_busy,
            disabled=~SessionState.may_configure,
            tip=WHY_NOT,
        ),
    )


def _new_secret() -> rx.Component:
    return rx.el.div(
        rx.el.p(FormState.secret_words, class_name="quiet"),
        rx.el.div(
            rx.el.code(FormState.secret, class_name="mono", id="new-secret"),
            copy_button(FormState.secret, "Copy", with_word=True),
            class_name="hook-secret",
        ),
        class_name="hook-fields",
    )


def _secret_foot() -> rx.Component:
    return rx.fragment(push(), button("Done", kind="primary", on_click=FormState.change_open(False)))
