"""The log in a real browser: rows come by themselves, the address says everything, a failure is explained."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import OWNER, PASSWORD, VIEWER, install
from tests.e2e.server_process import ServerProcess, clean_environment, running_server
from tests.e2e.settling import fits_the_width, settles_at
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Answer, Receiver

BAD_GATEWAY = Answer(status=502, headers=(("Set-Cookie", "sid=secret; Path=/"),), body=b'{"error":"down"}')


@dataclass(frozen=True)
class Installation:
    """A server with a webhook to a receiver, an API key that may do everything, and two people."""

    server: ServerProcess
    receiver: Receiver
    key: str
    webhook_id: str

    def publish(self, record: str, event_type: str = "order.created") -> str:
        """Publish an event about a record; the id of its delivery."""
        body = {"type": event_type, "data": {"number": record}, "entity_id": record}
        (delivery,) = self.post("/api/v1/events", body)["deliveries"]
        return str(delivery["id"])

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Call the API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        address = f"{self.server.url}{path}"
        answer = httpx.post(address, json=body, headers=headers, timeout=PATIENCE_SECONDS)
        return answer.raise_for_status().json()

    def open(self, page: Page, address: str, email: str = OWNER) -> None:
        """Sign in and go to an address."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}{address}")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one."""
    data_dir = tmp_path / "data"
    key = install(data_dir)
    settings = clean_environment(allowed_addresses="127.0.0.0/8")
    with running_server(data_dir, environment=settings) as server, Receiver() as receiver:
        installed = Installation(server, receiver, key, "")
        draft = {
            "name": "Order Sync",
            "url": f"{receiver.url}/hooks",
            "event_types": ["*"],
            "retry_waits": [400] * 5,  # none comes while a slow machine reads about the first attempt
        }
        created = installed.post("/api/v1/webhooks", draft)
        yield Installation(server, receiver, key, created["id"])


def rows(page: Page) -> Any:
    """The rows of the table."""
    return page.locator("tr[data-row]")


def panel(page: Page) -> Any:
    """The panel beside the log."""
    return page.locator(".side-panel")


def test_an_event_becomes_a_row_by_itself_and_the_row_its_result(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/deliveries")
    expect(page.get_by_text("No delivery yet.")).to_be_visible()
    assert grave_violations(page) == []
    page.evaluate("window.neverReloaded = true")

    installation.publish("SO-1")
    installation.publish("SO-2")

    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("SO-2")
    expect(rows(page).first).to_contain_text(re.compile(r"Success.*order\.created.*Order Sync.*200"))
    expect(page.get_by_text("2 deliveries ·")).to_be_visible()
    expect(page.get_by_text("1–2 of 2")).to_be_visible()
    assert page.evaluate("window.neverReloaded") is True
    assert grave_violations(page) == []


def test_a_failure_is_explained_and_can_be_tried_again_with_one_key(
    installation: Installation, page: Page
) -> None:
    installation.receiver.script(BAD_GATEWAY)
    delivery_id = installation.publish("SO-7")
    installation.open(page, "/deliveries")
    rows(page).first.click()

    expect(panel(page).get_by_role("heading", level=2)).to_have_text(
        "Attempt 1 of 6 failed: 127.0.0.1 answered 502."
    )
    expect(panel(page).get_by_text(re.compile(r"^Next try in \d:\d\d, at \d\d:\d\d"))).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/deliveries/?\?id={delivery_id}$"))
    expect(panel(page).get_by_text('"SO-7"')).to_be_visible()

    panel(page).get_by_role("tab", name="Response").click()
    expect(panel(page).get_by_text("502 Bad Gateway")).to_be_visible()
    expect(panel(page).get_by_text('"down"')).to_be_visible()
    panel(page).get_by_role("button", name="Headers").click()
    expect(panel(page).get_by_text("sid=••••; Path=/")).to_be_visible()
    assert grave_violations(page) == []

    page.keyboard.press("r")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(
        re.compile(r"^Delivered at attempt 2 of 6: 127\.0\.0\.1 answered 200 in")
    )
    expect(rows(page).first).to_contain_text("Success")
    expect(panel(page).get_by_role("button", name="Retry now")).to_be_disabled()


def test_what_comes_while_one_reads_waits_behind_a_pill(installation: Installation, page: Page) -> None:
    installation.publish("SO-1")
    installation.open(page, "/deliveries")
    rows(page).first.click()
    expect(panel(page).get_by_text("SO-1").first).to_be_visible()

    installation.publish("SO-2")
    installation.publish("SO-3")
    expect(page.get_by_role("button", name="2 new")).to_be_visible()
    expect(rows(page)).to_have_count(1)

    page.keyboard.press(".")
    expect(rows(page)).to_have_count(3)
    expect(page.get_by_role("button", name="2 new")).to_have_count(0)


def note_frames(socket: WebSocket, frames: list[str]) -> None:
    """Write down what goes (>) and what comes (<), in order."""
    socket.on("framesent", lambda frame: frames.append(f">{frame}"))
    socket.on("framereceived", lambda frame: frames.append(f"<{frame}"))


def has_answered_the_scroll(frames: list[str]) -> bool:
    """Whether something came after the page told that it was scrolled."""
    told = [place for place, frame in enumerate(frames) if frame[0] == ">" and ".scroll" in frame]
    return bool(told) and any(frame[0] == "<" for frame in frames[told[-1] :])


def test_rows_wait_too_while_the_reader_has_scrolled_and_come_at_the_top(
    installation: Installation, page: Page
) -> None:
    events = [{"type": "order.created", "data": {}, "entity_id": f"SO-{number:03}"} for number in range(50)]
    installation.post("/api/v1/events/batch", {"events": events})
    frames: list[str] = []
    page.on("websocket", lambda socket: note_frames(socket, frames))
    installation.open(page, "/deliveries")
    expect(rows(page)).to_have_count(50)
    scroller = page.get_by_role("region", name="Rows of the log")
    scroller.evaluate("element => element.scrollTo({top: 400})")
    settles_at(page, lambda: has_answered_the_scroll(frames), True)

    installation.publish("SO-new")
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    expect(rows(page).first).to_contain_text("SO-049")

    scroller.evaluate("element => element.scrollTo({top: 0})")
    expect(rows(page).first).to_contain_text("SO-new")
    expect(page.get_by_role("button", name="1 new")).to_have_count(0)


def test_keys_walk_the_list_and_the_history_walks_back(installation: Installation, page: Page) -> None:
    ids = [installation.publish(f"SO-{number}") for number in range(3)]
    installation.open(page, "/deliveries")
    expect(rows(page)).to_have_count(3)

    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text(ids[2])).to_be_visible()
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("Tab")  # the rows are one stop: the panel is next
    expect(panel(page).locator(":focus")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("j")
    expect(panel(page).get_by_text(ids[1])).to_be_visible()
    page.keyboard.press("k")
    expect(panel(page).get_by_text(ids[2])).to_be_visible()

    panel(page).get_by_role("link", name="Open as page").click()
    expect(page).to_have_url(re.compile(rf"/deliveries/{ids[2]}/?$"))
    expect(page.get_by_role("heading", level=2, name="Delivered at the first attempt")).to_be_visible()
    page.go_back()
    expect(panel(page).get_by_text(ids[2])).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/deliveries/?$"))


def test_filters_stand_in_the_address_and_can_be_changed_and_cleared(
    installation: Installation, page: Page
) -> None:
    installation.publish("SO-1")
    installation.publish("INV-1", "invoice.sent")
    installation.open(page, f"/deliveries?webhook={installation.webhook_id}&type=invoice.sent&period=24h")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).first).to_contain_text("INV-1")
    for words in ("Timelast24 hours", "WebhookisOrder Sync", "Eventisinvoice.sent"):
        expect(page.locator(".chip", has_text=re.compile(words))).to_be_visible()
    expect(page.locator(".strip-caption")).to_have_text("")  # no strip is drawn of one event type

    page.get_by_role("button", name="invoice.sent").click()
    page.get_by_role("dialog").get_by_role("button", name="order.created").click()
    expect(rows(page).first).to_contain_text("SO-1")
    expect(page).to_have_url(re.compile("type=order.created"))
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("f")
    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="Failed").click()
    nothing = page.get_by_text("No delivery matches these 4 filters. 2 exist without them.")
    expect(nothing).to_be_visible()
    page.keyboard.press("Escape")
    assert grave_violations(page) == []

    page.get_by_role("button", name="Clear filters").last.click()
    expect(rows(page)).to_have_count(2)
    page.go_back()
    expect(nothing).to_be_visible()


def test_pages_of_fifty_lead_to_older_rows_and_back(installation: Installation, page: Page) -> None:
    events = [{"type": "order.created", "data": {}, "entity_id": f"SO-{number:03}"} for number in range(120)]
    installation.post("/api/v1/events/batch", {"events": events})
    installation.open(page, "/deliveries")
    expect(page.get_by_text("1–50 of 120")).to_be_visible()
    expect(rows(page).first).to_contain_text("SO-119")

    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text("51–100 of 120")).to_be_visible()
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text("101–120 of 120")).to_be_visible()
    expect(rows(page).last).to_contain_text("SO-000")
    page.reload()
    expect(page.get_by_text("101–120 of 120")).to_be_visible()

    page.get_by_role("link", name="Newer").click()
    expect(page.get_by_text("51–100 of 120")).to_be_visible()
    page.get_by_role("link", name="Newer").click()
    expect(page.get_by_text("1–50 of 120")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/deliveries/?$"))


def test_a_viewer_is_told_why_the_buttons_rest(installation: Installation, page: Page) -> None:
    delivery_id = installation.publish("SO-1")
    installation.open(page, f"/deliveries/{delivery_id}", email=VIEWER)
    resend = page.get_by_role("button", name="Resend")
    expect(resend).to_be_disabled()
    expect(resend).to_have_attribute("data-tip", "This needs the role operator.")


def test_resending_makes_a_new_delivery_that_names_the_old_one(
    installation: Installation, page: Page
) -> None:
    old_id = installation.publish("SO-1")
    installation.open(page, f"/deliveries?id={old_id}")
    panel(page).get_by_role("button", name="Resend").click()
    expect(panel(page).get_by_text("Sent again as")).to_be_visible()
    panel(page).locator("a", has_text="whd_").click()
    expect(panel(page).get_by_text("Resend of")).to_be_visible()
    expect(panel(page).locator("a", has_text=old_id)).to_be_visible()
    assert len(installation.receiver.wait_for(2)) == 2


def test_on_a_phone_rows_have_two_lines_and_the_panel_is_a_sheet(
    installation: Installation, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    delivery_id = installation.publish("SO-1")
    installation.open(page, "/deliveries")
    row = page.locator(".phone-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Order Sync · SO-1")
    assert grave_violations(page) == []

    row.click()
    expect(panel(page).get_by_text(delivery_id)).to_be_visible()
    fits_the_width(page, 390)
    settles_at(page, panel(page).bounding_box, {"x": 0, "y": 0, "width": 390, "height": 844})
    assert grave_violations(page) == []
    panel(page).get_by_role("button", name="Close").click()
    expect(panel(page)).to_have_count(0)


def test_an_id_that_names_nothing_is_said_to(installation: Installation, page: Page) -> None:
    installation.publish("SO-1")
    installation.open(page, "/deliveries?id=whd_00000000000")
    expect(panel(page).get_by_text("There is no delivery with this id.")).to_be_visible()
    expect(rows(page)).to_have_count(1)
