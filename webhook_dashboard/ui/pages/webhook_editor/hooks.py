"""What else happens when a section that keeps a state of its own comes on the screen."""

from typing import Any

from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.payload.state import PayloadState

FOLLOWERS: dict[str, tuple[Any, ...]] = {"filters": (FiltersState.load,), "payload": (PayloadState.load,)}
"""Handlers by section, called whenever the section or its event type changes."""
