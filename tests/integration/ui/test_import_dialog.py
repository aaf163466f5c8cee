"""The dialog that imports webhooks, on a real platform: what it shows while and after a text is examined."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.services.accounts import SESSION_COOKIE
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui.pages.event_types.import_state import ImportState
from webhook_dashboard.ui.pages.webhooks.import_state import WebhookImportState
from webhook_dashboard.ui.session import connect

pytestmark = ONE_DATABASE
TEXT = json.dumps([{"name": "One", "url": "http://127.0.0.1:9/", "event_types": ["order.*"]}])


@pytest.fixture
async def platform(open_platform: OpenPlatform) -> AsyncIterator[Platform]:
    """The platform of the screens."""
    opened = open_platform()
    connect(opened, None)
    yield opened
    connect(None, None)


async def open_dialog(platform: Platform) -> WebhookImportState:
    """The dialog of a tab in which the owner is signed in."""
    session = await platform.accounts.set_up("ada@company.com", "correct horse battery")
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    headers = {"cookie": f"{SESSION_COOKIE}={session}"}
    root.router = RouterData.from_router_data({"token": "a tab", "headers": headers})
    dialog = await root.get_state(WebhookImportState)
    await WebhookImportState.open.fn(dialog)
    assert dialog.is_open
    return dialog


async def look_at(dialog: WebhookImportState, text: str) -> None:
    await WebhookImportState.look_at.fn(dialog, text)


async def test_a_text_that_cannot_be_examined_is_not_being_checked_for_ever(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(url: str) -> str:
        raise RuntimeError(url)

    dialog = await open_dialog(platform)
    with monkeypatch.context() as patch:
        patch.setattr(platform.webhook_urls, "stored", fails)
        with pytest.raises(RuntimeError):
            await look_at(dialog, TEXT)
    assert not dialog.is_looking
    await look_at(dialog, TEXT)
    assert dialog.action == "Import 1 webhook"


@pytest.mark.parametrize("later", ["another text", "closed", "left"])
async def test_what_comes_later_stops_the_look_at_an_earlier_text(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    asked, stopped = asyncio.Event(), asyncio.Event()

    async def never_answers(_: str) -> str:
        asked.set()
        try:
            return await asyncio.Future[str]()
        finally:
            stopped.set()

    dialog = await open_dialog(platform)
    with monkeypatch.context() as patch:
        patch.setattr(platform.webhook_urls, "stored", never_answers)
        earlier = asyncio.create_task(look_at(dialog, TEXT))
        await asked.wait()
        assert dialog.is_looking
    if later == "another text":
        await look_at(dialog, f"{TEXT} ")
    elif later == "closed":
        await WebhookImportState.change_open.fn(dialog, False)
    else:
        await WebhookImportState.arrive.fn(dialog)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await earlier
    assert stopped.is_set()
    assert not dialog.is_looking
    assert (dialog.is_open, len(dialog.rows)) == ((True, 1) if later == "another text" else (False, 0))


@pytest.mark.parametrize("is_the_same", [True, False])
async def test_an_import_asked_for_while_a_later_text_is_examined_is_of_what_was_shown_or_none(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, is_the_same: bool
) -> None:
    dialog = await open_dialog(platform)
    await look_at(dialog, TEXT)
    stored = platform.webhook_urls.stored

    async def press_import(url: str) -> str:
        await WebhookImportState.run.fn(dialog)
        return await stored(url)

    monkeypatch.setattr(platform.webhook_urls, "stored", press_import)
    later = f"{TEXT} " if is_the_same else TEXT.replace("One", "Two")
    following = await WebhookImportState.look_at.fn(dialog, later)
    assert await platform.database.read(list_webhooks) == []
    assert getattr(following, "fn", None) == (WebhookImportState.run.fn if is_the_same else None)
    await WebhookImportState.run.fn(dialog)
    (made,) = await platform.database.read(list_webhooks)
    assert made.name == ("One" if is_the_same else "Two")


@pytest.mark.parametrize("is_the_same", [True, False])
async def test_an_import_is_of_the_last_keys_too_or_shows_what_they_change(
    platform: Platform, is_the_same: bool
) -> None:
    dialog = await open_dialog(platform)
    await look_at(dialog, TEXT)
    typed = f"{TEXT} " if is_the_same else TEXT.replace("One", "Two")
    following = await WebhookImportState.run.fn(dialog, dialog.listing, typed)
    await look_at(dialog, typed)  # the keys are told after Import was pressed
    assert await platform.database.read(list_webhooks) == []
    if is_the_same:
        assert following.fn == WebhookImportState.run.fn
    else:
        assert following is None
        assert [row.words for row in dialog.rows] == ["Create Two"]
    await WebhookImportState.run.fn(dialog, dialog.listing, typed)
    (made,) = await platform.database.read(list_webhooks)
    assert made.name == ("One" if is_the_same else "Two")


async def test_what_was_not_on_the_screen_when_import_was_pressed_is_not_imported(platform: Platform) -> None:
    dialog = await open_dialog(platform)
    await look_at(dialog, TEXT)
    on_the_screen, later = dialog.listing, TEXT.replace("One", "Two")
    await look_at(dialog, later)
    assert await WebhookImportState.run.fn(dialog, on_the_screen, later) is None
    assert await platform.database.read(list_webhooks) == []


async def test_event_types_that_were_not_on_the_screen_when_import_was_pressed_are_not_imported(
    platform: Platform,
) -> None:
    dialog = await (await open_dialog(platform)).get_state(ImportState)
    await ImportState.open.fn(dialog)
    await ImportState.set_text.fn(dialog, '{"shop.opened": {}}')
    on_the_screen, later = dialog.listing, '{"shop.closed": {}}'
    await ImportState.set_text.fn(dialog, later)
    assert await ImportState.save.fn(dialog, on_the_screen, later) is None
    assert dialog.is_open
    assert await ImportState.save.fn(dialog, dialog.listing, later) is not None
    assert not dialog.is_open


async def test_what_was_left_out_stays_so_when_the_same_text_is_told_again(platform: Platform) -> None:
    dialog = await open_dialog(platform)
    await look_at(dialog, TEXT)
    await WebhookImportState.choose.fn(dialog, 0, False)
    await look_at(dialog, TEXT)
    assert not dialog.rows[0].is_chosen
