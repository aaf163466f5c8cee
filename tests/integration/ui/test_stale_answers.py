"""What was read before something was done here does not come back over it."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import reflex as rx

from tests.factories import make_actor, make_inbox, make_webhook
from tests.integration.conftest import ONE_DATABASE
from tests.integration.ui.states import call, part
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.event_types import EventTypeChange
from webhook_dashboard.services.inboxes import Arrival
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui import session
from webhook_dashboard.ui.live import Hub
from webhook_dashboard.ui.pages.event_types import state as event_types
from webhook_dashboard.ui.pages.event_types.detail_state import TypeState
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.pages.inbox import actions_state as inbox_actions
from webhook_dashboard.ui.pages.inbox.state import InboxState
from webhook_dashboard.ui.pages.overview import state as overview
from webhook_dashboard.ui.pages.overview.state import OverviewState
from webhook_dashboard.ui.pages.webhook_editor import action_state, visit_state
from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.pages.webhooks import state as webhooks
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState

pytestmark = ONE_DATABASE

IS_KEPT = pytest.mark.parametrize("is_kept", [False, True], ids=["asked before", "kept from before"])

Meanwhile = Callable[[Callable[[], Awaitable[Any]]], None]


@pytest.fixture
def tree(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[rx.State]:
    """The states of one browser tab, of somebody who may."""

    async def who(_: rx.State) -> Any:
        return make_actor()

    for module in (event_types, inbox_actions, overview, action_state, webhooks):
        monkeypatch.setattr(module, "signed_in_actor", who)
    session.connect(platform, Hub(platform.database))
    yield rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    session.connect(None, None)


@pytest.fixture
def after_the_next_read(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Does something once the database has answered the next question, before the answer is taken up."""

    def do(act: Callable[[], Awaitable[Any]]) -> None:
        read = platform.database.read

        async def read_and_act(query: Any) -> Any:
            monkeypatch.setattr(platform.database, "read", read)
            answer = await read(query)
            await act()
            return answer

        monkeypatch.setattr(platform.database, "read", read_and_act)

    return do


@IS_KEPT
async def test_a_webhook_stays_switched(
    tree: rx.State, platform: Platform, after_the_next_read: Meanwhile, is_kept: bool
) -> None:
    public_id = encode_id(WEBHOOK, (await make_webhook(platform)).summary.id)
    listed = part(tree, WebhooksState)
    await listed._follow()  # reads the figures of the month also, which are kept
    if is_kept:
        await call(WebhooksState.switch_webhook, listed, public_id)
    else:
        session.hub()._version += 1
        after_the_next_read(lambda: call(WebhooksState.switch_webhook, listed, public_id))
    await listed._follow()
    assert [row.active for row in listed.rows] == [False]


@IS_KEPT
async def test_a_webhook_of_the_overview_stays_switched(
    tree: rx.State, platform: Platform, after_the_next_read: Meanwhile, is_kept: bool
) -> None:
    public_id = encode_id(WEBHOOK, (await make_webhook(platform)).summary.id)
    shown = part(tree, OverviewState)
    await shown._follow()
    if is_kept:
        await call(OverviewState.toggle_webhook, shown, public_id)
    else:
        session.hub()._version += 1
        after_the_next_read(lambda: call(OverviewState.toggle_webhook, shown, public_id))
    await shown._follow()
    assert [row.kind for row in shown.webhooks] == ["off"]


@IS_KEPT
async def test_a_pack_stays_switched(tree: rx.State, after_the_next_read: Meanwhile, is_kept: bool) -> None:
    listed = part(tree, EventTypesState)
    await listed._refresh()
    before = [pack.is_enabled for pack in listed.packs]
    if is_kept:
        await listed._follow(is_first=False)
        await call(EventTypesState.switch_pack, listed, listed.packs[0].key)
        session.hub()._version += 1
    else:
        after_the_next_read(lambda: call(EventTypesState.switch_pack, listed, listed.packs[0].key))
    await listed._follow(is_first=False)
    assert [pack.is_enabled for pack in listed.packs] == [not before[0], *before[1:]]


async def test_an_event_type_that_was_saved_is_shown_as_it_is_now(
    tree: rx.State, platform: Platform, after_the_next_read: Meanwhile
) -> None:
    shown = part(tree, TypeState)
    shown._wanted = "order.created"

    async def save() -> None:
        change = EventTypeChange(description="It is on its way")
        await platform.event_types.update("order.created", change, make_actor())
        await call(TypeState.load, shown)

    after_the_next_read(save)
    await shown._follow()
    assert shown.detail.sentence == "It is on its way."


@IS_KEPT
async def test_requests_that_were_cleared_do_not_come_back(
    tree: rx.State, platform: Platform, after_the_next_read: Meanwhile, is_kept: bool
) -> None:
    token = await make_inbox(platform)
    await platform.inboxes.receive(Arrival(token, "POST", f"/inbox/{token}", (), b"{}"))
    inbox = part(tree, InboxState)
    await inbox._refresh()
    await inbox._follow()
    assert inbox.count == 1

    async def clear() -> None:
        await platform.inboxes.clear(token, make_actor())
        await call(InboxState.show_all, inbox)

    if is_kept:
        await clear()
    else:
        session.hub()._version += 1
        after_the_next_read(clear)
    await inbox._follow()
    assert inbox.count == 0


async def test_a_webhook_that_was_paused_in_the_editor_stays_paused(
    tree: rx.State, platform: Platform, after_the_next_read: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = encode_id(WEBHOOK, (await make_webhook(platform)).summary.id)
    visit, actions = part(tree, VisitState), part(tree, ActionState)
    await visit._open_stored(public_id)
    visit.is_loaded = True

    async def once(_: rx.State) -> Any:
        yield

    monkeypatch.setattr(visit_state, "updates", once)
    after_the_next_read(lambda: call(ActionState.pause, actions))
    await call(VisitState.watch, visit)
    assert visit.banner.action == "resume"
