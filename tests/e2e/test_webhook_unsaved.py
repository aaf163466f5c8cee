"""What is typed into the editor and not saved outlives the server that it was told to."""

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.port_forward import forwarded
from tests.e2e.server_process import clean_environment, running_server

TOKEN = "typed-and-not-saved"
KEPT = "name => sessionStorage.getItem(`unsaved ${name}`)"
NOTE_EDITS = """() => {
  const keep = window.unsaved.keep;
  window.unsaved.keep = (name, sealed) => {
    keep(name, sealed);
    window.editsKept = document.querySelector(".ed-bar").dataset.edits;
  };
}"""
"""Notes up to which edit the browser has kept what was typed."""


def test_what_is_not_saved_is_back_after_a_restart_of_the_server_and_gone_once_it_is_saved(
    tmp_path: Path, page: Page, complaints: list[str]
) -> None:
    data_dir, ports = tmp_path / "data", list[int]()
    bar, name = page.locator(".ed-bar"), page.get_by_label("Name", exact=True)
    with forwarded(lambda: ports[-1]) as port:  # the port of a server that was killed may be taken
        with fresh_installation(data_dir) as before:
            ports.append(before.server.port)
            webhook_id = before.create("Order Sync")
            seen = replace(before, server=replace(before.server, url=f"http://127.0.0.1:{port}"))
            seen.open(page, f"/webhooks/{webhook_id}")
            expect(bar).to_be_visible()
            page.evaluate(NOTE_EDITS)
            name.fill("Order Sync 2")
            page.get_by_role("combobox", name="Type of authentication").click()
            page.get_by_role("option", name="Bearer").click()
            page.get_by_label("Token", exact=True).fill(TOKEN)
            expect(bar).to_contain_text("2 unsaved changes")
            page.wait_for_function("window.editsKept === '3'")  # the name, the type, and its token
            before.server.kill()
        settings = clean_environment(allowed_addresses="127.0.0.0/8")
        with running_server(data_dir, environment=settings) as server:
            ports.append(server.port)
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
