"""What else happens when a section that keeps a state of its own comes on the screen."""

from typing import Any

FOLLOWERS: dict[str, tuple[Any, ...]] = {"filters": (), "payload": ()}
"""Handlers by section, called whenever the section or its event type changes; page.py fills them in."""
