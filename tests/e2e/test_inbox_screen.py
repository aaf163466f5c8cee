"""The test inbox in a real browser: requests come by themselves, knobs act at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import OPERATOR, OWNER, PASSWORD, VIEWER, install
from tests.e2e.server_process import ServerProcess, running_server
from tests.e2e.settling import fits_the_width
from tests.patience import PATIENCE_SECONDS

PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Installation:
    """A server with three people and nothing else."""

    server: ServerProcess

    def open(self, page: Page, address: str = "/inbox", email: str = OWNER) -> None:
        """Sign in and go to an address."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}{address}")

    def send(self, token: str, **headers: str) -> httpx.Response:
        """Send something to an inbox, as a stranger."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"type": "invoice.sent", "data": {"total": 150.0}}
        return httpx.post(
            f"{self.server.url}/inbox/{token}", json=body, headers=names, timeout=PATIENCE_SECONDS
        )


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one."""
    data_dir = tmp_path / "data"
    install(data_dir)
    with running_server(data_dir) as server:
        yield Installation(server)


def make_inbox(page: Page) -> str:
    """Make the first inbox by its button; its token."""
    page.get_by_role("button", name="Make an inbox").click()
    expect(page.get_by_text("Waiting for the first request.")).to_be_visible()
    return shown_token(page)


def shown_token(page: Page, other_than: str = "-") -> str:
    """The token in the address of the screen, once it is another one."""
    expect(page).to_have_url(re.compile(rf"/inbox/?\?token=(?!{other_than}$)[\w-]+$"))
    return page.url.partition("token=")[2]


def rows(page: Page) -> Any:
    """The rows of the list."""
    return page.locator("tr[data-row]")


def knob(page: Page, label: str) -> Any:
    """A field among the knobs."""
    return page.get_by_label(label, exact=True)


def test_three_clicks_lead_from_no_inbox_to_a_signed_event_and_its_delivery(
    installation: Installation, page: Page
) -> None:
    installation.open(page)
    expect(page.get_by_text("No test inbox yet.")).to_be_visible()
    assert grave_violations(page) == []
    token = make_inbox(page)
    expect(page.locator("#inbox-url:visible").first).to_have_text(f"{installation.server.url}/inbox/{token}")
    assert grave_violations(page) == []

    page.get_by_role("button", name="Make a webhook to this inbox").click()
    page.get_by_role("button", name="Send test event").click()
    expect(rows(page)).to_have_count(1)

    expect(rows(page).first).to_contain_text("Valid")
    expect(page.get_by_role("heading", name="order.created arrived on the first try.")).to_be_visible()
    expect(page.get_by_text("Standard Webhooks v1, HMAC-SHA256.")).to_be_visible()
    expect(page.get_by_text("as Success.")).to_be_visible()
    expect(page.get_by_text(f"From “Test inbox {token}”.")).to_be_visible()
    assert grave_violations(page) == []
    page.get_by_role("tab", name="Sent back").click()
    expect(page.get_by_text("200 OK")).to_be_visible()
    page.get_by_role("link", name=re.compile("^whd_")).click()
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()


def test_requests_come_by_themselves_and_wait_while_the_list_is_paused(
    installation: Installation, page: Page
) -> None:
    installation.open(page)
    token = make_inbox(page)
    installation.send(token)
    expect(rows(page)).to_have_count(1)
    expect(rows(page).first).to_contain_text("None")
    expect(page.get_by_text("Not signed.")).to_be_visible()

    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    installation.send(token, webhook_id="m1", webhook_timestamp="1", webhook_signature="v1,x")
    expect(page.get_by_text("Paused, 1 new")).to_be_visible()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Resume").click()

    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("Wrong")
    expect(page.get_by_text("Its signature is wrong.")).to_be_visible()
    assert grave_violations(page) == []


def test_a_knob_acts_on_the_next_request_and_a_wrong_one_is_explained_at_its_field(
    installation: Installation, page: Page
) -> None:
    installation.open(page, email=OPERATOR)
    token = make_inbox(page)
    page.get_by_role("button", name="Broken").click()
    expect(page.get_by_role("button", name="Broken")).to_have_attribute("aria-pressed", "true")
    assert installation.send(token).status_code == 500

    page.get_by_role("button", name="Fails, then fine").click()
    expect(page.get_by_text("2 to come.")).to_be_visible()
    assert [installation.send(token).status_code for _ in range(3)] == [500, 500, 200]
    expect(page.get_by_text("All used up.")).to_be_visible()

    knob(page, "Delay").fill("a while")
    expect(page.get_by_text("Write 0 to 60,000 ms.")).to_be_visible()
    knob(page, "Delay").fill("1 s")
    expect(page.get_by_text("Write 0 to 60,000 ms.")).to_have_count(0)
    knob(page, "Delay").blur()
    expect(knob(page, "Delay")).to_have_value("1000 ms")

    page.get_by_role("switch", name="Retry-After").click()
    expect(page.get_by_role("textbox", name="Retry-After")).to_have_value("30 s")
    knob(page, "Body sent back").fill("no thanks")
    knob(page, "Body sent back").press("Enter")
    page.get_by_role("combobox", name="then answer").click()
    page.get_by_role("option", name="410").click()
    page.get_by_role("button", name="Reset").hover()
    expect(page.get_by_role("combobox", name="then answer")).to_have_text("410")
    page.get_by_role("switch", name="Redirect").click()
    expect(page.get_by_role("textbox", name="Redirect")).to_be_visible()
    page.get_by_role("switch", name="Redirect").click()
    expect(page.get_by_role("textbox", name="Redirect")).to_have_count(0)
    assert grave_violations(page) == []

    page.get_by_role("button", name="Reset").click()
    expect(knob(page, "Delay")).to_have_value("0 ms")
    assert installation.send(token).text == '{"status":"received"}'


def test_every_knob_reaches_the_wire(installation: Installation, page: Page) -> None:
    installation.open(page, email=OPERATOR)
    token = make_inbox(page)
    page.get_by_role("switch", name="Retry-After").click()
    page.get_by_role("textbox", name="Retry-After").fill("2 min")
    knob(page, "Body sent back").fill("later")
    page.get_by_role("combobox", name="then answer").click()
    page.get_by_role("option", name="503").click()
    expect(page.get_by_role("combobox", name="then answer")).to_have_text("503")
    answer = installation.send(token)
    assert (answer.status_code, answer.headers["retry-after"], answer.text) == (503, "120", "later")

    page.get_by_role("button", name="Redirects").click()
    expect(page.get_by_role("textbox", name="Redirect")).to_have_value("/elsewhere")
    assert installation.send(token).headers["location"] == "/elsewhere"

    page.get_by_role("button", name="Drops").click()
    expect(page.get_by_role("switch", name="Drop the connection")).to_have_attribute("aria-checked", "true")
    with pytest.raises(httpx.HTTPError):
        installation.send(token)
    expect(rows(page).first).to_contain_text("drop")


def test_the_list_is_walked_by_keys_and_the_body_can_be_seen_as_it_came(
    installation: Installation, page: Page
) -> None:
    installation.open(page)
    token = make_inbox(page)
    installation.send(token, x_webhook_event="order.created")
    installation.send(token, x_webhook_event="order.shipped")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^order.created arrived"))).to_be_visible()
    installation.send(token, x_webhook_event="order.deleted")
    expect(rows(page)).to_have_count(3)
    expect(page.get_by_role("heading", name=re.compile("^order.created arrived"))).to_be_visible()

    body = page.get_by_role("region", name="Body")
    expect(body).to_contain_text('"total": 150.0')
    page.get_by_role("button", name="Raw").click()
    expect(body).to_contain_text('"total":150.0')
    page.get_by_role("tab", name="Verify in code").click()
    expect(page.get_by_role("region", name="Check of the signature")).to_contain_text("hmac.compare_digest")
    page.get_by_role("button", name="standardwebhooks").click()
    expect(page.get_by_role("region", name="Check of the signature")).to_contain_text("webhook.verify")


def test_clearing_and_deleting_ask_first_and_a_used_inbox_says_why_it_stays(
    installation: Installation, page: Page
) -> None:
    installation.open(page)
    token = make_inbox(page)
    installation.send(token)
    page.get_by_role("button", name="Clear 1 request").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("gone for good")
    assert grave_violations(page) == []
    page.get_by_role("alertdialog").get_by_role("button", name="Clear 1 request").click()
    expect(page.get_by_text("Waiting for the first request.")).to_be_visible()

    page.get_by_role("button", name="Make a webhook to this inbox").click()
    expect(page.get_by_role("button", name="Send test event")).to_be_visible()
    page.get_by_role("button", name=token, exact=True).click()
    stays = page.get_by_role("menuitem", name=f"Delete {token}")
    expect(stays).to_contain_text("sends to it.")
    expect(stays).to_have_attribute("data-disabled", "")
    page.get_by_role("menuitem", name="New inbox").click()
    expect(page.get_by_role("button", name=token, exact=True)).to_have_count(0)
    second = shown_token(page, other_than=token)

    page.get_by_role("button", name=second, exact=True).click()
    page.get_by_role("menuitem", name=f"Delete {second}").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete inbox").click()
    expect(page.get_by_text(f"Inbox {second} is deleted.")).to_be_visible()
    expect(page.get_by_role("button", name=token, exact=True)).to_be_visible()


def test_a_viewer_sees_everything_and_is_told_why_nothing_can_be_turned(
    installation: Installation, page: Page
) -> None:
    installation.open(page)
    token = make_inbox(page)
    installation.send(token)
    installation.open(page, email=VIEWER)
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_text("Turning knobs needs the role operator.")).to_be_visible()
    for name in ("Fine", "Reset", "Clear 1 request", "Make a webhook to this inbox"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    expect(knob(page, "Delay")).to_be_disabled()
    expect(page.get_by_role("switch", name="Slow drip")).to_be_disabled()
    assert grave_violations(page) == []


def test_an_address_of_an_inbox_that_is_gone_says_so(installation: Installation, page: Page) -> None:
    installation.open(page, "/inbox?token=nothere")
    expect(page.get_by_text("There is no such inbox.")).to_be_visible()
    page.get_by_role("link", name="Show the inboxes that there are").click()
    expect(page.get_by_text("No test inbox yet.")).to_be_visible()


def test_on_a_phone_a_request_opens_over_the_list_and_the_knobs_unfold(
    installation: Installation, page: Page
) -> None:
    page.set_viewport_size(PHONE)
    installation.open(page)
    token = make_inbox(page)
    installation.send(token)
    page.locator(".phone-row").click()
    sheet = page.get_by_role("region", name="Open request")
    expect(sheet).to_contain_text("It carries no signature.")
    assert grave_violations(page) == []
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()

    page.get_by_role("button", name=re.compile("How it answers")).click()
    page.get_by_role("button", name="Broken", exact=True).click()
    expect(page.get_by_role("button", name="Broken", exact=True)).to_have_attribute("aria-pressed", "true")
    assert installation.send(token).status_code == 500
    fits_the_width(page, PHONE["width"])
    assert grave_violations(page) == []
