"""The filter builder in a real browser: built by mouse and by keyboard, tried, saved, and then obeyed."""

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

PHONE: ViewportSize = {"width": 390, "height": 844}
FILTER = {
    "order.total": {"$gt": 100},
    "order.source": "Online",
    "order.ship_method": {"$in": ["Standard", "Express"]},
}
ORDERS = [
    {"number": "SO-1", "total": 150, "source": "Online", "ship_method": "Express"},
    {"number": "SO-2", "total": 50, "source": "Online", "ship_method": "Express"},
    {"number": "SO-3", "total": 200, "source": "Phone", "ship_method": "Standard"},
    {"number": "SO-4", "total": 500, "source": "Online", "ship_method": "Ground"},
]


FITS = """(row) => {
  const part = (name) => row.querySelector(`[aria-label="${name}"]`);
  const [field, operator, value] = ["Field", "Operator", "Value"].map(part);
  const box = (part) => part.getBoundingClientRect();
  const areApart = box(field).right < box(operator).left && box(operator).right < box(value).left;
  return areApart && field.scrollWidth <= field.clientWidth;
}"""
"""Whether the parts of a row stand beside each other, and the name of the field is whole."""


@dataclass(frozen=True)
class Installation:
    """A server with an API key that may do everything, and a receiver of our own."""

    server: ServerProcess
    receiver: Receiver
    key: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.request(
            method, f"{self.server.url}{path}", json=body, headers=headers, timeout=PATIENCE_SECONDS
        )
        return answer.raise_for_status().json() if answer.content else None

    def create_webhook(self, *event_types: str, **fields: Any) -> str:
        """Create a webhook to the receiver; its id."""
        draft = {"name": "Order Sync", "url": f"{self.receiver.url}/hooks", "event_types": event_types}
        return str(self.call("POST", "/api/v1/webhooks", draft | fields)["id"])

    def publish(self, *orders: dict[str, Any]) -> None:
        """Publish one order.created for each."""
        for order in orders:
            event = {"type": "order.created", "entity_id": order["number"], "data": order}
            self.call("POST", "/api/v1/events", event)

    def filters_of(self, webhook_id: str) -> Any:
        """The filters that are stored."""
        return self.call("GET", f"/api/v1/webhooks/{webhook_id}")["filters"]

    def open(self, page: Page, webhook_id: str, email: str = OWNER) -> None:
        """Sign in and go to the filters of a webhook."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}/webhooks/{webhook_id}?section=filters")
        expect(page.get_by_role("heading", name="Filters", exact=True)).to_be_visible()
        expect(row(page, 1)).to_be_visible()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one."""
    data_dir = tmp_path / "data"
    key = install(data_dir)
    settings = clean_environment(allowed_addresses="127.0.0.0/8")
    with running_server(data_dir, environment=settings) as server, Receiver() as receiver:
        yield Installation(server, receiver, key)


def row(page: Page, number: int) -> Locator:
    """One row of the builder."""
    return page.get_by_role("group", name=f"Row {number}", exact=True)


def matching(page: Page) -> Locator:
    """The column of samples."""
    return page.get_by_role("region", name="Sample matching")


def verdict(page: Page, title: str) -> Locator:
    """The row of a sample or an event in it."""
    return matching(page).get_by_role("listitem").filter(has=page.get_by_text(title, exact=True))


def fill_row(page: Page, number: int, field: str, operator: str, value: str) -> None:
    """Fill one row in with the mouse; only values are typed."""
    row(page, number).get_by_label("Field").click()
    page.get_by_role("listbox", name="Fields seen so far").get_by_role("option", name=field).click()
    row(page, number).get_by_label("Operator").click()
    page.get_by_role("option", name=operator, exact=True).click()
    row(page, number).get_by_label(re.compile("^Value(s, parted by commas)?$")).fill(value)


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def choose_by_keyboard(page: Page, number: int, field: str, operator: str, shown: tuple[str, str]) -> None:
    """Search field and operator by typing; `shown` is what is said of both then."""
    page.keyboard.type(field)
    press(page, "Enter")
    chosen = row(page, number).get_by_label("Operator")
    expect(chosen).to_be_focused()
    expect(page.get_by_text(f"In the sample: {shown[0]}")).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_role("option", name=shown[1])).to_be_visible()
    page.keyboard.type(operator)
    expect(page.get_by_role("option", name=shown[1])).to_be_focused()
    press(page, "Enter")
    expect(chosen).to_have_text(shown[1])


def expect_the_four_samples(page: Page) -> None:
    """The reasons of the seed, in the words of the builder."""
    expect(verdict(page, "$150, Online, Express")).to_contain_text("Triggers")
    reasons = {
        "$50, Online, Express": "Below minimum: order.total is 50, must be over 100.",
        "$200, Phone, Standard": 'Wrong source: order.source is "Phone", must be "Online".',
        "$500, Online, Ground": (
            'Wrong ship method: order.ship_method is "Ground", must be "Standard" or "Express".'
        ),
    }
    for title, reason in reasons.items():
        expect(verdict(page, title)).to_contain_text(reason)
        expect(verdict(page, title)).to_contain_text("Does not")
    expect(verdict(page, "$150, Online, Express")).to_contain_text("All three conditions hold.")


def expect_only_the_first_order(installation: Installation) -> None:
    """Publish four orders: the one that passes arrives, and there is no delivery of the others."""
    installation.publish(*ORDERS)
    (request,) = installation.receiver.wait_for(1)
    assert json.loads(request.body)["data"]["number"] == "SO-1"
    assert len(installation.call("GET", "/api/v1/deliveries")["items"]) == 1


def test_the_order_filter_is_built_with_the_mouse_and_lets_one_of_four_orders_through(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create_webhook("order.created", "order.updated")
    installation.open(page, webhook_id)
    expect(page.get_by_text("No order.created has been published yet.").first).to_be_visible()
    assert grave_violations(page) == []

    fill_row(page, 1, "order.total", "is greater than", "100")
    page.get_by_role("button", name="Condition", exact=True).click()
    fill_row(page, 2, "order.source", "is", "Online")
    page.get_by_role("button", name="Condition", exact=True).click()
    fill_row(page, 3, "order.ship_method", "is one of", "Standard, Express")
    expect_the_four_samples(page)
    expect(page.get_by_role("button", name="order.created Not saved yet")).to_be_visible()
    assert grave_violations(page) == []

    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("is saved as revision 2")).to_be_visible()
    assert installation.filters_of(webhook_id) == {"order.created": FILTER}
    expect_only_the_first_order(installation)


def test_a_button_that_moves_while_it_is_pressed_is_still_pressed(
    installation: Installation, page: Page
) -> None:
    installation.open(page, installation.create_webhook("order.created"))
    fill_row(page, 1, "order.source", "is", "Online")
    missing = page.get_by_text("Type a value.", exact=True)
    expect(missing).to_be_visible()
    page.get_by_role("button", name="Condition", exact=True).hover()
    page.mouse.down()  # the field loses the focus, its value is told, and nothing is missing any more
    expect(missing).to_have_count(0)
    page.mouse.up()
    expect(row(page, 2)).to_be_visible()


def test_an_operator_that_is_pressed_while_others_are_offered_is_the_one_that_is_chosen(
    installation: Installation, page: Page
) -> None:
    late = late_socket(page)
    installation.open(page, installation.create_webhook("order.created"))
    operator = row(page, 1).get_by_label("Operator")
    with late.held():
        row(page, 1).get_by_label("Field").click()
        page.get_by_role("option", name="order.ship_method").click()
        operator.click()
        page.get_by_role("option", name="is one of", exact=True).hover()
        page.mouse.down()
    expect(page.get_by_role("option", name="is greater than")).to_have_count(0)
    page.mouse.up()
    expect(operator).to_have_text("is one of")

    # One that is not offered any more is not chosen, and nothing else is in its place.
    with late.held():
        row(page, 1).get_by_label("Field").fill("order.total")
        page.keyboard.press("Tab")
        operator.click()
        page.get_by_role("option", name="starts with", exact=True).hover()
        page.mouse.down()
    expect(page.get_by_role("option", name="starts with")).to_have_count(0)
    page.mouse.up()
    expect(page.get_by_role("option", name="is greater than")).to_be_visible()
    page.keyboard.press("Escape")
    expect(operator).to_have_text("is one of")


def test_the_order_filter_is_built_with_the_keyboard_alone(installation: Installation, page: Page) -> None:
    webhook_id = installation.create_webhook("order.created")
    installation.open(page, webhook_id)
    row(page, 1).get_by_label("Field").focus()
    press(page, "Escape", "Enter")  # nothing is typed: the menu opens, and one stays where one is
    expect(page.get_by_role("listbox", name="Fields seen so far")).to_be_visible()
    expect(row(page, 1).get_by_label("Field")).to_be_focused()
    choose_by_keyboard(page, 1, "total", "is greater", ("order.total = 150.00", "is greater than"))
    press(page, "Tab", "1", "0", "0", "Enter")

    # A field may also be typed as it is, and its operator left alone.
    expect(row(page, 2).get_by_label("Field")).to_be_focused()
    page.keyboard.type("order.source")
    press(page, "Tab", "Tab")
    expect(row(page, 2).locator("[data-value=Online]")).to_have_count(1)
    press(page, "ArrowDown", "Enter")
    expect(row(page, 2).get_by_label("Value", exact=True)).to_have_value("Online")
    press(page, "Enter")

    expect(row(page, 3).get_by_label("Field")).to_be_focused()
    choose_by_keyboard(page, 3, "ship m", "is one", ("order.ship_method = Express", "is one of"))
    values = row(page, 3).get_by_label("Values, parted by commas")
    expect(values).to_be_visible()
    press(page, "Tab")
    page.keyboard.type("Standard, Express")
    press(page, "Enter")
    expect(row(page, 4).get_by_label("Field")).to_be_focused()
    press(page, "Tab", "Tab", "Backspace")
    expect(row(page, 4)).to_have_count(0)
    expect(values).to_be_focused()

    expect_the_four_samples(page)
    press(page, "Control+s")
    expect(page.get_by_text("is saved as revision 2")).to_be_visible()
    assert installation.filters_of(webhook_id) == {"order.created": FILTER}
    expect_only_the_first_order(installation)


def test_what_is_typed_before_a_new_row_has_come_is_meant_for_it(
    installation: Installation, page: Page
) -> None:
    late = late_socket(page)
    installation.open(page, installation.create_webhook("order.created"))
    fill_row(page, 1, "order.source", "is", "Online")
    expect(page.get_by_text("Type a value.", exact=True)).to_have_count(0)
    with late.held():
        press(page, "Enter", "Shift")
        page.keyboard.type("totax")  # T alone would open the dialog of a test
        press(page, "Backspace", "Backspace")
    field = row(page, 2).get_by_label("Field")
    expect(field).to_be_focused()
    page.keyboard.type("al")
    expect(field).to_have_value("total")
    press(page, "Enter")
    expect(field).to_have_value("order.total")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_before_a_new_row_has_come_go_to_where_one_has_gone_meanwhile(
    installation: Installation, page: Page
) -> None:
    late = late_socket(page)
    installation.open(page, installation.create_webhook("order.created"))
    add = page.get_by_role("button", name="Condition", exact=True)
    expect(add).to_be_enabled()
    with late.held():
        add.click()
        press(page, "Control+k")
        page.keyboard.type("deliv")
        expect(page.get_by_role("combobox", name="Jump to")).to_have_value("deliv")
        press(page, "Escape")
    expect(row(page, 2).get_by_label("Field")).to_be_focused()
    press(page, "Escape")
    with late.held():
        add.click()
        page.keyboard.type("total")
        press(page, "Enter")  # not on the button, which still has the focus
    expect(row(page, 3).get_by_label("Field")).to_have_value("total")
    expect(row(page, 4)).to_have_count(0)


def test_a_new_row_leaves_alone_who_types_elsewhere_by_then(installation: Installation, page: Page) -> None:
    late = late_socket(page)
    installation.open(page, installation.create_webhook("order.created", filters={"order.created": FILTER}))
    value = row(page, 1).get_by_label("Value", exact=True)
    expect(value).to_have_value("100")
    with late.held():
        page.get_by_role("button", name="Condition", exact=True).click()
        value.fill("")
        page.keyboard.type("25")
    expect(row(page, 4)).to_be_visible()
    page.keyboard.type("0")
    expect(value).to_be_focused()
    expect(value).to_have_value("250")


def test_what_is_pressed_on_the_rows_of_one_type_does_not_change_those_of_another(
    installation: Installation, page: Page
) -> None:
    late = late_socket(page)
    types = ("order.created", "order.updated")
    installation.open(page, installation.create_webhook(*types, filters=dict.fromkeys(types, FILTER)))
    expect(row(page, 3)).to_be_visible()
    expect_the_four_samples(page)
    with late.held():
        page.get_by_role("button", name="order.updated").click()
        page.get_by_role("button", name="Delete row 1").click()
        page.get_by_role("button", name="Condition", exact=True).click()
    expect(page.get_by_role("button", name="order.updated")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Any-of group").click()
    expect(row(page, 4)).to_be_visible()
    expect(row(page, 1).get_by_label("Field")).to_have_value("order.total")


def test_the_key_that_saves_leaves_the_focus_where_it_is(installation: Installation, page: Page) -> None:
    webhook_id = installation.create_webhook("order.created", filters={"order.created": FILTER})
    installation.open(page, webhook_id)
    value = row(page, 2).get_by_label("Value", exact=True)
    expect(value).to_have_value("Online")
    value.fill("Phone")
    value.press("End")
    pressed = 'new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true })'
    assert value.evaluate(f"(field) => (field.dispatchEvent({pressed}), document.activeElement === field)")
    page.keyboard.type("s")
    expect(page.get_by_text("is saved as revision 2")).to_be_visible()
    expect(value).to_have_value("Phones")
    assert installation.filters_of(webhook_id)["order.created"]["order.source"] == "Phone"


def test_a_filter_is_read_as_rows_and_as_json_and_its_mistakes_have_a_place(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create_webhook("order.created", filters={"order.created": FILTER})
    installation.open(page, webhook_id)
    expect(row(page, 1).get_by_label("Field")).to_have_value("order.total")
    expect(row(page, 3).get_by_label("Operator")).to_have_text("is one of")
    page.get_by_role("button", name="Any-of group").click()
    fill_row(page, 4, "customer.name", "contains", "Bergman")
    page.get_by_role("button", name="Add a condition to this group").click()
    fill_row(page, 5, "items[].sku", "matches", "(")
    expect(page.get_by_role("alert").filter(has_text="missing )")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_be_disabled()
    row(page, 5).get_by_label("Value", exact=True).fill("^SKU")

    page.get_by_role("button", name="JSON", exact=True).click()
    editor = page.get_by_role("textbox", name="Filter as JSON")
    expect(editor).to_contain_text('"$contains": "Bergman"')
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"order.total": {"$gt": 100,}}')
    expect(page.get_by_text(re.compile(r"^Line 1, column \d+: "))).to_be_visible()
    expect(matching(page)).to_contain_text("By the last filter that could be read.")
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_be_disabled()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"order.total": {"$over": 100}}')
    expect(page.get_by_text(re.compile(r"^At order\.total"))).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"$not": {"$or": [{"vip": true}, {"order.total": 5}]}}')
    expect(page.get_by_text("This filter is too complex for rows, so it stays in JSON.")).to_be_visible()
    expect(page.get_by_role("button", name="Rows", exact=True)).to_be_disabled()
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"order.total": {"$between": [10, 60]}}')
    expect(verdict(page, "$50, Online, Express")).to_contain_text("Triggers")
    assert grave_violations(page) == []
    page.get_by_role("button", name="Rows", exact=True).click()
    expect(row(page, 1).get_by_label("From", exact=True)).to_have_value("10")
    expect(row(page, 1).get_by_label("To", exact=True)).to_have_value("60")


def test_the_last_events_are_counted_and_listed_against_the_saved_filter(
    installation: Installation, page: Page
) -> None:
    saved = {"order.total": {"$gt": 60}}
    webhook_id = installation.create_webhook("order.created", filters={"order.created": saved}, active=False)
    installation.publish(*({"number": f"SO-{total}", "total": total} for total in range(0, 200, 10)))
    installation.open(page, webhook_id)
    backtest = page.get_by_role("region", name=re.compile("order.created would trigger"))
    expect(backtest).to_contain_text("13 of the last 20 order.created would trigger.")
    expect(backtest).to_contain_text("the same as with the saved filter")

    value = row(page, 1).get_by_label("Value", exact=True)
    value.fill("100")
    expect(backtest).to_contain_text("9 of the last 20 order.created would trigger.")
    expect(backtest).to_contain_text("4 fewer than the saved filter")
    expect(backtest).to_contain_text("saved filter: 13")
    gone = backtest.get_by_role("tab", name="No longer sent 4")
    expect(gone).to_have_attribute("aria-selected", "true")
    expect(backtest.get_by_role("listitem").filter(has_text="SO-100")).to_contain_text(
        "order.total is 100, must be over 100"
    )
    installation.publish({"number": "SO-last", "total": 80})
    value.fill("90")
    expect(verdict(page, "SO-last")).to_contain_text("changed")
    expect(matching(page)).to_contain_text("of 9 trigger")
    backtest.get_by_role("tab", name="All 21").click()
    expect(backtest.get_by_role("listitem").filter(has_text="SO-190")).to_contain_text("Triggers")
    assert grave_violations(page) == []

    # While a row is not complete the rest is tried, and nothing can be saved.
    value.fill("")
    expect(page.get_by_text("Type a value.", exact=True)).to_be_visible()
    expect(backtest).to_contain_text("21 of the last 21")
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_be_disabled()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    expect(value).to_have_value("60")
    expect(backtest).to_contain_text("the same as with the saved filter")


def test_a_sample_of_ones_own_is_checked_and_tried(installation: Installation, page: Page) -> None:
    webhook_id = installation.create_webhook("order.created", filters={"order.created": FILTER})
    installation.open(page, webhook_id)
    page.get_by_role("button", name="Paste JSON").click()
    asked = page.get_by_role("dialog")
    asked.get_by_label("Data, in JSON").fill('{"total": 150,}')
    asked.get_by_role("button", name="Try it").click()
    expect(asked.get_by_text(re.compile(r"^Line 1, column \d+: "))).to_be_visible()
    assert grave_violations(page) == []
    asked.get_by_label("Name").fill("By phone")
    asked.get_by_label("Data, in JSON").fill('{"total": 150, "source": "Phone"}')
    asked.get_by_role("button", name="Try it").click()
    expect(verdict(page, "By phone")).to_contain_text("Wrong source")
    matching(page).get_by_role("button", name="Remove By phone").click()
    expect(verdict(page, "By phone")).to_have_count(0)


def test_a_viewer_reads_the_filter_and_changes_nothing(installation: Installation, page: Page) -> None:
    webhook_id = installation.create_webhook("order.created", filters={"order.created": FILTER})
    installation.open(page, webhook_id, VIEWER)
    expect(page.get_by_text("Read only: changing a webhook needs the role admin.")).to_be_in_viewport()
    expect_the_four_samples(page)
    expect(row(page, 1).get_by_label("Field")).to_be_disabled()
    expect(row(page, 1).get_by_role("button", name="Delete row 1")).to_be_disabled()
    expect(page.get_by_role("button", name="Condition", exact=True)).to_be_disabled()


def test_a_row_fits_beside_the_samples(installation: Installation, page: Page) -> None:
    webhook_id = installation.create_webhook("order.created", filters={"order.created": FILTER})
    for width in (1280, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        installation.open(page, webhook_id)
        settles_at(page, lambda: row(page, 1).evaluate(FITS), True)


def test_a_phone_shows_rows_and_samples_below_each_other(installation: Installation, page: Page) -> None:
    webhook_id = installation.create_webhook("order.created", filters={"order.created": FILTER})
    installation.publish(*ORDERS)
    page.set_viewport_size(PHONE)
    installation.open(page, webhook_id)
    expect(verdict(page, "SO-4")).to_contain_text("Does not")
    row(page, 1).get_by_label("Field").click()
    expect(page.get_by_role("option", name="customer.email")).to_be_visible()
    fits_the_width(page, PHONE["width"])
    page.keyboard.press("Escape")
    assert grave_violations(page) == []
