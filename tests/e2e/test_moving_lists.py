"""Lists that move while one reads: what is pressed is what was meant."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.lost_connection import late_socket
from tests.e2e.settling import settles_at
from tests.receivers import Receiver


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A server with a webhook that delivers."""
    with fresh_installation(tmp_path_factory.mktemp("moving") / "data") as opened, Receiver() as receiver:
        opened.create("Order Sync", url=f"{receiver.url}/hooks")
        yield opened


def publish(installation: Installation, record: str) -> str:
    """Publish an event; the id of its delivery."""
    body = {"type": "order.created", "data": {"number": record}, "entity_id": record}
    (delivery,) = installation.call("POST", "/api/v1/events", body)["deliveries"]
    return str(delivery["id"])


def hold_down(page: Page, element: Locator) -> None:
    """Press the mouse button over an element."""
    box = element.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def test_a_row_of_the_log_opens_though_a_new_one_pushes_it_down_meanwhile(
    installation: Installation, page: Page
) -> None:
    pressed = publish(installation, "SO-1")
    installation.open(page, "/deliveries")
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_contain_text("SO-1")
    hold_down(page, rows.first)
    publish(installation, "SO-2")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("SO-2")
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"id={pressed}$"))


def test_the_rail_goes_on_when_one_comes_back_to_it(installation: Installation, page: Page) -> None:
    publish(installation, "SO-1")
    installation.open(page, "/")
    rail = page.get_by_label("Live deliveries")
    rail.get_by_role("link", name=re.compile("SO-1")).click()
    expect(page.locator(".side-panel")).to_be_visible()
    page.mouse.move(400, 400)
    page.go_back()
    expect(rail.get_by_role("link", name=re.compile("SO-1"))).to_be_visible()
    publish(installation, "SO-2")
    expect(rail.get_by_role("link", name=re.compile("SO-2"))).to_be_visible()


def test_enter_jumps_to_the_webhook_that_was_chosen_though_another_comes_meanwhile(
    installation: Installation, page: Page
) -> None:
    wanted = installation.create("Stock sync")
    installation.open(page, "/deliveries")
    expect(page.get_by_role("link", name="Webhooks 2")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("stock")
    places = page.locator("#palette [role=option]")
    chosen = page.locator("#palette [data-chosen]")
    expect(chosen).to_contain_text("Stock sync")
    before = places.count()
    for name in ("A", "Stockholm", "Z"):
        installation.create(name)
    expect(places).to_have_count(before + 3)
    expect(chosen).to_contain_text("Stock sync")
    expect(page.locator("#palette [role=option]:visible")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/webhooks/{wanted}/?$"))


def test_what_is_typed_into_jump_to_finds_webhooks_that_are_there_a_moment_later(
    installation: Installation, page: Page
) -> None:
    wanted = installation.create("Stock sync")
    late = late_socket(page)
    late.hold()
    installation.open(page, "/deliveries")
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("stock")
    expect(page.get_by_text("Nothing has this name.")).to_be_visible()
    late.let_go()
    expect(page.locator("#palette [data-chosen]")).to_contain_text("Stock sync")
    expect(page.get_by_text("Nothing has this name.")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/webhooks/{wanted}/?$"))


def test_a_delivery_that_opens_is_not_said_to_be_missing(installation: Installation, page: Page) -> None:
    publish(installation, "SO-1")
    page.add_init_script(
        """new MutationObserver(() => {
          window.wasMissing ||= document.body?.innerText.includes("There is no delivery with this id.");
        }).observe(document, {childList: true, subtree: true, characterData: true})"""
    )
    installation.open(page, "/deliveries")
    page.locator("tr[data-row]").first.click()
    expect(page.locator(".side-panel").get_by_role("heading", level=2)).to_be_visible()
    assert not page.evaluate("window.wasMissing")


@pytest.mark.parametrize("width", [1280, 390])
def test_each_press_on_next_goes_one_further(installation: Installation, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    ids = [publish(installation, f"SO-{number}") for number in range(4)]
    late = late_socket(page)
    installation.open(page, f"/deliveries?id={ids[3]}")
    following = page.get_by_role("button", name="Next")
    expect(following).to_be_enabled()
    late.hold()
    following.click()
    following.click()
    expect(page).to_have_url(re.compile(rf"id={ids[1]}$"))
    late.let_go()
    expect(page.locator(".side-panel").get_by_text("SO-1").first).to_be_visible()
    following.click()
    expect(page.locator(".side-panel").get_by_text("SO-0").first).to_be_visible()
    expect(following).to_be_disabled()
    page.get_by_role("button", name="Previous").click()
    expect(page.locator(".side-panel").get_by_text("SO-1").first).to_be_visible()


def test_an_address_that_is_kept_late_does_not_take_the_place_of_a_later_one(
    installation: Installation, page: Page
) -> None:
    late = late_socket(page)
    installation.open(page, "/event-types")
    row = page.locator("tr[data-row]").filter(has=page.get_by_text("invoice.sent", exact=True))
    expect(row).to_be_visible()
    late.hold()
    page.get_by_label("Search type, description or pack").fill("order")
    settles_at(page, lambda: late.has_answered("keepAddress"), True)
    row.click()
    expect(page).to_have_url(re.compile(r"type=invoice\.sent$"))
    late.let_go()
    panel = page.locator(".side-panel")
    expect(panel.get_by_role("heading", level=2)).to_be_visible()
    panel.get_by_role("tab", name=re.compile("Fields")).click()  # a later answer
    expect(panel.get_by_role("tab", name=re.compile("Fields"))).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile(r"type=invoice\.sent$"))


def test_an_address_that_is_kept_late_does_not_take_one_back_to_what_was_closed(
    installation: Installation, page: Page
) -> None:
    late = late_socket(page)
    installation.open(page, "/event-types")
    search = page.get_by_label("Search type, description or pack")
    search.fill("order")
    expect(page).to_have_url(re.compile("q=order$"))
    page.locator("tr[data-row]").filter(has=page.get_by_text("order.created", exact=True)).click()
    panel = page.locator(".side-panel")
    expect(panel.get_by_role("heading", level=2)).to_be_visible()
    late.hold()
    search.fill("order.c")
    settles_at(page, lambda: late.has_answered("keepAddress"), True)
    panel.get_by_role("button", name="Close").click()
    late.let_go()
    expect(panel).to_have_count(0)
    expect(search).to_have_value("order")
    expect(page).to_have_url(re.compile("q=order$"))


def test_what_was_just_typed_is_asked_about_before_it_is_lost(installation: Installation, page: Page) -> None:
    installation.open(page, "/event-types")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    page.keyboard.press("c")
    field = page.get_by_role("dialog").get_by_label("Type", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("shipment.sent")
    page.keyboard.press("Escape")
    asked = page.get_by_role("alertdialog", name="Discard what you typed?")
    asked.get_by_role("button", name="Cancel").click()
    expect(field).to_have_value("shipment.sent")
    page.keyboard.press("Escape")
    asked.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_text("invoice.sent", exact=True).first.click()
    page.locator(".side-panel").get_by_role("button", name="Edit").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")  # its sample has many lines, and is as it was
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_of_two_files_the_one_that_was_chosen_last_stands_in_the_field(
    installation: Installation, page: Page, tmp_path: Path
) -> None:
    page.add_init_script(
        """const read = Blob.prototype.text;
        Blob.prototype.text = async function () {
          const text = await read.call(this);
          if (text.includes("slow")) await new Promise((go) => { window.readOn = go; });
          return text;
        };"""
    )
    slow, fast = tmp_path / "slow.json", tmp_path / "fast.json"
    slow.write_text('{"slow.sent": {"id": 1}}')
    fast.write_text('{"fast.sent": {"id": 1}}')
    installation.open(page, "/event-types")
    page.get_by_role("button", name="Import").click()
    chooser, text = page.locator("input[type=file]"), page.get_by_role("dialog").get_by_label("JSON")
    chooser.set_input_files(slow)
    settles_at(page, lambda: page.evaluate("!!window.readOn"), True)
    chooser.set_input_files(fast)
    expect(text).to_have_value(re.compile("fast.sent"))
    page.evaluate("window.readOn()")
    page.evaluate("new Promise((go) => setTimeout(go))")
    expect(text).to_have_value(re.compile("fast.sent"))


@pytest.mark.parametrize(
    ("address", "name", "label"),
    [
        ("/webhooks", "Webhooks", "Search name, URL or event"),
        ("/event-types", "Event types", "Search type, description or pack"),
    ],
)
def test_what_is_typed_before_the_list_is_there_again_is_looked_for(
    installation: Installation, page: Page, address: str, name: str, label: str
) -> None:
    late = late_socket(page)
    installation.open(page, address)
    menu, search = page.get_by_role("navigation", name="Main"), page.get_by_label(label)
    search.fill("before")
    expect(page).to_have_url(re.compile("q=before$"))
    menu.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    late.hold()
    menu.get_by_role("link", name=name).click()
    expect(search).to_have_value("before")
    page.keyboard.press("/")
    page.keyboard.type("customer")
    late.let_go()
    expect(page).to_have_url(re.compile("q=customer$"))
    expect(search).to_have_value("customer")
    expect(search).to_be_focused()
    menu.get_by_role("link", name=name).click()
    expect(search).to_have_value("")
