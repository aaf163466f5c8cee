"""What the editor promises while one types: where the URL leads, nothing lost, every field within reach."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.settling import settles_at
from tests.receivers import Receiver

CLICK = """async (input) => {
  input.click();
  await new Promise((done) => setTimeout(done, 100));
  return input.checked;
}"""
"""Clicks, and says a moment later whether it is checked."""
MANY_FRAMES = """new Promise((done) => {
  let left = 150;
  const next = () => (left-- ? requestAnimationFrame(next) : done());
  next();
})"""
LATE_MISTAKE = """() => {
  window.editor.showMistake("basics");
  const show = () => document.getElementById("name").setAttribute("aria-invalid", "true");
  requestAnimationFrame(() => requestAnimationFrame(show));
}"""


GO_AND_GROW = """() => {
  window.editor.goTo("delivery", "");
  document.getElementById("section-endpoint").style.paddingBottom = "300px";
}"""
"""Brings a section on the screen, and something above it, as what is read later does."""

HEADER_HEIGHT = 56


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def section(page: Page, key: str) -> Locator:
    """A section of the page."""
    return page.locator(f"#section-{key}")


def url_of(page: Page) -> Locator:
    """The field of the URL."""
    return page.get_by_label("URL", exact=True)


def bar(page: Page) -> Locator:
    """The bar at the foot."""
    return page.locator(".ed-bar")


def edit(installation: Installation, page: Page, webhook_id: str, query: str = "") -> None:
    """Open a webhook."""
    installation.open(page, f"/webhooks/{webhook_id}{query}")
    expect(page.locator("#editor-save")).to_be_visible()


def test_the_url_says_where_it_leads_and_what_it_was_and_what_fails_now_does_not_hinder_a_save(
    installation: Installation, page: Page
) -> None:
    with Receiver() as receiver:
        webhook_id = installation.create("Order Sync", url=f"{receiver.url}/hooks")
        edit(installation, page, webhook_id)
        url_of(page).fill(f"{receiver.url}/hooks/v2")
        endpoint = section(page, "endpoint")
        expect(endpoint).to_contain_text("Its address may be sent to.")
        assert receiver.connections == 0
        url_of(page).blur()
        expect(endpoint).to_contain_text(
            "Loopback address 127.0.0.1. Without HTTPS anyone on the way can read it."
        )
        expect(endpoint.locator("s")).to_have_text("/hooks")
        receiver.wait_until_all_closed()
        assert receiver.requests == []
        assert grave_violations(page) == []
    url_of(page).fill("http://127.0.0.1:9/closed")
    url_of(page).blur()
    expect(endpoint).to_contain_text("Nothing answers at port 9 of 127.0.0.1.")
    page.keyboard.press("Control+s")
    expect(bar(page)).to_contain_text("Saved as revision 2")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["url"] == "http://127.0.0.1:9/closed"


def test_a_save_while_the_url_is_being_typed_looks_at_where_it_leads(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    endpoint = section(page, "endpoint")
    edit(installation, page, webhook_id)
    url_of(page).fill("http://127.0.0.1:9/saved")
    page.keyboard.press("Control+s")
    expect(bar(page)).to_contain_text("Saved as revision 2")
    expect(endpoint).to_contain_text("Nothing answers at port 9 of 127.0.0.1.")

    page.get_by_label("Name", exact=True).click()
    url_of(page).fill("http://127.0.0.1:9/saved/by/the/button")
    page.locator("#editor-save").click()
    expect(bar(page)).to_contain_text("Saved as revision 3")
    expect(endpoint).to_contain_text("Nothing answers at port 9 of 127.0.0.1.")


def test_a_save_by_keyboard_is_made_though_typing_goes_on(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    name = page.get_by_label("Name", exact=True)
    name.fill("Order Sync 2")
    page.keyboard.press("Control+s")
    expect(name).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("!")
    # Before the save there was an unsaved change too.
    expect(page.locator("#editor-save")).to_contain_text("Save as revision 3")
    expect(bar(page)).to_contain_text("1 unsaved change")
    expect(name).to_have_value("Order Sync 2!")
    stored = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    assert (stored["name"], stored["revision"]) == ("Order Sync 2", 2)


@pytest.mark.parametrize(
    ("label", "text"), [("Value of header 1", "shop"), ("User name", "shop"), ("Retry 1", "2 min")]
)
def test_a_save_by_keyboard_leaves_the_row_that_is_being_typed_into(
    installation: Installation, page: Page, label: str, text: str
) -> None:
    webhook_id = installation.create(
        "Order Sync",
        headers={"X-Source": "erp"},
        authentication={"type": "basic", "username": "hooks", "password": "typed before"},
    )
    edit(installation, page, webhook_id)
    row = page.get_by_label(label, exact=True)
    row.fill(text)
    page.keyboard.press("Control+s")
    expect(bar(page)).to_contain_text("Saved as revision 2")
    expect(row).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.type("1")
    expect(bar(page)).to_contain_text("1 unsaved change")
    expect(row).to_have_value(f"1{text}")


def test_a_webhook_made_while_its_url_is_being_typed_says_where_it_leads(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks/new?section=endpoint")
    page.get_by_label("Name", exact=True).fill("Shop")
    page.get_by_label("Search events").press_sequentially("order.*")
    expect(page.locator('[data-event="order.created"]')).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator('[data-event="order.*"]')).to_be_checked()
    url_of(page).fill("http://127.0.0.1:9/made")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Shop")  # not blank behind the dialog
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page).to_have_url(re.compile(r"/webhooks/wh_"))
    expect(section(page, "endpoint")).to_contain_text("Nothing answers at port 9 of 127.0.0.1.")


def test_headers_about_the_event_are_changed_and_taken_back_from_the_preset(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    headers = section(page, "headers")
    expect(headers.get_by_label("Name of header about the event 1")).to_have_value("x-webhook-event")
    headers.get_by_role("button", name="Add a header about the event").click()
    second = headers.get_by_label("Name of header about the event 2")
    expect(second).to_be_focused()
    second.fill("X-Delivery")
    headers.locator("#identity-source-1").click()
    page.get_by_role("option", name="Delivery id").click()
    expect(headers.get_by_role("button", name="differs from preset")).to_be_visible()
    expect(headers).to_contain_text("None of your own, 2 about the event.")
    assert grave_violations(page) == []
    page.keyboard.press("Control+s")
    expect(bar(page)).to_contain_text("Saved as revision 2")
    stored = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["identity_headers"]
    assert stored == {"x-webhook-event": "event_type", "X-Delivery": "delivery_id"}

    headers.get_by_role("button", name="Remove the header about the event").first.click()
    expect(headers.get_by_label("Name of header about the event 1")).to_have_value("X-Delivery")
    headers.get_by_role("button", name="differs from preset").click()
    expect(headers.get_by_label("Name of header about the event 1")).to_have_value("x-webhook-event")
    expect(second).to_have_count(0)


def test_what_somebody_else_saves_joins_what_is_being_typed(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    name = page.get_by_label("Name", exact=True)
    name.press("End")
    name.press_sequentially(" of the shop")
    expect(bar(page)).to_contain_text("1 unsaved change")
    installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"description": "By hand"})
    expect(page.get_by_label("Description", exact=True)).to_have_value("By hand")
    expect(name).to_be_focused()
    name.press_sequentially("s")
    expect(name).to_have_value("Order Sync of the shops")
    expect(bar(page)).to_contain_text("Name")
    page.keyboard.press("Control+s")
    expect(bar(page)).to_contain_text("Saved as revision 3")
    stored = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    assert (stored["name"], stored["description"]) == ("Order Sync of the shops", "By hand")


def test_what_somebody_else_saved_is_replaced_only_by_who_was_told(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    page.get_by_label("Name", exact=True).fill("Mine")
    expect(bar(page)).to_contain_text("1 unsaved change")
    installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"name": "Theirs"})
    expect(bar(page)).to_contain_text("changed Name to Theirs meanwhile. Saving replaces that.")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("changed Name to Theirs meanwhile. Saving replaces that.")
    assert grave_violations(page) == []
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["name"] == "Theirs"
    dialog.get_by_role("button", name="Save as revision 3").click()
    expect(bar(page)).to_contain_text("Saved as revision 3")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["name"] == "Mine"

    page.get_by_role("region", name="Revisions").get_by_role("button").last.click()
    expect(dialog).to_contain_text("The webhook was created.")
    restoring = dialog.get_by_role("region", name="What restoring would change")
    expect(restoring).to_contain_text(re.compile("Name.*Mine.*Order Sync"))
    dialog.get_by_role("button", name="Restore this revision").click()
    expect(bar(page)).to_contain_text("Saved as revision 4")
    page.get_by_role("region", name="Revisions").get_by_role("button").last.click()
    expect(dialog).to_contain_text("Nothing: but for its secrets the webhook is what it was then.")
    expect(dialog.get_by_role("button", name="Restore this revision")).to_be_disabled()
    dialog.get_by_role("button", name="Close").last.click()
    page.get_by_role("button", name="Revision 4", exact=True).click()
    expect(dialog).to_contain_text("Revision 4,")
    expect(dialog.get_by_role("region", name="Changes")).to_contain_text(re.compile("Name.*Mine.*Order Sync"))


def test_a_condition_that_is_not_complete_stays_while_other_sections_are_changed(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", event_types=["order.created"], headers={"X-Source": "erp"})
    edit(installation, page, webhook_id, "?section=filters")
    field = page.get_by_label("Field", exact=True)
    field.fill("order.total")
    field.press("Tab")
    expect(page.locator(".fb-note")).to_be_visible()
    page.get_by_role("navigation", name="Sections").get_by_role("button", name="Headers").click()
    section(page, "headers").get_by_role("button", name="Remove the header", exact=True).click()
    expect(section(page, "headers").get_by_label("Value of header 1")).to_have_count(0)
    page.get_by_role("navigation", name="Sections").get_by_role("button", name="Filters").click()
    expect(field).to_have_value("order.total")


def test_the_address_names_the_event_type_whose_filter_is_open(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", event_types=["order.created", "order.updated"])
    edit(installation, page, webhook_id, "?section=filters&event=order.created")
    types = page.get_by_role("group", name="Event type")
    types.get_by_role("button", name="order.updated").click()
    expect(page).to_have_url(re.compile(r"\?section=filters&event=order\.updated$"))
    page.reload()
    expect(types.get_by_role("button", name="order.updated")).to_have_attribute("aria-pressed", "true")


def test_a_section_stays_where_it_was_brought_though_what_is_above_it_grows(
    installation: Installation, page: Page
) -> None:
    edit(installation, page, installation.create("Order Sync"))
    page.evaluate(GO_AND_GROW)
    top = "Math.round(document.getElementById('section-delivery').getBoundingClientRect().top)"
    settles_at(page, lambda: page.evaluate(top), HEADER_HEIGHT)


def test_the_save_bar_says_which_condition_and_how_many_lines_changed(
    installation: Installation, page: Page
) -> None:
    template = {"format": "json", "text": '{\n  "total": {order.total}\n}', "strict": False}
    webhook_id = installation.create(
        "Order Sync",
        event_types=["order.created"],
        filters={"order.created": {"order.total": {"$gt": 60}}},
        templates={"order.created": template},
    )
    edit(installation, page, webhook_id, "?section=filters")
    page.get_by_label("Value", exact=True).fill("100")
    expect(bar(page)).to_contain_text("order.created filter: total 60 → 100")
    page.get_by_role("navigation", name="Sections").get_by_role("button", name="Payload").click()
    typed = page.get_by_role("textbox", name="Template")
    typed.press("Control+Home")
    typed.press("End")
    typed.press("Enter")
    page.keyboard.type('"number": {order.number},')
    expect(bar(page)).to_contain_text("order.created template: 1 line added")


def test_the_preview_marks_the_result_of_the_placeholder_that_the_cursor_is_in(
    installation: Installation, page: Page
) -> None:
    text = '{\n  "total": {order.total},\n  "note": "no. {order.number}"\n}'
    webhook_id = installation.create(
        "Order Sync",
        event_types=["order.created"],
        templates={"order.created": {"format": "json", "text": text, "strict": False}},
    )
    order = {"total": 150, "number": "SO-7"}
    installation.call("POST", "/api/v1/events", {"type": "order.created", "data": order})
    edit(installation, page, webhook_id, "?section=payload&event=order.created")
    sent = page.get_by_role("region", name="What would be sent")
    expect(sent).to_contain_text("no. SO-7")
    expect(sent.locator("mark")).to_have_count(0)
    typed = page.get_by_role("textbox", name="Template")
    typed.press("Control+Home")
    typed.press("ArrowDown")
    typed.press("End")
    page.keyboard.press("ArrowLeft")
    expect(sent.locator("mark")).to_have_text("150")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(sent.locator("mark")).to_have_text('"no. SO-7"')
    assert grave_violations(page) == []
    page.keyboard.press("Home")
    expect(sent.locator("mark")).to_have_count(0)


def test_a_click_on_a_choice_shows_before_the_server_has_answered(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    page.locator("#test-webhook").click()
    dialog = page.get_by_role("dialog")
    sample = dialog.get_by_role("radio", name=re.compile("Generated sample"))
    own = dialog.get_by_role("radio", name=re.compile("Own JSON"))
    signature = dialog.get_by_label("Include signature")
    expect(sample).to_be_checked()
    expect(dialog).to_contain_text("Nothing sent yet.")
    installation.server.process.send_signal(signal.SIGSTOP)
    try:
        assert own.evaluate(CLICK) is True
        assert sample.is_checked() is False
        assert signature.evaluate(CLICK) is False
    finally:
        installation.server.process.send_signal(signal.SIGCONT)
    expect(dialog.get_by_label("Data of the event, in JSON")).to_be_visible()
    expect(own).to_be_checked()
    expect(signature).not_to_be_checked()


def test_the_focus_comes_back_after_the_dialog_unless_it_is_somewhere_already(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    button, dialog = page.locator("#test-webhook"), page.get_by_role("dialog")
    button.click()
    expect(dialog.get_by_role("button", name="Send test")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    url_of(page).focus()
    page.evaluate("window.editor.focusAgain('test-webhook')")
    page.keyboard.type("/more")
    expect(url_of(page)).to_have_value(re.compile("/more"))
    expect(bar(page)).to_contain_text("1 unsaved change")


def test_enter_in_the_search_of_events_waits_for_a_slow_server(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", event_types=["invoice.sent"])
    edit(installation, page, webhook_id)
    search = page.get_by_label("Search events")
    search.focus()
    installation.server.process.send_signal(signal.SIGSTOP)
    try:
        page.keyboard.type("shipment.*")
        page.keyboard.press("Enter")
        page.evaluate(MANY_FRAMES)
    finally:
        installation.server.process.send_signal(signal.SIGCONT)
    expect(page.locator('input[data-event="shipment.*"]')).to_be_checked()


def test_a_mistake_takes_the_focus_though_the_page_shows_it_late(
    installation: Installation, page: Page
) -> None:
    edit(installation, page, installation.create("Order Sync"))
    page.evaluate(LATE_MISTAKE)
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
