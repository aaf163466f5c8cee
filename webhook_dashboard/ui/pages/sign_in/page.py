"""Sign-in: one column, errors beside the field."""

import reflex as rx

from webhook_dashboard.ui.components.brand import brand
from webhook_dashboard.ui.components.gate_form import gate_field, gate_form


def sign_in() -> rx.Component:
    """The page for everyone who has no session."""
    return rx.el.main(
        brand(),
        rx.el.h1("Sign in", class_name="display"),
        rx.el.p(rx.State.router.url.netloc, class_name="gate-lead"),
        gate_form(
            gate_field("E-mail", "email", type="email", auto_complete="username", auto_focus=True),
            gate_field("Password", "password", type="password", auto_complete="current-password"),
            target="/api/session",
            submit="Sign in",
        ),
        rx.el.p("Signed in on this browser only.", class_name="gate-note meta"),
        class_name="gate",
    )
