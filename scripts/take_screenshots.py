"""Takes a picture of every screen: of an empty installation, and of the demo."""

import argparse
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.benchmarks.processes import running_server, scratch_folder
from scripts.small_png import shrink
from webhook_dashboard.demo.company import RECEIVERS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
EMAIL, PASSWORD = "ada.lind@company.com", "a password for pictures"
ZONES = (
    "Europe/Berlin",
    "Asia/Dubai",
    "Asia/Bangkok",
    "Asia/Tokyo",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Atlantic/Azores",
)
AFTERNOON = 14.5
"""The hour that the pictures are taken at: somewhere it is about that now, and there they play."""
WAIT_MS = 60_000
SETTLE_MS = 1_200
WIDE, PHONE = (1440, 900), (390, 844)
NAMES = tuple(receiver.name for receiver in RECEIVERS)


LIGHT_AND_DARK = ("light", "dark")
EVERY_LOOK = (*LIGHT_AND_DARK, "phone", "phone-dark")


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the address, what to do there first, and in which looks it is taken.

    `{Order Sync}` in an address stands for the address of that webhook.
    """

    name: str
    path: str
    act: Callable[[Page], None] = lambda _: None
    looks: tuple[str, ...] = EVERY_LOOK
    signed_in: bool = True


def show_month(page: Page) -> None:
    """Wait until the 30 days that the address asks for are there."""
    page.get_by_text("deliveries per day").first.wait_for()


def open_retrying(page: Page) -> None:
    """Open the panel of a delivery that has failed three times and is tried again."""
    page.locator("[data-row]").filter(has_text=re.compile(r"Customer CRM\s*TLS\s*3")).first.click()
    page.locator(".side-panel").first.wait_for()


def name_it(page: Page) -> None:
    """Begin a new webhook as a person does."""
    page.get_by_label("Name", exact=True).fill("Order archive")
    page.get_by_label("Name", exact=True).blur()


def wait_for_editor(page: Page) -> None:
    """Wait until the webhook is read."""
    page.locator("#test-webhook").first.wait_for()


def change_filter(page: Page) -> None:
    """Ask for larger orders and wait until that has been tried on the last events."""
    first = page.get_by_role("group", name="Row 1", exact=True)
    first.get_by_label("Value", exact=True).fill("250")
    page.get_by_text(re.compile("fewer than the saved filter")).first.wait_for()


def begin_template(page: Page) -> None:
    """Begin with the template of the pattern and wait until it has been tried."""
    page.get_by_role("region", name="What would be sent").wait_for()
    page.get_by_role("button", name="Begin with it").click()
    page.get_by_role("textbox", name="Template", exact=True).wait_for()
    page.get_by_text("Valid JSON").first.wait_for()


def try_a_webhook(page: Page) -> None:
    """Send a test and wait for what becomes of it."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio").first.wait_for()
    dialog.get_by_role("button", name="Send test").click()
    dialog.get_by_role("button", name="Send again").wait_for()


def open_type(page: Page) -> None:
    """Wait for the panel that the address opens."""
    page.locator(".side-panel").first.wait_for()


SHOTS = (
    Shot("sign-in", "/sign-in", looks=LIGHT_AND_DARK, signed_in=False),
    Shot("overview", "/?period=30d", show_month),
    Shot("webhooks", "/webhooks"),
    Shot("deliveries", "/deliveries", open_retrying, looks=LIGHT_AND_DARK),
    Shot("deliveries", "/deliveries", looks=("phone", "phone-dark")),
    Shot("inbox", "/inbox?token=k3v9tz"),
    Shot("event-types", "/event-types?type=order.created", open_type, looks=LIGHT_AND_DARK),
    Shot("event-types", "/event-types", looks=("phone", "phone-dark")),
    Shot("webhook-new", "/webhooks/new", name_it, looks=LIGHT_AND_DARK),
    Shot("webhook-editor", "{Order Sync}", wait_for_editor),
    Shot("test-dialog", "{Order Sync}?test=1", try_a_webhook),
    Shot(
        "filter-builder",
        "{Order Sync}?section=filters&event=order.created",
        change_filter,
        looks=LIGHT_AND_DARK,
    ),
    Shot(
        "payload-editor",
        "{Slack Notifications}?section=payload&event=order.created",
        begin_template,
        looks=LIGHT_AND_DARK,
    ),
)


@cache
def zone_of_the_afternoon() -> str:
    """Return the zone where it is nearest to AFTERNOON."""

    def hours_off(zone: str) -> float:
        local = datetime.now(ZoneInfo(zone))
        return abs(local.hour + local.minute / 60 - AFTERNOON)

    return min(ZONES, key=hours_off)


def main() -> None:
    """Take all pictures, or those whose name is given."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="such as overview (default: all)")
    wanted = set(parser.parse_args().names)
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["TZ"] = zone_of_the_afternoon()  # the demo lays out its days as the browser shows them
    executable = os.environ["WEBHOOK_DASHBOARD_TEST_BROWSER"]
    with sync_playwright() as playwright, scratch_folder() as folder:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        if not wanted or wanted & {"set-up", "first-run"}:
            with running_server(folder / "empty") as server:
                _shoot_first_visit(browser, server.url)
        shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
        if shots:
            with running_server(folder / "demo", command="demo", owner_password=PASSWORD) as server:
                for look in ("light", "dark", "phone", "phone-dark"):
                    _shoot_demo(browser, server.url, look, [shot for shot in shots if look in shot.looks])
        browser.close()


def _shoot_first_visit(browser: Browser, url: str) -> None:
    with _tab(browser, "light") as page:
        page.goto(f"{url}/set-up")
        page.get_by_label("Password", exact=True).wait_for()
        _save(page, "set-up-light")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Make webhook").click()
        page.get_by_role("button", name="Send event").wait_for()
        _save(page, "first-run-light")
    with _tab(browser, "dark") as page:
        _sign_in(page, url)
        page.get_by_role("button", name="Send event").wait_for()
        _save(page, "first-run-dark")


def _shoot_demo(browser: Browser, url: str, look: str, shots: list[Shot]) -> None:
    with _tab(browser, look) as page:
        for shot in (shot for shot in shots if not shot.signed_in):
            page.goto(url + shot.path)
            page.get_by_label("Password", exact=True).wait_for()
            _save(page, f"{shot.name}-{look}")
        _sign_in(page, url)
        webhooks = _find_webhooks(page, url)
        for shot in (shot for shot in shots if shot.signed_in):
            tab = page.context.new_page()  # a tab goes on with what was typed and opened in it
            tab.goto(url + shot.path.format_map(webhooks))
            tab.locator("h1").first.wait_for()
            tab.wait_for_timeout(SETTLE_MS)
            shot.act(tab)
            _save(tab, f"{shot.name}-{look}")
            tab.close()


@contextmanager
def _tab(browser: Browser, look: str) -> Iterator[Page]:
    width, height = PHONE if look.startswith("phone") else WIDE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look.endswith("dark") else "light",
        reduced_motion="reduce",
        timezone_id=zone_of_the_afternoon(),
        locale="en-GB",
    )
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Overview").wait_for()


def _find_webhooks(page: Page, url: str) -> dict[str, str]:
    """Return the address of each webhook's page by its name."""
    page.goto(f"{url}/webhooks")
    rows = page.locator("a.phone-row")  # there at every width, though not shown
    rows.first.wait_for(state="attached")
    found = {row.inner_text() or row.text_content() or "": row.get_attribute("href") for row in rows.all()}
    return {name: href for text, href in found.items() if href for name in NAMES if name in text}


def _save(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLE_MS)
    page.evaluate("document.activeElement?.blur()")
    path = FOLDER / f"{name}.png"
    path.write_bytes(shrink(page.screenshot(animations="disabled", caret="hide")))
    print(f"{path.relative_to(FOLDER.parent.parent)}  {path.stat().st_size // 1024} KB", flush=True)


if __name__ == "__main__":
    main()
