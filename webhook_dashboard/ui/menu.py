"""What the menus of the frame hold: the places, the themes, and what is known of the person."""

from dataclasses import dataclass
from typing import Any

from reflex.style import LiteralColorMode

from webhook_dashboard.ui.components.buttons import Text

THEMES: tuple[tuple[LiteralColorMode, str, str], ...] = (
    ("light", "Light", "sun"),
    ("dark", "Dark", "moon"),
    ("system", "As the system", "monitor"),
)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the navigation. `count` is shown at its right when it is not empty.

    The tab bar of a phone has room for a few: what is no tab stands in its More.
    """

    route: str
    title: str
    icon_name: str
    short_title: str = ""
    count: Text = ""
    is_tab: bool = True


@dataclass(frozen=True, slots=True)
class ShellVars:
    """What the frame shows of the session and the live data, as Vars."""

    name: Text
    initials: Text
    email: Text
    role: Text
    rate: Text
    jump_webhooks: Any
    """A Var of a list of objects with `name`, `second` and `href`."""
