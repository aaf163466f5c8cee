"""axe-core in a page of the tests."""

import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
_SETTLE_SECONDS = 5.0
_PAUSE_MS = 200


def grave_violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page, one line each.

    What is found while the page is still drawing may be of a moment: only what stays counts.
    """
    deadline = time.monotonic() + _SETTLE_SECONDS
    while (found := _look(page)) and time.monotonic() < deadline:
        page.wait_for_timeout(_PAUSE_MS)
    return found


def _look(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in results.response["violations"]
        if violation["impact"] in GRAVE
    ]
