"""What one can do with one webhook of the list: buttons on hover, their keys, and the menu."""

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhooks.access import WHY_NOT_CONFIGURE, WHY_NOT_OPERATE
from webhook_dashboard.ui.pages.webhooks.bulk_state import BulkState
from webhook_dashboard.ui.pages.webhooks.removal_state import RemovalState
from webhook_dashboard.ui.pages.webhooks.rows import WebhookRow
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import SessionState


def row_actions(hook: rx.Var[WebhookRow]) -> rx.Component:
    """Clicks in here are not clicks on the row. T and E press the buttons of the row that has the focus."""
    return rx.el.div(
        button(
            "Test",
            small=True,
            key="t",
            class_name="on-hover",
            on_click=rx.redirect(hook.href + "?test=1"),
            disabled=~SessionState.may_operate,
            tip=WHY_NOT_OPERATE,
        ),
        rx.cond(
            (hook.kind == "unused") & SessionState.may_configure,
            button("Activate", small=True, on_click=WebhooksState.switch_webhook(hook.id)),
            button(
                "Edit",
                small=True,
                key="e",
                key_hint="E",
                class_name="on-hover",
                on_click=rx.redirect(hook.href),
                disabled=~SessionState.may_configure,
                tip=WHY_NOT_CONFIGURE,
            ),
        ),
        _menu(hook),
        class_name="row-actions",
        on_click=rx.stop_propagation,
    )


def _menu(hook: rx.Var[WebhookRow]) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                icon("ellipsis"),
                type="button",
                class_name="btn btn-ghost btn-icon btn-small",
                aria_label=rx.Var.create("More for ") + hook.name,
            )
        ),
        rx.dropdown_menu.content(
            rx.dropdown_menu.item(icon("pencil"), "Edit", on_select=rx.redirect(hook.href)),
            rx.dropdown_menu.item(
                icon("send"),
                "Test",
                disabled=~SessionState.may_operate,
                on_select=rx.redirect(hook.href + "?test=1"),
            ),
            rx.dropdown_menu.item(
                icon("copy-plus"),
                "Clone",
                disabled=~SessionState.may_configure,
                on_select=rx.redirect(rx.Var.create("/webhooks/new?from=") + hook.id),
            ),
            rx.dropdown_menu.item(icon("download"), "Export", on_select=BulkState.export_one(hook.id)),
            rx.dropdown_menu.item(
                icon("copy"),
                "Copy id",
                custom_attrs={"data-copy": hook.id},
                on_select=toast_done("The id is copied."),
            ),
            rx.dropdown_menu.item(icon("list"), "Open deliveries", on_select=rx.redirect(hook.log_href)),
            rx.dropdown_menu.separator(),
            rx.dropdown_menu.item(
                icon("trash-2"),
                "Delete…",
                class_name="is-bad",
                disabled=~SessionState.may_configure,
                on_select=RemovalState.ask(hook.id),
            ),
            align="end",
        ),
        modal=False,
    )
