"""axe-core in a page of the tests."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

GRAVE = ("serious", "critical")


def grave_violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page as it is now, one line each.

    Figures that are being worked out anew are dimmed meanwhile: it waits until none are.
    """
    expect(page.locator(".is-stale")).to_have_count(0)
    results = Axe().run(page)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in results.response["violations"]
        if violation["impact"] in GRAVE
    ]
