"""Reading a page that is still drawing: what playwright's `expect` cannot say."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

from tests.patience import PATIENCE_SECONDS

Value = TypeVar("Value")
_PAUSE_MS = 50


def settles_at(page: Page, read: Callable[[], Value], wanted: Value) -> None:
    """Read again until it is what is wanted; fails with the last value when it never is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (value := read()) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(_PAUSE_MS)
    assert value == wanted


def fits_the_width(page: Page, width: int) -> None:
    """Wait until nothing is wider than the screen."""
    settles_at(page, lambda: page.evaluate("document.documentElement.scrollWidth"), width)
