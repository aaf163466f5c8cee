"""The dialogs of the editor: review, discard, delete, the secret."""

from collections.abc import Sequence

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, copy_button
from webhook_dashboard.ui.components.controls import callout
from webhook_dashboard.ui.components.dialogs import confirm_dialog, dialog, push
from webhook_dashboard.ui.components.form_fields import field, select
from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.secret_state import SecretState
from webhook_dashboard.ui.pages.webhook_editor.shown import ChangeRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import SessionState

REVIEW_WIDTH = 720
OVERLAPS = (("0", "Not at all: end it now"), ("1", "1 hour"), ("24", "24 hours"), ("168", "7 days"))


def editor_dialogs() -> rx.Component:
    """All of them; each is closed until its state opens it."""
    return rx.fragment(
        _review(),
        confirm_dialog(
            "Discard what you typed?",
            "The webhook stays as it was saved.",
            "Discard",
            is_open=SaveState.is_asking,
            on_open_change=SaveState.change_asking,
            on_confirm=SaveState.discard,
        ),
        confirm_dialog(
            rx.Var.create("Delete ") + EditorState.webhook_name + "?",
            ActionState.removal_cost,
            "Delete webhook",
            is_open=ActionState.is_removing,
            on_open_change=ActionState.change_removing,
            on_confirm=ActionState.delete,
        ),
        _created(),
        _secret(),
    )


def _review() -> rx.Component:
    action = rx.match(
        SaveState.review,
        ("changes", EditorState.bar.button),
        ("preset", "Use this preset"),
        ("revision", "Restore this revision"),
        "",
    ).to(str)
    can = rx.match(
        SaveState.review,
        ("changes", EditorState.bar.may_save),
        ("revision", SaveState.restore_rows.length() > 0),
        True,
    ).to(bool)
    may = SessionState.may_configure & can
    return dialog(
        EditorState.review_title,
        rx.cond(
            (SaveState.review == "changes") & (EditorState.bar.warning != ""),
            callout(EditorState.bar.warning, tone="warn"),
        ),
        rx.cond(
            EditorState.review_rows.length() > 0,
            _changes(EditorState.review_rows, "Changes", ("Field", "Before", "After")),
            rx.el.p(SaveState.review_words, class_name="quiet"),
        ),
        rx.cond(SaveState.review == "revision", _restoring()),
        is_open=SaveState.review != "",
        on_open_change=SaveState.change_review,
        width=REVIEW_WIDTH,
        foot=[
            push(),
            button("Close", kind="ghost", on_click=SaveState.change_review(False)),
            rx.cond(
                action != "",
                button(action, kind="primary", on_click=SaveState.apply_review, disabled=~may),
            ),
        ],
    )


def _restoring() -> rx.Component:
    """What would become of the webhook as it is now, which later saves have changed too."""
    return rx.el.div(
        rx.el.h3("What restoring it would change", class_name="heading"),
        rx.cond(
            SaveState.restore_rows.length() > 0,
            rx.fragment(
                _changes(SaveState.restore_rows, "What restoring would change", ("Field", "Now", "Then")),
                rx.el.p("Secrets stay as they are. Every revision is kept.", class_name="quiet"),
                rx.cond(
                    EditorState.bar.is_dirty,
                    callout("What you typed and did not save is lost.", tone="warn"),
                ),
            ),
            rx.el.p("Nothing: but for its secrets the webhook is what it was then.", class_name="quiet"),
        ),
        class_name="ed-restore",
    )


def _changes(
    rows: rx.vars.ArrayVar[Sequence[ChangeRow]], label: str, heads: tuple[str, str, str]
) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(label, class_name="sr-only"),
            rx.el.thead(rx.el.tr(*[rx.el.th(head, scope="col") for head in heads])),
            rx.el.tbody(rx.foreach(rows, _change)),
            class_name="ed-review",
        ),
        class_name="ed-review-box",
        tab_index=0,
        role="region",
        aria_label=label,
    )


def _change(row: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.label, scope="row"),
        rx.el.td(row.before, class_name="ed-before"),
        rx.el.td(row.after, class_name="ed-after"),
        key=row.label,
    )


def _created() -> rx.Component:
    return dialog(
        rx.Var.create("Keep the secret of ") + SaveState.created_name + ".",
        rx.el.p(
            "Give it to the receiver, which checks each signature with it. Admins can reveal it later.",
            class_name="quiet",
        ),
        _secret_line(),
        is_open=SaveState.created_href != "",
        on_open_change=SaveState.leave_created,
        foot=[
            push(),
            button("Done", kind="primary", on_click=SaveState.leave_created(False), id="secret-done"),
        ],
    )


def _secret() -> rx.Component:
    asks = (SecretState.shows == "rotate") & ~SecretState.is_rotated
    return dialog(
        rx.cond(
            SecretState.shows == "reveal",
            rx.Var.create("The secret of ") + EditorState.webhook_name,
            rx.cond(SecretState.is_rotated, "Keep the new secret.", "Replace the secret?"),
        ),
        rx.cond(asks, _overlap(), _secret_line()),
        is_open=SecretState.shows != "",
        on_open_change=SecretState.change_shown,
        foot=[
            push(),
            rx.cond(
                asks,
                rx.fragment(
                    button("Cancel", kind="ghost", on_click=SecretState.change_shown(False)),
                    button("Replace secret", kind="primary", on_click=SecretState.rotate),
                ),
                button("Done", kind="primary", on_click=SecretState.change_shown(False), id="secret-done"),
            ),
        ],
    )


def _overlap() -> rx.Component:
    return rx.el.div(
        field(
            "The old one signs along for",
            select("overlap", OVERLAPS, SecretState.overlap, SecretState.choose_overlap, label="Overlap"),
            name="overlap",
            hint="Meanwhile each request carries both signatures, so that the receiver can change over.",
        ),
        rx.cond(
            SecretState.overlap == "0",
            callout("Requests fail until the receiver has the new secret.", tone="warn"),
        ),
        class_name="ed-dialog",
    )


def _secret_line() -> rx.Component:
    """The secret itself is put in by assets/js/editor.js, and taken out again."""
    return rx.el.div(
        rx.el.div(
            rx.el.code("••••••••••••••••", class_name="mono", id="secret-text"),
            rx.el.span(copy_button("", "Copy", with_word=True), id="secret-copy"),
            class_name="ed-secret",
        ),
        rx.el.p(
            "Hidden again in ",
            rx.el.span("0:30", id="secret-until", custom_attrs={"data-until": "0"}),
            ".",
            class_name="quiet",
        ),
    )
