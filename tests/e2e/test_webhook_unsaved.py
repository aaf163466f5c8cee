"""What is typed into the editor and not saved outlives the server that it was told to."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.installation import VIEWER, Installation, fresh_installation
from tests.e2e.port_forward import forwarded
from tests.e2e.server_process import clean_environment, running_server

TOKEN = "typed-and-not-saved"
KEPT = "name => sessionStorage.getItem(`unsaved ${name}`)"
NOTE_EDITS = """() => {
  const keep = window.unsaved.keep;
  window.unsaved.keep = (name, sealed) => {
    keep(name, sealed);
    window.editsKept = document.querySelector(".ed-bar").dataset.edits;
  };
}"""
"""Notes up to which edit the browser has kept what was typed."""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def until_kept(page: Page, name: str) -> None:
    """Wait until the tab has kept something by a name."""
    page.wait_for_function(KEPT, arg=name)


def until_forgotten(page: Page, name: str) -> None:
    """Wait until the tab has nothing by a name."""
    page.wait_for_function(f"name => !({KEPT})(name)", arg=name)


def test_what_is_not_saved_is_back_after_a_restart_of_the_server_and_gone_once_it_is_saved(
    tmp_path: Path, page: Page, complaints: list[str]
) -> None:
    data_dir, ports = tmp_path / "data", list[int]()
    bar, name = page.locator(".ed-bar"), page.get_by_label("Name", exact=True)
    with forwarded(lambda: ports[-1]) as port:  # the port of a server that was killed may be taken
        with fresh_installation(data_dir) as before:
            ports.append(before.server.port)
            webhook_id = before.create("Order Sync")
            seen = replace(before, server=replace(before.server, url=f"http://127.0.0.1:{port}"))
            seen.open(page, f"/webhooks/{webhook_id}")
            expect(bar).to_be_visible()
            page.evaluate(NOTE_EDITS)
            name.fill("Order Sync 2")
            page.get_by_role("combobox", name="Type of authentication").click()
            page.get_by_role("option", name="Bearer").click()
            page.get_by_label("Token", exact=True).fill(TOKEN)
            expect(bar).to_contain_text("2 unsaved changes")
            page.wait_for_function("window.editsKept === '3'")  # the name, the type, and its token
            before.server.kill()
        settings = clean_environment(allowed_addresses="127.0.0.0/8")
        with running_server(data_dir, environment=settings) as server:
            ports.append(server.port)
            after = Installation(server, before.key, data_dir)
            expect(page.get_by_text("What you typed and did not save is back.")).to_be_visible()
            expect(bar).to_contain_text("2 unsaved changes")
            expect(name).to_have_value("Order Sync 2")
            assert TOKEN not in str(page.evaluate(KEPT, webhook_id))
            page.keyboard.press("Control+s")
            expect(bar).to_contain_text("Saved as revision 2")
            stored = after.call("GET", f"/api/v1/webhooks/{webhook_id}")
            assert (stored["name"], stored["authentication"]["type"]) == ("Order Sync 2", "bearer")
            until_forgotten(page, webhook_id)
            page.goto("about:blank")
            complaints.clear()  # of the time in which nobody answered


def test_nothing_is_kept_of_what_was_discarded_though_the_page_is_left_at_once(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, f"/webhooks/{webhook_id}")
    page.get_by_label("Name", exact=True).fill("Order Sync 2")
    until_kept(page, webhook_id)
    page.locator(".ed-bar").get_by_role("button", name="Discard").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Deliveries").click()
    expect(page).to_have_url(f"{installation.server.url}/deliveries")
    until_forgotten(page, webhook_id)


def test_nothing_is_kept_of_a_webhook_that_was_made(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, f"/webhooks/new?from={webhook_id}")
    page.get_by_label("Name", exact=True).fill("Another")
    until_kept(page, f"new from {webhook_id}")
    page.keyboard.press("Control+s")
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Another")).to_be_visible()
    until_forgotten(page, f"new from {webhook_id}")


def test_somebody_else_in_the_same_tab_gets_nothing_of_it(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, f"/webhooks/{webhook_id}")
    name = page.get_by_label("Name", exact=True)
    name.fill("Order Sync 2")
    until_kept(page, webhook_id)
    page.on("dialog", lambda question: question.accept())  # a page with unsaved work is left
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    until_forgotten(page, webhook_id)
    installation.open(page, f"/webhooks/{webhook_id}", "al@company.com")
    expect(name).to_have_value("Order Sync")


def test_who_may_only_look_is_not_told_of_it(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, f"/webhooks/{webhook_id}", VIEWER)
    page.get_by_role("navigation", name="Sections").get_by_role("button", name="Security").click()
    expect(page).to_have_url(re.compile("section=security"))
    expect(page.locator("[data-sonner-toast]")).to_have_count(0)
