"""A person, a browser, an empty installation: set-up, the three steps, and an event of one's own."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from standardwebhooks import Webhook

from tests.e2e.accessibility import grave_violations
from tests.e2e.server_process import ServerProcess, clean_environment, running_server
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Receiver

EMAIL, PASSWORD = "ada@company.com", "correct horse battery"


@pytest.fixture
def lenient_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A fresh installation that may send to this machine."""
    allowed = clean_environment(allowed_addresses="127.0.0.0/8")
    with running_server(tmp_path / "data", environment=allowed) as running:
        yield running


def set_up(page: Page, server: ServerProcess) -> None:
    """Become the owner, as the first visitor does."""
    page.goto(server.url)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_three_clicks_lead_from_nothing_to_a_signed_delivery(server: ServerProcess, page: Page) -> None:
    set_up(page, server)
    expect(page.get_by_text("Nothing has been sent yet.")).to_be_visible()
    assert grave_violations(page) == []

    page.get_by_role("button", name="Make webhook").click()
    expect(page.get_by_text("Webhook to the test inbox made")).to_be_visible()
    page.get_by_role("button", name="Send event").click()

    expect(page.get_by_text(re.compile(r"Delivered and signed in"))).to_be_visible()
    expect(page.get_by_text("OK ·").first).to_be_visible()
    expect(page.get_by_text("Nothing has been sent yet.")).to_have_count(0)

    page.get_by_role("link", name="Test inbox").first.click()
    expect(page.get_by_text("Valid").first).to_be_visible()
    expect(page.get_by_text("Standard Webhooks v1, HMAC-SHA256").first).to_be_visible()


def test_the_steps_can_be_walked_with_the_enter_key_alone(server: ServerProcess, page: Page) -> None:
    set_up(page, server)
    expect(page.get_by_role("button", name="Make webhook")).to_be_enabled()

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Send event")).to_be_enabled()
    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile(r"Delivered and signed in"))).to_be_visible()


def test_a_key_made_before_the_first_step_is_kept_by_it(server: ServerProcess, page: Page) -> None:
    set_up(page, server)
    page.get_by_role("button", name="Make one").click()
    key = page.locator("text=/whk_[A-Za-z0-9_-]{20,}/").first
    expect(key).to_be_visible()
    made = key.inner_text()

    page.get_by_role("button", name="Make webhook").click()
    expect(page.get_by_role("button", name="Send event")).to_be_enabled()
    expect(key).to_have_text(made)


def test_an_event_published_with_the_key_of_the_page_is_delivered_signed_and_shown_without_a_reload(
    lenient_server: ServerProcess, page: Page
) -> None:
    set_up(page, lenient_server)
    page.get_by_role("button", name="Make one").click()
    key_text = page.locator("text=/whk_[A-Za-z0-9_-]{20,}/").first
    expect(key_text).to_be_visible()
    found = re.search(r"whk_[A-Za-z0-9_-]{20,}", page.content())
    assert found is not None
    publish_key = {"Authorization": f"Bearer {found.group()}"}
    with Receiver() as receiver:
        secret = create_webhook(page, f"{receiver.url}/hook")
        page.goto(lenient_server.url)
        expect(page.get_by_text("Live").first).to_be_visible()
        page.evaluate("window.neverReloaded = true")
        expect(page.get_by_text("Waiting for the first event.")).to_be_visible()

        answer = httpx.post(
            f"{lenient_server.url}/api/v1/events",
            headers=publish_key,
            json={"type": "order.created", "data": {"n": 1}, "entity_id": "SO-1"},
            timeout=PATIENCE_SECONDS,
        )
        expect(page.get_by_text("SO-1").first).to_be_visible()

        assert answer.status_code == 202
        (request,) = receiver.wait_for(1)
        headers = {
            name: request.header(name) or ""
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        }
        assert Webhook(secret).verify(request.body, headers)["data"] == {"n": 1}
        assert page.evaluate("window.neverReloaded") is True


def create_webhook(page: Page, url: str) -> str:
    """Create a webhook for all events in the editor; the secret that is shown once."""
    page.get_by_role("link", name="Webhooks").first.click()
    page.get_by_role("link", name="Create webhook").or_(
        page.get_by_role("button", name="Create webhook")
    ).first.click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.get_by_label("Name", exact=True).fill("My receiver")
    page.get_by_label("URL", exact=True).fill(url)
    page.get_by_label("All events").click()
    expect(page.get_by_label("All events")).to_be_checked()
    page.get_by_role("button", name="Create webhook").click()
    shown = page.locator("text=/whsec_[A-Za-z0-9+/=]{20,}/").first
    expect(shown).to_be_visible()
    found = re.search(r"whsec_[A-Za-z0-9+/=]{20,}", shown.inner_text())
    assert found is not None
    return found.group()
