"""What a page asked for before it was left: its answer does nothing to the page that is open by then."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.lost_connection import late_socket
from tests.e2e.settling import settles_at


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A server with one webhook."""
    with fresh_installation(tmp_path_factory.mktemp("left") / "data") as opened:
        opened.create("Order Sync")
        yield opened


def test_an_address_that_is_kept_late_stays_off_the_next_page(installation: Installation, page: Page) -> None:
    late = late_socket(page)
    late.hold("keepAddress")
    installation.open(page, "/webhooks")
    page.locator("#hook-search").fill("Order")
    settles_at(page, late.has_answered, True)
    page.get_by_role("link", name="Order Sync").first.click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Order Sync")
    address = page.url
    late.let_go()
    name.fill("Order Sync 2")
    expect(page.locator(".ed-bar")).to_contain_text("1 unsaved change")
    assert page.url == address
    page.go_back()
    expect(page.locator("#hook-search")).to_be_visible()


def test_a_section_that_is_brought_late_stays_off_the_next_page(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks")
    page.get_by_role("link", name="Order Sync").first.click()
    sections = page.get_by_role("navigation", name="Sections")
    expect(sections).to_be_visible()
    late = late_socket(page)
    late.hold("section=headers")
    page.reload()  # with a socket whose answers are held
    sections.get_by_role("button", name="Headers").click()
    settles_at(page, late.has_answered, True)
    page.get_by_role("link", name="Webhooks").first.click()
    page.locator("#hook-search").fill("nowhere")
    expect(page.get_by_text("No webhook matches “nowhere”")).to_be_visible()
    late.let_go()
    page.locator("#hook-search").fill("Order")
    expect(page.get_by_role("link", name="Order Sync").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/webhooks/?\?q=Order$"))


def test_an_address_without_a_webhook_does_not_take_the_name_of_the_one_that_was_open(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Second")
    installation.open(page, f"/webhooks/{webhook_id}")
    expect(page.get_by_role("heading", name="Second")).to_be_visible()
    page.goto(f"{installation.server.url}/webhooks/wh_nothing")
    expect(page.get_by_text("There is no such webhook.")).to_be_visible()
    installation.create("Third")
    expect(page.get_by_role("link", name="Webhooks 3")).to_be_visible()  # the page has followed meanwhile
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    expect(page.get_by_role("heading", name="Second")).to_have_count(0)
