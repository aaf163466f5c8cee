"""The test dialog sends what was asked for, also when there was nothing to send yet, and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx

from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor.testing.choice_state import ChoiceState
from webhook_dashboard.ui.pages.webhook_editor.testing.state import TestState

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
