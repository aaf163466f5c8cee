"""What is confirmed or typed is done to what it was about, though something else is on the screen by then."""

from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx

from tests.factories import make_actor, make_inbox
from tests.integration.conftest import ONE_DATABASE
from tests.integration.ui.states import call, part
from webhook_dashboard.domain.errors import Conflict
from webhook_dashboard.domain.event_types import EventTypeDraft
from webhook_dashboard.services.catalogue import read_catalogue
from webhook_dashboard.services.inboxes import Arrival
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.inboxes import find_inbox, list_requests, list_senders
from webhook_dashboard.ui import session
from webhook_dashboard.ui.live import Hub
from webhook_dashboard.ui.pages.event_types import detail_state
from webhook_dashboard.ui.pages.event_types.detail_state import TypeState
from webhook_dashboard.ui.pages.inbox import actions_state, knobs_state
from webhook_dashboard.ui.pages.inbox.actions_state import InboxActionsState
from webhook_dashboard.ui.pages.inbox.knobs_state import KnobsState
from webhook_dashboard.ui.pages.inbox.state import InboxState

pytestmark = ONE_DATABASE


@pytest.fixture
def tree(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[rx.State]:
    """The states of one browser tab, of somebody who may."""

    async def who(_: rx.State) -> Any:
        return make_actor()

    for module in (actions_state, detail_state, knobs_state):
        monkeypatch.setattr(module, "signed_in_actor", who)
    session.connect(platform, Hub(platform.database))
    yield rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    session.connect(None, None)


async def receive(platform: Platform, token: str) -> None:
    await platform.inboxes.receive(Arrival(token, "POST", f"/inbox/{token}", (), b"{}"))


async def test_the_inbox_that_was_asked_about_is_cleared_and_deleted_though_another_got_a_request(
    tree: rx.State, platform: Platform
) -> None:
    mine, other = await make_inbox(platform), await make_inbox(platform)
    await receive(platform, mine)
    inbox, actions = part(tree, InboxState), part(tree, InboxActionsState)
    await inbox._refresh()
    for ask, confirm in (
        (InboxActionsState.ask_to_clear, InboxActionsState.clear),
        (InboxActionsState.ask_to_delete, InboxActionsState.delete),
    ):
        inbox._wanted = mine
        await inbox._refresh()
        await call(ask, actions, True)
        assert actions.asked == mine
        await receive(platform, other)
        inbox._wanted = ""  # the address names none: the one of the last request is shown
        await inbox._refresh()
        assert inbox.token == other
        await call(confirm, actions)
    read = platform.database.read
    assert await read(lambda connection: find_inbox(connection, mine)) is None
    assert len(await read(lambda connection: list_requests(connection, other, limit=9))) == 2


async def test_without_a_question_nothing_is_cleared(tree: rx.State, platform: Platform) -> None:
    token = await make_inbox(platform)
    await receive(platform, token)
    actions = part(tree, InboxActionsState)
    await call(InboxActionsState.ask_to_clear, actions, True)
    await call(InboxActionsState.arrive, actions)
    await call(InboxActionsState.clear, actions)
    await call(InboxActionsState.delete, actions)
    assert await platform.database.read(lambda connection: list_requests(connection, token, limit=9))


async def test_a_second_press_makes_no_second_webhook_to_an_inbox(tree: rx.State, platform: Platform) -> None:
    token = await make_inbox(platform)
    await part(tree, InboxState)._refresh()
    for _ in range(2):
        await call(InboxActionsState.make_webhook, part(tree, InboxActionsState))
    assert len(await platform.database.read(lambda connection: list_senders(connection, token))) == 1


async def test_what_was_typed_for_one_inbox_turns_no_knob_of_another(
    tree: rx.State, platform: Platform
) -> None:
    inbox, knobs = part(tree, InboxState), part(tree, KnobsState)
    mine, other = await make_inbox(platform), await make_inbox(platform)
    inbox._wanted = other
    await inbox._refresh()
    for token, delay in ((mine, 0), (other, 5_000)):
        await call(KnobsState.type_in, knobs, "delay_ms", "5 s", token)
        found = await platform.database.read(lambda connection: find_inbox(connection, other))
        assert found is not None
        assert found.knobs.delay_ms == delay


async def test_a_type_that_came_after_the_question_is_not_taken_away(
    tree: rx.State, platform: Platform
) -> None:
    for key in ("shipment.sent", "shipment.lost"):
        await platform.event_types.create(EventTypeDraft(key), make_actor())
    panel = part(tree, TypeState)
    panel._wanted = "shipment.sent"
    await panel._follow()
    await call(TypeState.ask_to_remove, panel)
    panel._wanted = "shipment.lost"
    await panel._follow()
    with pytest.raises(Conflict, match="Another event type is open now"):
        await call(TypeState.remove, panel)
    keys = [entry.event_type.key for entry in await platform.database.read(read_catalogue)]
    assert "shipment.lost" in keys
