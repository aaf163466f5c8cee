"""What is typed into the editor and not saved outlives the server that it was told to."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.server_process import clean_environment, running_server

TOKEN = "typed-and-not-saved"
KEPT = "name => sessionStorage.getItem(`unsaved ${name}`)"


def test_what_is_not_saved_is_back_after_a_restart_of_the_server_and_gone_once_it_is_saved(
    tmp_path: Path, page: Page, complaints: list[str]
) -> None:
    data_dir = tmp_path / "data"
    bar, name = page.locator(".ed-bar"), page.get_by_label("Name", exact=True)
    with fresh_installation(data_dir) as before:
        webhook_id = before.create("Order Sync")
        before.open(page, f"/webhooks/{webhook_id}")
        name.fill("Order Sync 2")
        page.get_by_role("combobox", name="Type of authentication").click()
        page.get_by_role("option", name="Bearer").click()
        page.get_by_label("Token", exact=True).fill(TOKEN)
        expect(bar).to_contain_text("2 unsaved changes")
        page.wait_for_function(KEPT, arg=webhook_id)
        before.server.kill()
    again = running_server(
        data_dir,
        "--port",
        str(before.server.port),
        environment=clean_environment(allowed_addresses="127.0.0.0/8"),
    )
    with again as server:
        after = Installation(server, before.key, data_dir)
        expect(page.get_by_text("What you typed and did not save is back.")).to_be_visible()
        expect(bar).to_contain_text("2 unsaved changes")
        expect(name).to_have_value("Order Sync 2")
        assert TOKEN not in str(page.evaluate(KEPT, webhook_id))
        page.keyboard.press("Control+s")
        expect(bar).to_contain_text("Saved as revision 2")
        stored = after.call("GET", f"/api/v1/webhooks/{webhook_id}")
        assert (stored["name"], stored["authentication"]["type"]) == ("Order Sync 2", "bearer")
        page.wait_for_function(f"name => !({KEPT})(name)", arg=webhook_id)
        page.goto("about:blank")
        complaints.clear()  # of the time in which nobody answered
