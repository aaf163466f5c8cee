"""The webhooks in a real browser: made, changed, switched, found and deleted, by mouse and by keyboard."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.server_process import COMMAND, ServerProcess, clean_environment, running_server

PASSWORD = "correct horse battery"
OWNER, VIEWER = "ada@company.com", "vi@company.com"
SECONDS = 10_000
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Installation:
    """A server with an owner and an API key that may do everything."""

    server: ServerProcess
    key: str
    data_dir: Path

    def create(self, name: str, **fields: Any) -> str:
        """Create a webhook to a test address through the API; its id."""
        draft = {"name": name, "url": "http://127.0.0.1:9/hooks", "event_types": ["order.*"], **fields}
        return str(self.call("POST", "/api/v1/webhooks", draft)["id"])

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.request(method, f"{self.server.url}{path}", json=body, headers=headers)
        return answer.raise_for_status().json()

    def open(self, page: Page, address: str, email: str = OWNER) -> None:
        """Sign in and go to an address."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}{address}")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    data_dir = tmp_path / "data"
    settings = clean_environment(allowed_addresses="127.0.0.0/8", owner_email=OWNER, owner_password=PASSWORD)
    with running_server(data_dir, environment=settings) as server:
        key = run("api-keys", "create", "--name", "tests", "--scope", "admin", data_dir=data_dir)
        yield Installation(server, key, data_dir)


def run(*arguments: str, data_dir: Path) -> str:
    """Run a command on the installation; what it printed. The password goes in where one is asked for."""
    command = [COMMAND[0], *arguments, "--data-dir", str(data_dir)]
    done = subprocess.run(command, input=PASSWORD, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def row_of(page: Page, name: str) -> Locator:
    """The row of a webhook in the table."""
    return page.locator("tr[data-row]").filter(has_text=name)


def names(page: Page) -> Locator:
    """The names in the table, from the top."""
    return page.locator("tr[data-row] .heading")


def dialog(page: Page) -> Locator:
    """The dialog of a webhook."""
    return page.get_by_role("dialog")


def test_the_first_webhook_is_made_to_a_new_inbox_with_the_keyboard_and_its_secret_is_shown_once(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks")
    expect(page.get_by_text("No webhook yet.")).to_be_visible(timeout=SECONDS)
    assert grave_violations(page) == []

    page.keyboard.press("c")
    expect(page.get_by_label("Name", exact=True)).to_be_focused(timeout=SECONDS)
    expect(page).to_have_url(re.compile(r"create=1"), timeout=SECONDS)
    page.keyboard.type("Shop")
    page.get_by_role("button", name="Use a new test inbox").press("Enter")
    expect(page.get_by_label("URL", exact=True)).to_have_value(re.compile(r"^/inbox/\w+$"), timeout=SECONDS)
    search = page.get_by_label("Search event types")
    search.press_sequentially("shipment.*")
    expect(page.get_by_role("button", name="Add shipment.*")).to_be_visible(timeout=SECONDS)
    search.press("Enter")
    expect(page.get_by_role("checkbox", name="shipment.*")).to_be_checked(timeout=SECONDS)
    page.get_by_role("checkbox", name=re.compile("^invoice.sent")).press("Space")
    expect(page.get_by_text("2 chosen")).to_be_visible(timeout=SECONDS)
    assert grave_violations(page) == []
    page.get_by_label("Name", exact=True).press("Enter")

    secret = page.get_by_text(re.compile(r"^whsec_[A-Za-z0-9+/=]{32}$"))
    expect(secret).to_be_visible(timeout=SECONDS)
    expect(dialog(page)).to_contain_text("It is shown only now.")
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0, timeout=SECONDS)
    expect(page).not_to_have_url(re.compile("create"), timeout=SECONDS)
    expect(row_of(page, "Shop")).to_contain_text("shipment.*")
    expect(row_of(page, "Shop")).to_contain_text("+1")
    assert "whsec_" not in page.content()


def test_each_mistake_is_said_beside_its_field_and_typed_words_are_not_lost_without_asking(
    installation: Installation, page: Page
) -> None:
    installation.create("Order Sync")
    installation.open(page, "/webhooks?create=1")
    dialog(page).get_by_role("button", name="Create webhook").click()
    for sentence in ("Give it a name", "Give the URL", "Choose at least one event type"):
        expect(dialog(page).get_by_role("alert").filter(has_text=sentence)).to_be_visible(timeout=SECONDS)
    expect(page.get_by_label("Name", exact=True)).to_be_focused(timeout=SECONDS)

    page.get_by_label("URL", exact=True).fill("http://10.0.0.1/hooks")
    refused = dialog(page).get_by_role("alert").filter(has_text="10.0.0.1 is a private address.")
    expect(refused).to_be_visible(timeout=SECONDS)
    expect(page.get_by_label("URL", exact=True)).to_have_attribute("aria-invalid", "true")
    assert grave_violations(page) == []
    page.get_by_label("URL", exact=True).fill("http://127.0.0.1:9/hooks")
    expect(refused).to_have_count(0, timeout=SECONDS)

    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_contain_text("Discard what you typed?", timeout=SECONDS)
    page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0, timeout=SECONDS)
    expect(page.get_by_label("URL", exact=True)).to_have_value("http://127.0.0.1:9/hooks")
    page.get_by_label("URL", exact=True).press("Escape")
    page.get_by_role("button", name="Discard").click()
    expect(dialog(page)).to_have_count(0, timeout=SECONDS)


def test_mistakes_typed_and_sent_at_once_are_all_said_and_stay_said(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks?create=1")
    page.get_by_label("Name", exact=True).fill("x" * 101)
    page.get_by_label("URL", exact=True).fill("http://10.0.0.1/hooks")
    page.keyboard.press("Enter")  # before the fields have told what was typed
    alerts = dialog(page).get_by_role("alert")
    expect(alerts.filter(has_text="10.0.0.1 is a private address.")).to_be_visible(timeout=SECONDS)
    page.wait_for_timeout(600)  # now they have
    expect(alerts.filter(has_text="10.0.0.1 is a private address.")).to_be_visible()
    expect(alerts.filter(has_text="at most 100 printable characters")).to_be_visible()


def test_editing_changes_only_what_was_changed_and_a_replaced_secret_is_shown(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", method="PUT")
    before = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    installation.open(page, "/webhooks")
    expect(row_of(page, "Order Sync")).to_be_visible(timeout=SECONDS)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Order Sync", timeout=SECONDS)
    expect(page).to_have_url(re.compile(f"id={webhook_id}"), timeout=SECONDS)

    page.get_by_label("Name", exact=True).fill("Order Sync 2")
    page.get_by_role("button", name="Replace secret…").click()
    page.get_by_role("button", name="Save").click()
    expect(dialog(page)).to_contain_text("Keep the secret of Order Sync 2.", timeout=SECONDS)
    page.get_by_role("button", name="Done").click()

    expect(row_of(page, "Order Sync 2")).to_be_visible(timeout=SECONDS)
    after = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    assert after["name"] == "Order Sync 2"
    kept = ("url", "method", "event_types", "active")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_the_switch_and_the_list_follow_what_happens_elsewhere_without_a_reload(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, "/webhooks")
    switch = page.get_by_role("switch", name="Active: Order Sync")
    expect(switch).to_have_attribute("aria-checked", "true", timeout=SECONDS)
    page.evaluate("window.neverReloaded = true")

    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false", timeout=SECONDS)
    expect(row_of(page, "Order Sync")).to_contain_text("Paused", timeout=SECONDS)
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["active"] is False
    installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"active": True})
    expect(switch).to_have_attribute("aria-checked", "true", timeout=SECONDS)

    installation.create("Second")
    expect(row_of(page, "Second")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("2 webhooks, 2 sending")).to_be_visible(timeout=SECONDS)
    assert page.evaluate("window.neverReloaded") is True


def test_search_filter_and_order_narrow_the_list_and_stand_in_the_address(
    installation: Installation, page: Page
) -> None:
    installation.create("Zebra")
    installation.create("Apple", event_types=["invoice.sent"], active=False)
    installation.open(page, "/webhooks")
    expect(names(page)).to_have_text(["Zebra", "Apple"], timeout=SECONDS)
    page.get_by_role("button", name="Name", exact=True).click()
    expect(names(page)).to_have_text(["Apple", "Zebra"], timeout=SECONDS)

    page.keyboard.press("/")
    page.keyboard.type("invoice")
    expect(names(page)).to_have_text(["Apple"], timeout=SECONDS)
    page.get_by_role("button", name="State", exact=True).first.click()
    page.get_by_role("menuitem", name="Failing").click()
    expect(page.get_by_text("No webhook matches “invoice” and is failing.")).to_be_visible(timeout=SECONDS)
    assert grave_violations(page) == []
    page.reload()
    expect(page.get_by_text("No webhook matches “invoice” and is failing.")).to_be_visible(timeout=SECONDS)
    page.get_by_role("button", name="Clear filters").last.click()
    expect(names(page)).to_have_text(["Apple", "Zebra"], timeout=SECONDS)
    expect(page.locator("#hook-search")).to_have_value("")


def test_deleting_says_what_it_costs_and_the_log_keeps_its_rows(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    event = {"type": "order.created", "data": {}}
    installation.call("POST", "/api/v1/events/batch", {"events": [event, event]})
    installation.open(page, "/webhooks")
    page.get_by_role("button", name="More for Order Sync").click()
    page.get_by_role("menuitem", name="Delete").click()

    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text(
        re.compile(r"Deletes Order Sync\. Its 2 log rows stay, marked deleted\. \w+ (waiting )?deliver"),
        timeout=SECONDS,
    )
    assert grave_violations(page) == []
    question.get_by_role("button", name="Delete webhook").click()

    expect(page.get_by_text("No webhook yet.")).to_be_visible(timeout=SECONDS)
    log = installation.call("GET", f"/api/v1/deliveries?webhook_id={webhook_id}")
    assert len(log["items"]) == 2


def test_a_viewer_sees_everything_and_why_nothing_can_be_changed(
    installation: Installation, page: Page
) -> None:
    installation.create("Order Sync")
    run(
        "users",
        "create",
        "--email",
        VIEWER,
        "--role",
        "viewer",
        "--password-stdin",
        data_dir=installation.data_dir,
    )
    installation.open(page, "/webhooks", VIEWER)
    expect(page.get_by_role("switch", name="Active: Order Sync")).to_be_disabled(timeout=SECONDS)
    create = page.get_by_role("button", name="Create webhook")
    expect(create).to_be_disabled()
    expect(create).to_have_attribute("data-tip", "This needs the role admin.")

    row_of(page, "Order Sync").click()
    expect(dialog(page)).to_contain_text("This needs the role admin.", timeout=SECONDS)
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    expect(dialog(page).get_by_role("button", name="Save")).to_be_disabled()
    assert grave_violations(page) == []


def test_on_a_phone_a_row_has_two_lines_and_opens_a_sheet(installation: Installation, page: Page) -> None:
    installation.create("Order Sync")
    page.set_viewport_size(PHONE)
    installation.open(page, "/webhooks")
    page.locator("a.phone-row").click(timeout=SECONDS)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Order Sync", timeout=SECONDS)
    box = dialog(page).bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert grave_violations(page) == []
