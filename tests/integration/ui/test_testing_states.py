"""The test dialog sends what was asked for, also when there was nothing to send yet, and nothing else."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx

from tests.factories import make_actor, make_webhook
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.testing import past_state
from webhook_dashboard.ui.pages.webhook_editor.testing import state as testing_state
from webhook_dashboard.ui.pages.webhook_editor.testing.choice_state import ChoiceState
from webhook_dashboard.ui.pages.webhook_editor.testing.drafted import Drafted
from webhook_dashboard.ui.pages.webhook_editor.testing.opening_state import OpeningState
from webhook_dashboard.ui.pages.webhook_editor.testing.past_state import PastState
from webhook_dashboard.ui.pages.webhook_editor.testing.state import CANCELLED, TestState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState

pytestmark = ONE_DATABASE
AWAY = "The database does not answer right now."


@pytest.fixture
def dialog(platform: Platform) -> Iterator[Any]:
    """The dialog, open over two event types, before anything was loaded."""
    session.connect(platform, None)
    tree = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    state: Any = tree.get_substate(ChoiceState.get_full_name().split(".")).parent_state
    state.is_open = True
    state.event_types, state.event_type = ["order.created", "invoice.sent"], "order.created"
    yield state
    session.connect(None, None)


@pytest.fixture
def away(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The database does not answer until this is undone."""

    async def fail(*_: Any) -> None:
        raise Unavailable(AWAY)

    monkeypatch.setattr(platform.database, "read", fail)
    return monkeypatch


async def open_webhook(dialog: Any, platform: Platform) -> None:
    """Have the page show a webhook that is stored."""
    visit: Any = await dialog.get_state(VisitState)
    await visit._open_stored(encode_id(WEBHOOK, (await make_webhook(platform)).summary.id))
    visit.is_loaded = True


@pytest.fixture
async def past(dialog: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The dialog that sends past events, open and counted."""

    async def who(_: rx.State) -> Any:
        return make_actor()

    monkeypatch.setattr(past_state, "signed_in_actor", who)
    await open_webhook(dialog, platform)
    opened: Any = await dialog.get_state(PastState)
    await call(PastState.open, opened)
    await call(PastState.count, opened)
    return opened


async def call(handler: Any, state: Any, *arguments: Any) -> Any:
    """Call a handler as somebody who may; returns the function that it has called next."""
    following = await handler.fn.__wrapped__(state, *arguments)
    return getattr(following, "fn", None)


async def test_after_a_failure_to_load_sending_loads_again_and_then_sends(
    dialog: Any, away: pytest.MonkeyPatch
) -> None:
    await call(TestState.load, dialog)
    assert dialog.problem == AWAY
    away.undo()
    assert await call(TestState.send, dialog) == TestState.load.fn
    assert await call(TestState.load, dialog) == TestState.send.fn


async def test_what_could_not_be_loaded_is_not_sent_later_unasked(
    dialog: Any, away: pytest.MonkeyPatch
) -> None:
    await call(TestState.send, dialog)
    await call(TestState.load, dialog)
    away.undo()
    assert await call(TestState.load, dialog) == TestState.preview.fn


async def test_another_event_type_is_not_sent_because_the_one_before_was_asked_for(dialog: Any) -> None:
    await call(TestState.send, dialog)
    choices = next(iter(dialog.substates.values()))
    await call(ChoiceState.choose_type, choices, "invoice.sent")
    assert dialog.event_type == "invoice.sent"
    assert await call(TestState.load, dialog) == TestState.preview.fn


async def test_records_of_the_event_type_before_are_not_offered_for_another(
    dialog: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, choices = platform.database.read, next(iter(dialog.substates.values()))

    async def choose_another_first(query: Any) -> Any:
        monkeypatch.setattr(platform.database, "read", read)
        await call(ChoiceState.choose_type, choices, "invoice.sent")
        return await read(query)

    monkeypatch.setattr(platform.database, "read", choose_another_first)
    assert await call(TestState.load, dialog) is None
    assert not dialog._is_ready


async def test_what_is_cancelled_before_it_goes_out_is_not_sent(
    dialog: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def who(_: rx.State) -> Any:
        return make_actor()

    async def configured_too_late(_: Any, event_type: str) -> Any:
        await call(TestState.cancel, dialog)
        await asyncio.sleep(0)  # what was cancelled ends here
        raise AssertionError(event_type)

    monkeypatch.setattr(testing_state, "signed_in_actor", who)
    monkeypatch.setattr(Drafted, "configured", configured_too_late)
    dialog._is_ready = True
    editor: Any = await dialog.get_state(EditorState)
    editor.is_new = True
    assert await call(TestState.send, dialog) == TestState.preview.fn
    assert dialog.said == CANCELLED
    assert not dialog.is_sending


async def test_what_was_sent_from_a_dialog_that_was_closed_is_not_told_in_the_next(
    past: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = platform.past_events.send

    async def open_anew(*arguments: Any) -> int:
        count = await send(*arguments)
        await call(PastState.change_open, past, False)
        await call(PastState.open, past)
        return count

    monkeypatch.setattr(platform.past_events, "send", open_anew)
    await call(PastState.send, past, past.counted_for)
    assert past.is_open
    assert not past.is_sent


@pytest.mark.parametrize("kind", [OpeningState, PastState])
async def test_a_dialog_that_goes_with_its_page_leaves_the_one_that_was_opened_since(
    dialog: Any, platform: Platform, kind: Any
) -> None:
    shown: Any = await dialog.get_state(kind)
    await open_webhook(dialog, platform)
    await call(kind.change_open, shown, False)
    await call(kind.open, shown)
    gone = shown.opened
    await call(kind.change_open, shown, False)
    await call(kind.open, shown)
    await call(kind.leave, shown, gone)
    assert shown.is_open
    await call(kind.leave, shown, shown.opened)
    assert not shown.is_open


async def test_events_of_a_range_that_was_not_counted_are_not_sent(past: Any) -> None:
    shown = past.counted_for
    await call(PastState.choose, past, "7d")
    await call(PastState.count, past)
    await call(PastState.send, past, shown)
    assert not past.is_sent
    await call(PastState.send, past, past.counted_for)
    assert past.is_sent
