"""Puts the parts together: settings, database, engine, API and pages."""

import reflex as rx


def index() -> rx.Component:
    return rx.heading("Webhook Dashboard")


app = rx.App()
app.add_page(index, route="/", title="Webhook Dashboard")


def notices() -> list[str]:
    """What the terminal should say once the server listens."""
    return []
