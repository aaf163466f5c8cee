"""The packs of the catalogue, each with a switch."""

import reflex as rx

from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.dialogs import dialog
from webhook_dashboard.ui.pages.event_types.rows import PackRow
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.session import SessionState


def packs_dialog() -> rx.Component:
    """A pack that is off hides its types; nothing else changes."""
    return dialog(
        "Packs of event types",
        rx.el.ul(rx.foreach(EventTypesState.packs, _pack), class_name="types-packs"),
        description="A pack that is off hides its types here and in forms. What webhooks subscribe to, and "
        "what may be published, stays as it is.",
        is_open=EventTypesState.shows_packs,
        on_open_change=EventTypesState.open_packs,
    )


def _pack(pack: rx.Var[PackRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(pack.name, class_name="heading"),
                rx.el.span(pack.count, class_name="meta"),
                class_name="types-pack-head",
            ),
            rx.el.p(pack.description, class_name="quiet"),
            class_name="types-pack-words",
        ),
        switch(
            pack.is_enabled,
            EventTypesState.switch_pack(pack.key),
            label=rx.Var.create("Offer ") + pack.name,
            disabled=~SessionState.may_configure,
            custom_attrs={"data-tip": rx.cond(SessionState.may_configure, "", "This needs the role admin.")},
        ),
        key=pack.key,
    )
