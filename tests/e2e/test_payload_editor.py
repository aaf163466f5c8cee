"""The payload section in a real browser: a template typed, tried, saved, and what is then delivered."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import OWNER, PASSWORD, VIEWER, install
from tests.e2e.lost_connection import late_socket
from tests.e2e.server_process import ServerProcess, clean_environment, running_server
from tests.e2e.settling import fits_the_width, settles_at
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Receiver

HUMAN_MS = 40
"""Between two keys: a list that has just opened does not take Enter for a moment."""
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1440, "height": 1008}

SEED_TEMPLATE = """\
{
  "event": "order.created",
  "timestamp": "{webhook.timestamp}",
  "data": {
    "order_id": "{order.id}",
    "order_number": "{order.number}",
    "customer": {
      "id": "{customer.id}",
      "name": "{customer.name}",
      "email": "{customer.email}"
    },
    "items": [
      {
        "sku": "{item.sku}",
        "name": "{item.name}",
        "quantity": "{item.quantity}",
        "price": "{item.price}"
      }
    ],
    "totals": {
      "subtotal": "{order.subtotal}",
      "tax": "{order.tax}",
      "shipping": "{order.shipping}",
      "total": "{order.total}"
    }
  }
}"""
ORDER = {
    "id": "ord_9f2c41",
    "number": "SO-2026-0918",
    "subtotal": 132.5,
    "tax": 18,
    "shipping": 0,
    "total": 150.5,
    "customer": {"id": "CUS-1", "name": 'Bergman "Outdoor" Ωß', "email": "buy@bergman.example"},
    "items": [
        {"sku": "SKU-44120", "name": "Tent, 2 persons", "quantity": 2, "price": 60},
        {"sku": "SKU-10077", "name": "Rope\t12 mm", "quantity": 1, "price": 12.5},
    ],
}
TIMESTAMP = re.compile(rb'"timestamp": "([^"]+)"')


@dataclass(frozen=True)
class Installation:
    """A server with an owner and an API key that may do everything."""

    server: ServerProcess
    key: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.request(
            method, f"{self.server.url}{path}", json=body, headers=headers, timeout=PATIENCE_SECONDS
        )
        return answer.raise_for_status().json()

    def create(self, **fields: Any) -> str:
        """Create a webhook; its id."""
        draft = {"name": "Order Sync", "url": "http://127.0.0.1:9/x", "event_types": ["order.created"]}
        return str(self.call("POST", "/api/v1/webhooks", draft | fields)["id"])

    def publish(self, data: Any, event_type: str = "order.created") -> None:
        """Publish one event."""
        self.call("POST", "/api/v1/events", {"type": event_type, "data": data})

    def open(self, page: Page, webhook_id: str, email: str = OWNER) -> None:
        """Sign in and go to the template of a webhook."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}/webhooks/{webhook_id}?section=payload&event=order.created")
        expect(sent(page)).to_be_visible()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one."""
    data_dir = tmp_path / "data"
    key = install(data_dir)
    with running_server(data_dir, environment=clean_environment(allowed_addresses="127.0.0.0/8")) as server:
        yield Installation(server, key)


def editor(page: Page) -> Locator:
    """Where the template is typed."""
    return page.get_by_role("textbox", name="Template", exact=True)


def sent(page: Page) -> Locator:
    """What would be sent."""
    return page.get_by_role("region", name="What would be sent")


def status(page: Page) -> Locator:
    """The line below the template."""
    return page.locator(".payload-template .payload-status")


def save_button(page: Page) -> Locator:
    """The primary button."""
    return page.get_by_role("button", name=re.compile("^Save as revision"))


def type_template(page: Page, template: str) -> None:
    """Replace the text key by key; the editor indents by itself."""
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    for number, line in enumerate(template.split("\n")):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(line.strip())


def typed_text(page: Page) -> str:
    """What stands in the editor."""
    return "\n".join(line.inner_text().rstrip("\n") for line in editor(page).locator(".cm-line").all())


def copy_button(page: Page) -> Locator:
    """The button that holds exactly what would be sent, as `data-copy`."""
    return page.get_by_role("button", name="Copy exactly what is sent")


def raw_preview(page: Page) -> bytes:
    """Exactly what would be sent now."""
    return (copy_button(page).get_attribute("data-copy") or "").encode()


def paste_event(page: Page, data: Any) -> None:
    """Try the template on this data."""
    page.get_by_label("Event to try the template on").click()
    page.get_by_role("option", name="Paste JSON…").click()
    page.get_by_label("Data of an event, in JSON").fill(json.dumps(data))
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_seeds_template_is_typed_previewed_saved_and_delivered_byte_for_byte(
    installation: Installation, page: Page
) -> None:
    with Receiver() as receiver:
        webhook_id = installation.create(url=f"{receiver.url}/orders")
        page.set_viewport_size(WIDE)
        installation.open(page, webhook_id)
        expect(page.get_by_text("No template.")).to_be_visible()
        page.get_by_role("button", name="Use default template").click()
        expect(editor(page)).to_contain_text("{event.type}")
        type_template(page, SEED_TEMPLATE)
        settles_at(page, lambda: typed_text(page), SEED_TEMPLATE)
        paste_event(page, ORDER)
        expect(sent(page)).to_contain_text('"order_number": "SO-2026-0918"')
        expect(sent(page)).to_contain_text("SKU-10077")
        expect(page.get_by_text("Valid JSON")).to_be_visible()
        expect(page.locator(".payload-headers")).to_contain_text("webhook-signature v1,")
        expect(sent(page).locator(".is-added").first).to_be_visible()
        assert grave_violations(page) == []

        expect(copy_button(page)).to_have_attribute("data-copy", re.compile('"total": "?150.5'))
        previewed = raw_preview(page)
        page.keyboard.press("ControlOrMeta+s")
        expect(page.get_by_text("Saved as revision 2", exact=True)).to_be_visible()
        expect(sent(page)).to_contain_text("As the saved one.")
        installation.publish(ORDER)
        (delivered,) = receiver.wait_for(1)

    # An attempt says when it is made; all else is the same.
    (moment,) = TIMESTAMP.findall(delivered.body)
    assert TIMESTAMP.sub(b'"timestamp": "%b"' % moment, previewed) == delivered.body
    assert delivered.header("content-type") == "application/json"


def test_a_mistake_is_shown_at_its_place_and_hinders_the_save(installation: Installation, page: Page) -> None:
    source = {"format": "json", "text": '{\n  "total": {order.total}\n}'}
    installation.open(page, installation.create(templates={"order.created": source}))
    expect(status(page)).to_contain_text("No warnings")
    editor(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.type(' "tax": {order.tax}')
    expect(status(page)).to_contain_text(re.compile(r"Line 2, column \d+: "))
    expect(editor(page).locator(".cm-lintRange-error")).to_be_visible()
    expect(save_button(page)).to_be_disabled()
    expect(status(page)).to_contain_text("2:44")

    for _ in range(len(' "tax": {order.tax}')):
        page.keyboard.press("Backspace")
    page.keyboard.type(', "fax": "{customer.fax}"')
    expect(status(page)).to_contain_text('Line 2: customer.fax is missing in this event, sent as "".')
    expect(editor(page).locator(".cm-lintRange-warning")).to_be_visible()
    expect(save_button(page)).to_be_enabled()


def test_variables_and_formatters_are_offered_with_their_real_values(
    installation: Installation, page: Page
) -> None:
    installation.publish(ORDER)
    source = {"format": "json", "text": '{"name": ""}'}
    installation.open(page, installation.create(templates={"order.created": source}))
    expect(page.locator('[data-insert="{order.number}"]')).to_contain_text("SO-2026-0918")
    editor(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("{cust")
    offered = page.locator(".cm-tooltip-autocomplete li")
    expect(offered.filter(has_text="customer.name")).to_contain_text('Bergman "Outdoor" Ωß')
    page.keyboard.type("omer.nam", delay=HUMAN_MS)
    expect(offered.and_(page.locator("[aria-selected=true]"))).to_contain_text("customer.name")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text('{"name": "{customer.name}"}')
    page.keyboard.type("|")
    expect(offered.first).to_contain_text('BERGMAN "OUTDOOR" ΩSS')
    expect(offered.filter(has_text="date")).to_have_count(0)
    page.keyboard.type("upp", delay=HUMAN_MS)
    expect(offered.and_(page.locator("[aria-selected=true]"))).to_contain_text("upper")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text('{"name": "{customer.name|upper}"}')
    expect(sent(page)).to_contain_text("OUTDOOR")

    page.get_by_label("Find a field or value").fill("0918")
    rows = page.locator(".payload-variable")
    expect(rows).to_have_count(1)
    rows.click()
    expect(editor(page)).to_contain_text("{order.number}")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()


def test_what_formatters_make_of_a_value_is_offered_however_late_it_comes(
    installation: Installation, page: Page
) -> None:
    installation.publish(ORDER)
    source = {"format": "text", "text": "To: "}
    late = late_socket(page)
    installation.open(page, installation.create(templates={"order.created": source}))
    expect(page.locator('[data-insert="{order.number}"]')).to_contain_text("SO-2026-0918")
    editor(page).click()
    page.keyboard.press("ControlOrMeta+End")
    offered = page.locator(".cm-tooltip-autocomplete li")
    with late.held():
        page.keyboard.type("{customer.name|")
        expect(offered.first).to_contain_text("In capitals")
    expect(offered.first).to_contain_text('BERGMAN "OUTDOOR" ΩSS')
    page.keyboard.type("upp", delay=HUMAN_MS)
    expect(offered.and_(page.locator("[aria-selected=true]"))).to_contain_text("upper")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("{customer.name|upper}")


def test_what_the_last_events_lack_is_counted_and_listed(installation: Installation, page: Page) -> None:
    for number in range(3):
        customer = {"name": "A"} if number == 1 else {"name": "A", "phone": "1"}
        installation.publish({"number": f"SO-{number}", "customer": customer})
    source = {"format": "json", "text": '{"phone": "{customer.phone}"}'}
    installation.open(page, installation.create(templates={"order.created": source}))
    check = page.locator(".payload-check")
    expect(check).to_contain_text("Over the last 3 order.created:")
    expect(check).to_contain_text("3 rendered")
    expect(check).to_contain_text("1 without customer.phone")
    check.get_by_role("button", name="Show it").click()
    page.get_by_role("dialog").get_by_role("listitem").get_by_role("button").click()
    expect(status(page)).to_contain_text("customer.phone is missing in this event")
    expect(page.locator(".payload-variable").filter(has_text="missing").first).to_be_visible()

    page.get_by_label("Missing values").click()
    page.get_by_role("option", name="Refuse (strict)").click()
    expect(status(page)).to_contain_text("Fails for this event")
    expect(check).to_contain_text("1 invalid")
    expect(save_button(page)).to_be_enabled()


def test_ready_templates_forms_and_no_template(installation: Installation, page: Page) -> None:
    installation.open(page, installation.create())
    page.get_by_role("button", name="Templates").click()
    page.get_by_role("menuitem", name="Discord, orders").click()
    expect(editor(page)).to_contain_text("allowed_mentions")
    expect(sent(page)).to_contain_text("order.created SO-2026-0892")
    page.get_by_role("button", name="Form", exact=True).click()
    expect(status(page)).to_contain_text("Line 1, column 1")
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("order={order.number}")
    expect(page.get_by_text("Form fields")).to_be_visible()
    expect(copy_button(page)).to_have_attribute("data-copy", "order=SO-2026-0892")
    page.get_by_role("button", name="Templates").click()
    page.get_by_role("menuitem", name="No template").click()
    expect(page.get_by_text("No template.")).to_be_visible()
    expect(sent(page)).to_contain_text('"type": "order.created"')
    expect(page.get_by_text("Nothing has changed.")).to_have_count(0)


def test_a_type_without_a_template_of_its_own_shows_that_of_its_pattern(
    installation: Installation, page: Page
) -> None:
    source = {"format": "json", "text": '{"number": "{order.number}"}'}
    installation.open(page, installation.create(templates={"order.*": source}))
    expect(page.get_by_text("Events of this type get the template for order.*")).to_be_visible()
    expect(copy_button(page)).to_have_attribute("data-copy", '{"number": "SO-2026-0892"}')
    page.get_by_role("button", name="Begin with it").click()
    expect(editor(page)).to_have_text(source["text"])
    expect(save_button(page)).to_be_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_on_a_phone_and_by_those_who_may_not_change_it(
    installation: Installation, page: Page, scheme: str
) -> None:
    source = {"format": "json", "text": '{"total": {order.total}}'}
    webhook_id = installation.create(templates={"order.created": source})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size(PHONE)
    installation.open(page, webhook_id, VIEWER)
    expect(page.get_by_text("Read only: changing a webhook needs the role admin.")).to_be_in_viewport()
    expect(editor(page)).to_contain_text("{order.total}")
    assert grave_violations(page) == []
    fits_the_width(page, PHONE["width"])
    editor(page).click()
    page.keyboard.type("x")
    expect(editor(page)).to_have_text('{"total": {order.total}}')
