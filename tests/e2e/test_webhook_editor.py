"""The editor of a webhook in a real browser: made, changed, reviewed, restored; nothing typed is lost."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import OPERATOR, Installation, fresh_installation
from tests.e2e.settling import fits_the_width

PHONE: ViewportSize = {"width": 390, "height": 844}
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{32}")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def section(page: Page, key: str) -> Locator:
    """A section of the page."""
    return page.locator(f"#section-{key}")


def name_of(page: Page) -> Locator:
    """The field of the name."""
    return page.get_by_label("Name", exact=True)


def save(page: Page) -> Locator:
    """The button that saves."""
    return page.locator("#editor-save")


def bar(page: Page) -> Locator:
    """The bar at the foot."""
    return page.locator(".ed-bar")


def edit(installation: Installation, page: Page, webhook_id: str) -> None:
    """Open a webhook."""
    installation.open(page, f"/webhooks/{webhook_id}")
    expect(name_of(page)).to_be_visible()


def test_the_first_webhook_is_made_to_a_new_inbox_with_the_keyboard_and_its_secret_is_shown_once(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks")
    expect(page.get_by_text("No webhook yet.")).to_be_visible()
    page.keyboard.press("c")
    expect(name_of(page)).to_be_focused()
    assert grave_violations(page) == []
    page.keyboard.type("Shop")
    page.get_by_role("button", name="Use a new test inbox").press("Enter")
    expect(page.get_by_label("URL", exact=True)).to_have_value(re.compile(r"^/inbox/\w+$"))
    expect(name_of(page)).to_have_value("Shop")
    page.get_by_label("Search events").press_sequentially("shipment.*")
    page.get_by_role("button", name="Add shipment.*").press("Enter")
    expect(page.get_by_role("checkbox", name="shipment.*")).to_be_checked()
    page.keyboard.press("Control+s")

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Keep the secret of Shop.")
    expect(dialog.get_by_text(SECRET)).to_be_visible()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="Done").click()
    expect(page).to_have_url(re.compile(r"/webhooks/wh_"))
    expect(save(page)).to_contain_text("Save as revision 2")
    assert SECRET.search(page.content()) is None


def test_each_mistake_is_said_beside_its_field(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks/new")
    name_of(page).fill("x" * 101)
    save(page).click()
    for key, sentence in (
        ("basics", "at most 100 printable characters"),
        ("endpoint", "Give the URL"),
        ("events", "Choose at least one event type"),
    ):
        alert = section(page, key).get_by_role("alert").filter(has_text=sentence)
        expect(alert).to_be_visible()
    expect(name_of(page)).to_be_focused()

    page.get_by_label("URL", exact=True).fill("http://10.0.0.1/hooks")
    refused = section(page, "endpoint").get_by_role("alert").filter(has_text="10.0.0.1 is a private address.")
    expect(refused).to_be_visible()
    page.get_by_label("Connect timeout", exact=True).fill("soon")
    expect(section(page, "delivery").get_by_role("alert")).to_contain_text("Write a time")
    assert grave_violations(page) == []
    page.get_by_label("URL", exact=True).fill("http://127.0.0.1:9/hooks")
    expect(refused).to_have_count(0)


def test_who_may_not_change_a_webhook_is_told_so_at_the_top(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, f"/webhooks/{webhook_id}", OPERATOR)
    expect(page.get_by_text("Read only: changing a webhook needs the role admin.")).to_be_in_viewport()
    expect(name_of(page)).to_be_disabled()
    assert grave_violations(page) == []
    edit(installation, page, webhook_id)
    expect(name_of(page)).to_be_enabled()
    expect(page.get_by_text("Read only")).to_have_count(0)


def test_a_save_is_a_revision_that_changes_only_what_was_changed_and_can_be_undone(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", authentication={"type": "bearer", "token": "s3cret-token"})
    before = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    edit(installation, page, webhook_id)
    expect(bar(page).get_by_text("Saved as revision 1")).to_be_visible()
    page.get_by_label("Response timeout", exact=True).fill("20 s")
    expect(bar(page).get_by_text("1 unsaved change")).to_be_visible()
    expect(page.get_by_text("Response timeout 30 s → 20 s")).to_be_visible()
    expect(section(page, "delivery").get_by_role("button", name="differs from preset").first).to_be_visible()
    page.get_by_role("button", name="Review").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Response timeout")
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="Save as revision 2").click()
    expect(bar(page).get_by_text("Saved as revision 2")).to_be_visible()

    after = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    assert after["response_timeout"] == 20
    changed = {name for name, value in after.items() if before[name] != value}
    assert changed <= {"response_timeout", "differs_from_preset", "revision", "updated_at"}
    assert "s3cret-token" not in page.content()

    page.get_by_role("region", name="Revisions").get_by_role("button").last.click()
    dialog.get_by_role("button", name="Restore this revision").click()
    expect(bar(page).get_by_text("Saved as revision 3")).to_be_visible()
    expect(page.get_by_label("Response timeout", exact=True)).to_have_value("30 s")


def test_what_is_typed_stays_while_one_looks_elsewhere_and_goes_only_when_asked(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    name_of(page).fill("Order Sync 2")
    expect(bar(page).get_by_text("1 unsaved change")).to_be_visible()
    page.get_by_role("link", name="Deliveries").first.click()
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    page.go_back()
    expect(name_of(page)).to_have_value("Order Sync 2")

    page.get_by_role("button", name="Discard").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Discard what you typed?")
    question.get_by_role("button", name="Discard").click()
    expect(name_of(page)).to_have_value("Order Sync")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["name"] == "Order Sync"


def test_another_preset_says_what_it_would_change_before_anything_changes(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    section(page, "basics").get_by_role("combobox", name="Preset").click()
    page.get_by_role("option", name="EUDR").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What the preset EUDR would change")
    expect(dialog).to_contain_text("Retry plan")
    dialog.get_by_role("button", name="Close").last.click()
    expect(bar(page).get_by_text("Saved as revision 1")).to_be_visible()

    section(page, "basics").get_by_role("combobox", name="Preset").click()
    page.get_by_role("option", name="EUDR").click()
    page.get_by_role("dialog").get_by_role("button", name="Use this preset").click()
    expect(page.get_by_role("heading", name="Four attempts in 36 s")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(bar(page).get_by_text("Saved as revision 2")).to_be_visible()
    saved = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")
    assert (saved["preset"], saved["retry_waits"], saved["user_agent"]) == (
        "eudr",
        [1, 5, 30],
        "EUDR-Platform-Webhook/1.0",
    )


def test_headers_are_rows_and_json_of_the_same_and_secrets_stay_masked(
    installation: Installation, page: Page
) -> None:
    headers = {"X-Source": "erp", "X-Api-Key": "k3y-of-theirs"}
    webhook_id = installation.create("Order Sync", headers=headers)
    edit(installation, page, webhook_id)
    page.get_by_label("Value of header 1").fill("shop")
    page.get_by_role("button", name="JSON").click()
    typed = page.get_by_label("Headers as JSON")
    expect(typed).to_have_value(re.compile('"X-Source": "shop"'))
    expect(typed).to_have_value(re.compile('"X-Api-Key": "••••"'))
    typed.fill('{"X-Source": "shop", "X-Api-Key": "••••", "X-More": "1"}')
    expect(bar(page).get_by_text("1 unsaved change")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(bar(page).get_by_text("Saved as revision 2")).to_be_visible()
    assert "k3y-of-theirs" not in page.content()
    stored = installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["headers"]
    assert stored["X-More"] == "1"
    assert "k3y-of-theirs" not in str(stored)


def test_headers_that_cannot_be_kept_whole_are_not_saved_in_part(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", headers={"X-Source": "erp"})
    edit(installation, page, webhook_id)
    page.get_by_role("button", name="JSON").click()
    typed = page.get_by_label("Headers as JSON")
    typed.fill('{"X-Source": ')
    hint = page.locator("#headers_json-hint")
    expect(hint).to_have_text("Line 1, column 14: this is not JSON.")
    page.keyboard.press("Control+s")
    bar(page).get_by_role("button", name="Discard").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    expect(typed).to_have_value(re.compile('"X-Source": "erp"'))
    expect(hint).to_have_text("One object of names and values.")

    typed.fill(json.dumps({f"X-Header-{number}": "1" for number in range(31)}))
    expect(bar(page)).to_contain_text("at most 30", ignore_case=True)
    page.keyboard.press("Control+s")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["revision"] == 1


def test_the_secret_is_revealed_for_a_while_and_replaced_with_an_overlap(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    page.get_by_role("button", name="Reveal").click()
    dialog = page.get_by_role("dialog")
    shown = dialog.get_by_text(SECRET)
    expect(shown).to_be_visible()
    first = shown.inner_text()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)

    page.get_by_role("button", name="Rotate…").click()
    page.get_by_role("dialog").get_by_role("button", name="Replace secret").click()
    expect(shown).to_be_visible()
    expect(shown).not_to_have_text(first)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert SECRET.search(page.content()) is None


def test_a_paused_webhook_says_so_and_is_resumed(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    page.get_by_role("button", name="More for this webhook").click()
    page.get_by_role("menuitem", name="Pause").click()
    paused = page.get_by_text(re.compile(r"^Paused (now|\d+ \w+ ago): Paused by ada@company.com\."))
    expect(paused).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(paused).to_have_count(0)


def test_a_webhook_saved_inactive_offers_to_be_activated(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync", preset="nautical")
    edit(installation, page, webhook_id)
    expect(page.get_by_text("Saved, not sending yet.")).to_be_visible()
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_text("Saved, not sending yet.")).to_have_count(0)
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["active"] is True


def test_a_copy_has_a_secret_of_its_own_and_starts_switched_off(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", success_codes="200-299,304")
    edit(installation, page, webhook_id)
    page.get_by_role("button", name="More for this webhook").click()
    page.get_by_role("menuitem", name="Clone").click()
    expect(name_of(page)).to_have_value("Order Sync (copy)")
    save(page).click()
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page.get_by_text("Saved, not sending yet.")).to_be_visible()
    listed = installation.call("GET", "/api/v1/webhooks")["items"]
    copy = next(one for one in listed if one["name"] == "Order Sync (copy)")
    assert (copy["active"], copy["success_codes"]) == (False, "200-299,304")


def test_on_a_phone_sections_fold_and_a_field_can_be_saved(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    page.set_viewport_size(PHONE)
    edit(installation, page, webhook_id)
    expect(page.get_by_label("Jitter", exact=True)).to_be_hidden()
    folded = section(page, "delivery").locator(".ed-folded")
    expect(folded).to_have_text("6 tries")
    page.get_by_role("heading", name="Delivery", exact=True).click(force=True)  # its button lies over it
    expect(folded).to_be_hidden()
    page.get_by_label("Jitter", exact=True).fill("20 %")
    expect(save(page)).to_be_enabled()
    page.get_by_role("button", name="Show or hide Delivery").click()
    expect(folded).to_have_text("changed6 tries")
    fits_the_width(page, PHONE["width"])
    assert grave_violations(page) == []
    save(page).click()
    expect(bar(page).get_by_text("Saved as revision 2")).to_be_visible()
