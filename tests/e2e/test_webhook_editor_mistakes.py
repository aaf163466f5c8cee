"""When the editor of a webhook says what is wrong: once somebody could have known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.installation import Installation, fresh_installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def test_a_token_is_missed_once_its_field_was_left_or_the_way_to_it_was_asked(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, f"/webhooks/{webhook_id}")
    kind = page.get_by_role("combobox", name="Type of authentication")
    bar, token = page.locator(".ed-bar"), page.get_by_label("Token", exact=True)
    missing = page.locator("#section-authentication").get_by_role("alert")
    kind.click()
    page.get_by_role("option", name="Bearer token").click()
    expect(bar).to_contain_text("Authentication: Give the token alone")
    expect(token).to_be_visible()
    expect(missing).to_have_count(0)
    bar.get_by_role("button", name="1 section needs attention").click()
    expect(missing).to_contain_text("Give the token alone")
    expect(token).to_be_focused()

    kind.click()
    page.get_by_role("option", name="API key header").click()
    key = page.locator("#auth-value")
    expect(key).to_be_visible()
    expect(missing).to_have_count(0)
    key.focus()
    page.keyboard.press("Tab")
    expect(missing).to_contain_text("Give the key")
    key.fill("k-1")
    expect(missing).to_have_count(0)
    expect(page.locator("#editor-save")).to_be_enabled()
