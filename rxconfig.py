"""What Reflex needs to know. The database, the port and the rest are ours: webhook_dashboard/settings.py."""

import os

import reflex as rx
from reflex.constants import StateManagerMode

from webhook_dashboard.ui.theme import radix_theme

redis_url = os.environ.get("WEBHOOK_DASHBOARD_REDIS_URL")

config = rx.Config(
    app_name="webhook_dashboard",
    plugins=[rx.plugins.RadixThemesPlugin(theme=radix_theme())],
    # It would list the pages under http://localhost.
    disable_plugins=[rx.plugins.SitemapPlugin],
    # In memory: one process serves everyone, and a reload of the page rebuilds what it shows.
    state_manager_mode=StateManagerMode.REDIS if redis_url else StateManagerMode.MEMORY,
    redis_url=redis_url,
    # No page of another origin may read an answer. The root sets the rule for the socket.
    cors_allowed_origins=(),
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
