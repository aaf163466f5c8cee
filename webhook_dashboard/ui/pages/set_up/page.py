"""Set-up: the first visitor becomes the owner."""

import reflex as rx

from webhook_dashboard.domain.people import MIN_PASSWORD_LENGTH
from webhook_dashboard.ui.components.brand import brand
from webhook_dashboard.ui.components.gate_form import gate_field, gate_form
from webhook_dashboard.ui.gate import GateState


def set_up() -> rx.Component:
    """The page while there is no owner. The code is asked for where the host is not this machine."""
    return rx.el.main(
        brand(),
        rx.el.h1("Set up this installation", class_name="display"),
        rx.el.p("You become its owner. This page exists only until then.", class_name="gate-lead"),
        gate_form(
            gate_field("E-mail", "email", type="email", auto_complete="username", auto_focus=True),
            gate_field(
                "Password",
                "password",
                type="password",
                auto_complete="new-password",
                hint=f"At least {MIN_PASSWORD_LENGTH} characters.",
                least=MIN_PASSWORD_LENGTH,
            ),
            gate_field(
                "Set-up code",
                "code",
                hint="Printed in the terminal at start, because this is not localhost.",
                hidden=~GateState.needs_code,
                auto_complete="one-time-code",
            ),
            target="/api/setup",
            submit="Create owner and open",
        ),
        class_name="gate",
    )
