"""The payload section: variables at the left, the template in the middle, what would be sent at the right."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.components.dialogs import dialog, push
from webhook_dashboard.ui.components.form_fields import field, select, text_area
from webhook_dashboard.ui.components.list_states import empty_state, error_strip, skeleton_rows
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.parts import read_only_line
from webhook_dashboard.ui.pages.webhook_editor.payload.sent_view import sent_column
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import AffectedRow, Lacking
from webhook_dashboard.ui.pages.webhook_editor.payload.state import LENIENT, STRICT, PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.template_view import template_column
from webhook_dashboard.ui.pages.webhook_editor.payload.tree_view import tree_column
from webhook_dashboard.ui.pages.webhook_editor.payload.trying_state import TryingState
from webhook_dashboard.ui.pages.webhook_editor.payload.typing_state import TypingState
from webhook_dashboard.ui.pages.webhook_editor.shown import TypeRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.session import SessionState

MISSING_VALUES = ((LENIENT, "Empty, with a warning"), (STRICT, "Refuse (strict)"))


def payload_section() -> rx.Component:
    """The template of each event type; it takes the whole width of the editor."""
    return rx.el.section(
        read_only_line(),
        rx.cond(
            EditorState.event_type == "",
            empty_state(
                "No event type is chosen.",
                "A template belongs to an event type. Choose under Events which ones this webhook gets.",
                button("Choose events", on_click=VisitState.go("events")),
            ),
            rx.fragment(
                _head(),
                rx.cond(PayloadState.problem != "", error_strip(PayloadState.problem, PayloadState.load)),
                rx.cond(
                    PayloadState.is_ready,
                    rx.el.div(tree_column(), template_column(), sent_column(), class_name="payload-columns"),
                    rx.el.div(skeleton_rows(8, compact=True), class_name="payload-columns"),
                ),
                _checked(),
                _paste_dialog(),
                _affected_dialog(),
            ),
        ),
        aria_label="Payload",
        class_name="payload",
    )


def _head() -> rx.Component:
    return rx.el.div(
        icon_button("arrow-left", "All sections", small=True, on_click=VisitState.go("events")),
        rx.el.h2("Payload", class_name="heading"),
        rx.el.div(
            rx.foreach(EditorState.template_rows, _type_tab),
            role="group",
            aria_label="Event type",
            class_name="seg payload-types",
        ),
        rx.el.span(class_name="push"),
        rx.el.span("Missing values", class_name="quiet wide-only"),
        select(
            "missing-values",
            MISSING_VALUES,
            PayloadState.missing_values,
            lambda name: TypingState.choose_missing_values(name, PayloadState.event_type),
            label="Missing values",
            small=True,
            disabled=~PayloadState.has_template | ~SessionState.may_configure,
        ),
        class_name="payload-head",
    )


def _type_tab(shown: rx.Var[TypeRow]) -> rx.Component:
    return rx.cond(
        EditorState.chosen_types.contains(shown.event_type),
        rx.el.button(
            shown.event_type,
            rx.cond(
                shown.is_changed,
                rx.el.span(rx.el.span("changed", class_name="sr-only"), class_name="ed-dot"),
            ),
            type="button",
            class_name="seg-item",
            aria_pressed=rx.cond(EditorState.event_type == shown.event_type, "true", "false"),
            on_click=VisitState.open_type("payload", shown.event_type),
            key=shown.event_type,
        ),
    )


def _checked() -> rx.Component:
    """What the template makes of the last events."""
    check = PayloadState.check
    return rx.el.div(
        rx.cond(
            check.rendered != "",
            rx.fragment(
                rx.el.span(check.title, class_name="strong"),
                rx.el.span(icon("circle-check", 14, class_name="is-ok"), check.rendered),
                rx.cond(
                    check.has_invalid,
                    rx.el.span(icon("circle-x", 14), check.invalid, class_name="is-bad strong"),
                    rx.el.span(check.invalid),
                ),
                rx.foreach(check.lacking, _lacking),
                rx.el.span(check.more, class_name="quiet"),
                rx.el.span(check.sizes, class_name="quiet"),
                rx.cond(
                    check.show != "",
                    rx.el.button(
                        check.show,
                        type="button",
                        class_name="link push",
                        on_click=TryingState.list_affected(check.show_name),
                    ),
                ),
            ),
            rx.el.span(
                rx.cond(
                    PayloadState.has_template | (PayloadState.inherited != ""),
                    check.title,
                    "Without a template nothing can be missing: each event is sent whole.",
                ),
                class_name="quiet",
            ),
        ),
        role="status",
        class_name=rx.cond(PayloadState.check_is_old, "payload-check is-stale", "payload-check"),
    )


def _lacking(shown: rx.Var[Lacking]) -> rx.Component:
    return rx.el.button(
        icon("triangle-alert", 14),
        shown.words,
        type="button",
        class_name="is-warn strong payload-lacking",
        on_click=TryingState.list_affected(shown.name),
        key=shown.name,
    )


def _paste_dialog() -> rx.Component:
    return dialog(
        "Try the template on your own data.",
        rx.el.form(
            field(
                "Data of an event, in JSON",
                text_area("pasted", mono=True, rows=14, invalid=PayloadState.pasted_error != ""),
                name="pasted",
                hint="Only for this preview: nothing is published or sent.",
                error=PayloadState.pasted_error,
            ),
            id="paste-form",
            on_submit=TryingState.use_pasted,
        ),
        is_open=PayloadState.is_pasting,
        on_open_change=TryingState.change_pasting,
        foot=[push(), button("Use it", kind="primary", type="submit", form="paste-form")],
    )


def _affected_dialog() -> rx.Component:
    return dialog(
        PayloadState.affected_title,
        rx.el.ul(rx.foreach(PayloadState.affected, _affected), class_name="payload-affected"),
        is_open=PayloadState.is_listing,
        on_open_change=TryingState.change_listing,
        description="The newest ones. Choose one to try the template on it.",
    )


def _affected(shown: rx.Var[AffectedRow]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(shown.entity, class_name="strong ellipsis"),
            rx.el.span(shown.sentence, class_name="quiet ellipsis"),
            rx.el.span(shown.when, class_name="quiet tabular end"),
            type="button",
            on_click=TryingState.try_affected(shown.id),
        ),
        key=shown.id,
    )
