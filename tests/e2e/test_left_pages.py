"""What a page asked for before it was left: its answer does nothing to the page that is open by then."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.settling import settles_at


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A server with one webhook."""
    with fresh_installation(tmp_path_factory.mktemp("left") / "data") as opened:
        opened.create("Order Sync")
        yield opened


def hold_answers(page: Page, word: str) -> tuple[list[str | bytes], Callable[[], None]]:
    """Hold back what the server says with this word; the second of what is returned lets it through."""
    held: list[str | bytes] = []
    sockets: list[WebSocketRoute] = []

    def note(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()
        server.on_message(
            lambda message: held.append(message) if word in str(message) else socket.send(message)
        )

    def release() -> None:
        for message in held:
            sockets[-1].send(message)

    page.route_web_socket("**/_event/**", note)
    return held, release


def test_an_address_that_is_kept_late_stays_off_the_next_page(installation: Installation, page: Page) -> None:
    held, release = hold_answers(page, "keepAddress")
    installation.open(page, "/webhooks")
    page.locator("#hook-search").fill("Order")
    settles_at(page, lambda: len(held), 1)
    page.get_by_role("link", name="Order Sync").first.click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Order Sync")
    address = page.url
    release()
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
    held, release = hold_answers(page, "section=headers")
    page.reload()  # with a socket whose answers are held
    sections.get_by_role("button", name="Headers").click()
    settles_at(page, lambda: len(held), 1)
    page.get_by_role("link", name="Webhooks").first.click()
    page.locator("#hook-search").fill("nowhere")
    expect(page.get_by_text("No webhook matches “nowhere”")).to_be_visible()
    release()
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
