"""Back and Forward in the editor of a webhook: Filters and Payload are steps, and nothing typed is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.e2e.installation import Installation, fresh_installation

NOTE_ARRIVALS = """() => {
  const arrive = window.editor.arrive;
  window.editor.arrive = (...asked) => {
    arrive(...asked);
    window.arrivals = (window.arrivals || 0) + 1;
  };
}"""
"""Counts how often the server has answered that the page is open."""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def name_of(page: Page) -> Locator:
    """The field of the name."""
    return page.get_by_label("Name", exact=True)


def item(page: Page, title: str) -> Locator:
    """A section in the list of sections."""
    return page.get_by_role("navigation", name="Sections").get_by_role("button", name=title)


def at(section: str) -> re.Pattern[str]:
    """The address of a section."""
    return re.compile(rf"/webhooks/\w+\?section={section}\b")


def test_back_leads_to_the_section_before_with_what_is_typed_and_forward_again(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", event_types=["order.created"])
    installation.open(page, "/webhooks")
    page.get_by_role("link", name="Order Sync", exact=True).click()
    name_of(page).fill("Order Sync 2")
    item(page, "Delivery").click()
    expect(page).to_have_url(at("delivery"))
    steps = page.evaluate("history.length")
    item(page, "Filters").click()
    expect(page).to_have_url(at("filters"))
    field = page.get_by_label("Field", exact=True)
    field.fill("order.total")
    field.press("Tab")
    expect(page.locator(".fb-note")).to_be_visible()
    item(page, "Payload").click()
    expect(page).to_have_url(at("payload"))
    payload = page.get_by_role("heading", name="Payload", exact=True)
    expect(payload).to_be_visible()

    page.go_back()
    expect(field).to_have_value("order.total")
    expect(page).to_have_url(at("filters"))
    page.go_back()
    expect(name_of(page)).to_have_value("Order Sync 2")
    expect(page).to_have_url(at("delivery"))
    expect(page.locator("#section-delivery")).to_be_in_viewport()
    page.go_forward()
    expect(field).to_have_value("order.total")
    page.go_forward()
    expect(payload).to_be_visible()
    assert page.evaluate("history.length") == steps + 2

    for shown in (field, name_of(page), page.get_by_role("link", name="Order Sync", exact=True)):
        page.go_back()
        expect(shown).to_be_visible()
    page.go_forward()
    expect(name_of(page)).to_have_value("Order Sync 2")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["name"] == "Order Sync"


def test_moving_about_within_the_form_is_no_step_and_back_leads_to_the_section_that_was_in_view(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", event_types=["order.created", "order.updated"])
    installation.open(page, f"/webhooks/{webhook_id}")
    expect(name_of(page)).to_be_visible()
    steps = page.evaluate("history.length")
    for title, key in (("Endpoint", "endpoint"), ("Security", "security"), ("Headers", "headers")):
        item(page, title).click()
        expect(page).to_have_url(at(key))
    page.mouse.wheel(0, 10)
    page.locator("#section-events").evaluate("section => section.scrollIntoView()")
    expect(item(page, "Events")).to_have_attribute("data-seen", "")
    assert page.evaluate("history.length") == steps
    item(page, "Filters").click()
    page.get_by_role("group", name="Event type").get_by_role("button", name="order.updated").click()
    expect(page).to_have_url(re.compile(r"section=filters&event=order\.updated$"))
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(page.locator("#section-events")).to_be_in_viewport()
    expect(page).to_have_url(at("events"))


def test_a_section_is_opened_again_by_its_address_with_the_step_before_it(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", event_types=["order.created"])
    installation.open(page, f"/webhooks/{webhook_id}?section=filters")
    field = page.get_by_label("Field", exact=True)
    field.fill("order.total")
    field.press("Tab")
    item(page, "Payload").click()
    expect(page).to_have_url(at("payload"))
    page.reload()
    expect(page.get_by_role("heading", name="Payload", exact=True)).to_be_visible()
    expect(page).to_have_url(at("payload"))
    page.go_back()
    expect(field).to_have_value("order.total")


def test_a_new_webhook_keeps_what_is_typed_when_one_goes_back_from_its_filters(
    installation: Installation, page: Page
) -> None:
    original = installation.create("Order Sync", event_types=["order.created"])
    installation.open(page, f"/webhooks/new?from={original}")
    name_of(page).fill("Copy of it")
    page.get_by_role("group", name="Headers as").get_by_role("button", name="JSON").click()
    as_json = page.get_by_label("Headers as JSON")
    as_json.fill('{"X-Source": ')
    expect(page.get_by_text("this is not JSON.").first).to_be_visible()
    item(page, "Filters").click()
    expect(page.get_by_label("Field", exact=True)).to_be_visible()
    page.go_back()
    expect(name_of(page)).to_have_value("Copy of it")
    expect(as_json).to_have_value('{"X-Source": ')
    expect(page.get_by_text("this is not JSON.").first).to_be_visible()


def test_a_connection_that_comes_back_leaves_one_where_one_is_and_a_load_leads_to_the_section(
    installation: Installation, page: Page
) -> None:
    connections = list[WebSocketRoute]()

    def connect(connection: WebSocketRoute) -> None:
        connections.append(connection)
        connection.connect_to_server()

    page.route_web_socket(re.compile("/_event"), connect)
    webhook_id = installation.create("Order Sync")
    delivery = page.locator("#section-delivery")
    installation.open(page, f"/webhooks/{webhook_id}")
    item(page, "Delivery").click()
    expect(page).to_have_url(at("delivery"))
    expect(delivery).to_be_in_viewport()
    page.evaluate(NOTE_ARRIVALS)
    page.evaluate("scrollTo(0, 0)")
    name_of(page).press("End")
    for arrivals in (1, 2):
        connections[-1].close()
        page.wait_for_function("count => window.arrivals === count", arg=arrivals)
        assert page.evaluate("scrollY") == 0
        expect(name_of(page)).to_be_focused()
    page.reload()
    expect(delivery).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name="Webhooks", exact=True).first.click()
    expect(page.get_by_role("link", name="Order Sync", exact=True)).to_be_visible()
    page.go_back()
    expect(delivery).to_be_in_viewport()
