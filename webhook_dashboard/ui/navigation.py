"""Every page of the product, one line each: a line here gives a page its route, title and menu entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from webhook_dashboard.ui.frame import FrameState
from webhook_dashboard.ui.gate import GateState
from webhook_dashboard.ui.layout import shell
from webhook_dashboard.ui.menu import NavEntry, ShellVars
from webhook_dashboard.ui.pages.deliveries.detail_state import DetailState
from webhook_dashboard.ui.pages.deliveries.page import deliveries
from webhook_dashboard.ui.pages.deliveries.panel import delivery
from webhook_dashboard.ui.pages.deliveries.state import DeliveriesState
from webhook_dashboard.ui.pages.event_types.detail_state import TypeState
from webhook_dashboard.ui.pages.event_types.form_state import FormState as EventTypeFormState
from webhook_dashboard.ui.pages.event_types.page import event_types
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.pages.inbox.actions_state import InboxActionsState
from webhook_dashboard.ui.pages.inbox.page import inbox
from webhook_dashboard.ui.pages.inbox.state import InboxState
from webhook_dashboard.ui.pages.not_found.page import not_found
from webhook_dashboard.ui.pages.overview.page import overview
from webhook_dashboard.ui.pages.overview.state import OverviewState
from webhook_dashboard.ui.pages.set_up.page import set_up
from webhook_dashboard.ui.pages.sign_in.page import sign_in
from webhook_dashboard.ui.pages.webhook_editor.arrival_state import ArrivalState
from webhook_dashboard.ui.pages.webhook_editor.page import webhook_editor
from webhook_dashboard.ui.pages.webhook_editor.testing.opening_state import OpeningState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.pages.webhooks.import_state import WebhookImportState
from webhook_dashboard.ui.pages.webhooks.matrix_state import MatrixState
from webhook_dashboard.ui.pages.webhooks.page import webhooks
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import SessionState
from webhook_dashboard.ui.theme import PRODUCT_NAME


@dataclass(frozen=True, slots=True)
class Page:
    """A screen: its address, name and icon, what draws it, and what runs when it opens.

    `page` makes the right side (layout.screen); the shell is put around it. `on_load` lists handlers, the
    live one among them: it is cancelled when the page is left, and all run again when the socket comes back.
    What may happen only when the page is entered stands in `on_enter`. `short_title` is for the phone's tab
    bar. `under` is the route of the menu entry it belongs to, for a page that has none of its own. A page
    that is no tab stands in the phone's More.
    """

    route: str
    title: str
    icon_name: str
    page: Callable[[], rx.Component]
    on_load: Sequence[Any] = ()
    on_enter: Sequence[Any] = ()
    short_title: str = ""
    count: Any = field(default="", compare=False)
    under: str = ""
    is_tab: bool = True


PAGES: tuple[Page, ...] = (
    Page("/", "Overview", "layout-dashboard", overview, [OverviewState.watch], [OverviewState.arrive]),
    Page(
        "/webhooks",
        "Webhooks",
        "webhook",
        webhooks,
        [WebhooksState.watch, MatrixState.watch],
        [WebhookImportState.arrive, WebhooksState.arrive, MatrixState.arrive],
        count=FrameState.webhook_count,
    ),
    Page(
        "/webhooks/new",
        "New webhook",
        "webhook",
        webhook_editor,
        [VisitState.open],
        [ArrivalState.arrive],
        under="/webhooks",
    ),
    Page(
        "/webhooks/[hook_id]",
        "Webhook",
        "webhook",
        webhook_editor,
        [VisitState.open, OpeningState.take_address, VisitState.watch],
        [ArrivalState.arrive],
        under="/webhooks",
    ),
    Page("/deliveries", "Deliveries", "list", deliveries, [DeliveriesState.watch, DetailState.watch]),
    Page("/deliveries/[delivery_id]", "Delivery", "list", delivery, [DetailState.watch], under="/deliveries"),
    Page(
        "/event-types",
        "Event types",
        "book-open",
        event_types,
        [EventTypesState.watch, TypeState.watch, EventTypeFormState.take_address],
        is_tab=False,
    ),
    Page(
        "/inbox",
        "Test inbox",
        "flask-conical",
        inbox,
        [InboxActionsState.arrive, InboxState.watch],
        short_title="Inbox",
    ),
)
"""The signed-in screens, in the order of the menu. Each handler says who may call it (ui/session.py)."""


def add_pages(app: rx.App) -> None:
    """Give the app its screens, the two doors before them, and the page for addresses that lead nowhere."""
    entries = [
        NavEntry(page.route, page.title, page.icon_name, page.short_title, page.count, page.is_tab)
        for page in PAGES
        if not page.under
    ]
    for page in PAGES:
        _add_screen(app, page, entries)
    _add_door(app, sign_in, "/sign-in", "Sign in", GateState.enter_sign_in)
    _add_door(app, set_up, "/set-up", "Set up", GateState.enter_set_up)
    _add_door(app, not_found, "404", "Not found", None)


def _add_screen(app: rx.App, page: Page, entries: Sequence[NavEntry]) -> None:
    app.add_page(
        lambda: shell(page.page(), entries, page.under or page.route, _shell_vars(), on_enter=page.on_enter),
        route=page.route,
        title=f"{page.title} · {PRODUCT_NAME}",
        image="/favicon.svg",
        on_load=[SessionState.begin, FrameState.watch, *page.on_load],
    )


def _add_door(app: rx.App, page: Callable[[], rx.Component], route: str, title: str, on_load: Any) -> None:
    app.add_page(page, route=route, title=f"{title} · {PRODUCT_NAME}", image="/favicon.svg", on_load=on_load)


def _shell_vars() -> ShellVars:
    return ShellVars(
        name=SessionState.name,
        initials=SessionState.initials,
        email=SessionState.email,
        role=SessionState.role,
        rate=FrameState.rate,
        jump_webhooks=FrameState.places,
    )
