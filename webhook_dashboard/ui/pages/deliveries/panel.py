"""One delivery: a sentence, what can be done, its attempts, and what was sent and answered."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, button, copy_button, icon_button, link
from webhook_dashboard.ui.components.controls import segmented, tabs
from webhook_dashboard.ui.components.list_states import error_strip, skeleton_rows
from webhook_dashboard.ui.components.raw_html import raw_span
from webhook_dashboard.ui.components.side_panel import facts, header_pairs, id_with_copy, step_in_address
from webhook_dashboard.ui.components.status import status
from webhook_dashboard.ui.layout import screen
from webhook_dashboard.ui.pages.deliveries.address import ROUTE
from webhook_dashboard.ui.pages.deliveries.attempts import attempts
from webhook_dashboard.ui.pages.deliveries.detail_state import DetailState
from webhook_dashboard.ui.pages.deliveries.parts import test_mark
from webhook_dashboard.ui.pages.deliveries.state import DeliveriesState
from webhook_dashboard.ui.session import SessionState


def panel() -> rx.Component:
    """The delivery beside the log. J and K move the list, and the panel follows."""
    label = "Delivery"
    return rx.el.section(
        rx.el.div(
            rx.cond(DetailState.is_there, _identity(), rx.el.span(label, class_name="heading")),
            rx.el.span(class_name="push"),
            _step("chevron-up", "Previous", -1, DeliveriesState.previous),
            _step("chevron-down", "Next", 1, DeliveriesState.following),
            rx.cond(
                DetailState.is_there,
                icon_button("maximize-2", "Open as page", small=True, href=DetailState.detail.page_href),
            ),
            icon_button(
                "x", "Close", small=True, key="escape", on_click=rx.redirect(DeliveriesState.close_href)
            ),
            class_name="panel-head",
        ),
        rx.el.div(_content(), class_name="panel-body", tab_index=0, role="region", aria_label=label),
        aria_label=label,
        class_name="side-panel",
    )


def delivery() -> rx.Component:
    """The same delivery over the whole width."""
    return screen(
        rx.fragment(
            link("Deliveries", ROUTE, class_name="crumb"),
            rx.el.span("/", class_name="quiet", aria_hidden="true"),
            rx.cond(DetailState.is_there, _identity(), rx.el.span("Delivery")),
        ),
        rx.cond(DetailState.problem != "", error_strip(DetailState.problem, DetailState.load)),
        rx.el.div(_content(), class_name="page-body delivery-page"),
    )


def _identity() -> rx.Component:
    return rx.fragment(
        status(DetailState.detail.kind),
        test_mark(DetailState.detail.test),
        id_with_copy(DetailState.detail.id),
    )


def _step(icon_name: str, label: str, distance: int, neighbour: Any) -> rx.Component:
    wanted = step_in_address(DeliveriesState.rows, "id", "id", distance)
    step = rx.redirect(DeliveriesState.open_base + wanted, replace=True)
    return icon_button(icon_name, label, small=True, disabled=neighbour == "", on_click=step)


def _content() -> rx.Component:
    return rx.cond(
        DetailState.is_there,
        rx.el.div(
            rx.el.div(_sentence(), _actions(), _facts(), attempts(), class_name="detail-first"),
            rx.el.div(_message(), class_name="detail-second"),
            class_name=rx.cond(DetailState.problem != "", "detail is-stale", "detail"),
        ),
        rx.cond(
            DetailState.is_missing,
            rx.el.p("There is no delivery with this id.", class_name="title"),
            skeleton_rows(8, compact=True),
        ),
    )


def _sentence() -> rx.Component:
    shown: Any = DetailState.detail
    return rx.fragment(
        rx.el.h2(shown.sentence, class_name="title detail-sentence"),
        rx.cond(shown.advice != "", rx.el.p(shown.advice, class_name="detail-advice")),
        rx.cond(
            shown.next_lead != "",
            rx.el.p(
                shown.next_lead,
                rx.cond(
                    shown.until_ms > 0,
                    rx.el.b(shown.until, class_name="countdown", custom_attrs={"data-until": shown.until_ms}),
                ),
                shown.next_tail,
                class_name="quiet detail-next",
            ),
        ),
    )


def _actions() -> rx.Component:
    shown = DetailState.detail
    return rx.el.div(
        _action(
            "Retry now",
            "rotate-cw",
            shown.retry_refusal,
            DetailState.retry(shown.id),
            kind="primary",
            key="r",
        ),
        _action("Resend", "send", shown.resend_refusal, DetailState.resend(shown.id)),
        rx.cond(
            DetailState.curl != "", copy_button(DetailState.curl, "Copy as cURL", small=False, with_word=True)
        ),
        class_name="panel-actions",
    )


def _action(word: str, icon_name: str, refusal: Text, on_click: Any, **props: Any) -> rx.Component:
    """A button that says why it cannot be pressed."""
    key = props.pop("key", "")
    reason = rx.cond(SessionState.may_operate, refusal, "This needs the role operator.")
    return button(
        word,
        icon_name=icon_name,
        disabled=reason != "",
        tip=reason,
        on_click=on_click,
        **({"key": key, "key_hint": key.upper()} if key else {}),
        **props,
    )


def _facts() -> rx.Component:
    shown = DetailState.detail
    return rx.el.div(
        facts(
            (
                "Webhook",
                rx.fragment(
                    rx.cond(shown.webhook_href != "", link(shown.webhook, shown.webhook_href), shown.webhook),
                    rx.el.span(" ", shown.webhook_note, class_name="quiet"),
                ),
            ),
            (
                "Event",
                rx.fragment(
                    rx.el.span(shown.event_type, class_name="strong"),
                    rx.cond(shown.record != "", rx.fragment(" · ", shown.record)),
                ),
            ),
            ("Event id", rx.el.span(shown.event_id, class_name="mono")),
            ("Sent to", rx.el.span(shown.method_and_url, class_name="mono")),
            ("Created", shown.created),
        ),
        rx.cond(
            shown.relation != "",
            facts((shown.relation, link(shown.relation_id, shown.relation_href, class_name="mono"))),
        ),
        class_name="detail-facts",
    )


def _message() -> rx.Component:
    shown: Any = DetailState.message
    return rx.fragment(
        tabs(
            (("request", "Request"), ("response", "Response")),
            DetailState.tab,
            DetailState.choose_tab,
            label="Request and response",
        ),
        rx.el.div(
            rx.cond(
                shown.first_line != "",
                rx.el.p(shown.first_line, class_name=rx.Var.create("first-line ") + shown.first_class),
            ),
            rx.cond(
                (DetailState.tab == "request") | (shown.first_line != ""),
                rx.el.div(
                    segmented(
                        (
                            ("body", "Body"),
                            ("headers", rx.Var.create("Headers ") + shown.headers.length().to_string()),
                            ("raw", "Raw"),
                        ),
                        DetailState.view,
                        DetailState.choose_view,
                        label="Part",
                        small=True,
                    ),
                    rx.el.span(shown.size, class_name="meta push"),
                    copy_button(shown.copy, "Copy the body"),
                    class_name="message-head",
                ),
            ),
            _part(),
            role="tabpanel",
            aria_label=rx.cond(DetailState.tab == "request", "Request", "Response"),
        ),
    )


def _part() -> Any:
    shown: Any = DetailState.message
    note = rx.cond(shown.note != "", rx.el.p(shown.note, class_name="quiet message-note"))
    mark = rx.cond(shown.mark != "", rx.el.p(shown.mark, class_name="meta message-mark"))
    body = rx.cond(shown.html != "", _plain_code(shown.html, "Body"))
    return rx.match(
        DetailState.view,
        (
            "headers",
            rx.fragment(header_pairs(shown.headers, "Headers"), rx.cond(shown.first_line == "", note)),
        ),
        ("raw", rx.fragment(rx.cond(shown.raw != "", _plain_code(shown.raw, "Raw"), note), mark)),
        rx.fragment(body, rx.cond(shown.html == "", note), mark),
    )


def _plain_code(html: Text, label: str) -> rx.Component:
    return rx.el.div(
        rx.el.pre(raw_span(html)), class_name="code-plain", tab_index=0, role="region", aria_label=label
    )
