"""What the tab has kept of unsaved work comes back to its owner, once, and on its own page only."""

from collections.abc import Callable
from typing import Any

import pytest
import reflex as rx

from tests.factories import make_actor, make_webhook
from tests.integration.conftest import ONE_DATABASE
from tests.integration.ui.states import part
from tests.unit.ui.pages.webhook_editor.editor_samples import work
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor import unsaved_state, visit_state
from webhook_dashboard.ui.pages.webhook_editor.unsaved_state import UnsavedState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState

pytestmark = ONE_DATABASE
ADA = make_actor()


@pytest.fixture
def new_process(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the states of the tab as a process has them that was just started: a webhook is open."""

    def make(owner: Actor = ADA) -> rx.State:
        async def who(_: rx.State) -> Actor:
            return owner

        monkeypatch.setattr(unsaved_state, "signed_in_actor", who)
        tree = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        visit = part(tree, VisitState)
        visit._take("wh_1", work())
        visit.is_loaded = True
        return tree

    session.connect(platform, None)
    yield make
    session.connect(None, None)


def type_name(tree: rx.State, name: str) -> None:
    visit = part(tree, VisitState)
    visit._edit({"texts": {**visit._work.typed.texts, "name": name}}, "name")


async def kept_name(tree: rx.State, platform: Platform) -> str:
    """What the tab keeps of another name."""
    type_name(tree, "Mine")
    state = part(tree, UnsavedState)
    owner = await unsaved_state.signed_in_actor(state)
    document = unsaved_state.document_of(state._work)
    return platform.unsaved_work.seal(document, owner=owner, name=state.kept_as)


async def answer(tree: rx.State, *given: object) -> Any:
    return await UnsavedState.take_up.fn.__wrapped__(part(tree, UnsavedState), list(given))


async def test_the_next_process_has_it_and_asks_once(
    new_process: Callable[..., rx.State], platform: Platform
) -> None:
    sealed = await kept_name(new_process(), platform)
    tree = new_process()
    assert part(tree, UnsavedState)._ask_browser() != []
    assert await answer(tree, "wh_1", sealed) is not None
    assert part(tree, UnsavedState)._work.typed.texts["name"] == "Mine"
    assert part(tree, UnsavedState)._work.is_dirty
    assert part(tree, UnsavedState)._ask_browser() == []


async def test_an_answer_about_a_page_that_was_left_is_asked_for_again(
    new_process: Callable[..., rx.State], platform: Platform
) -> None:
    sealed = await kept_name(new_process(), platform)
    tree = new_process()
    visit = part(tree, VisitState)
    visit._take("wh_2", work(id=2, name="Another"))
    assert await answer(tree, "wh_1", sealed) is None
    assert not visit._work.is_dirty
    visit._take("wh_1", work())
    assert part(tree, UnsavedState)._ask_browser() != []


async def test_nobody_else_gets_it(new_process: Callable[..., rx.State], platform: Platform) -> None:
    sealed = await kept_name(new_process(), platform)
    tree = new_process(Actor("grace@company.com", Role.OWNER))
    assert await answer(tree, "wh_1", sealed) is None
    assert await answer(tree, "wh_1", None) is None
    assert not part(tree, UnsavedState)._work.is_dirty


async def test_a_copy_that_is_being_made_stays_when_the_connection_comes_back(
    new_process: Callable[..., rx.State], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = new_process()
    visit = part(tree, VisitState)
    monkeypatch.setattr(visit_state, "signed_in_actor", unsaved_state.signed_in_actor)
    made = await make_webhook(platform)
    source = encode_id(WEBHOOK, made.summary.id)
    await visit._open_new(source, "")
    type_name(tree, "Mine")
    await visit._open_new(source, "")
    assert visit._work.typed.texts["name"] == "Mine"
    assert visit.kept_as == f"new from {source}"
    await visit._open_new("", "eudr")
    assert visit._work.typed.texts["preset"] == "eudr"
    assert visit.kept_as == "new eudr"
