"""What was asked about one webhook is not done to another one; what was never told is not replaced."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from tests.factories import make_actor, make_webhook
from tests.integration.conftest import ONE_DATABASE
from tests.integration.ui.states import part
from tests.unit.ui.pages.webhook_editor.editor_samples import NOW, ORDER_SYNC, work
from webhook_dashboard.domain.errors import Conflict
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor.action_state import ActionState
from webhook_dashboard.ui.pages.webhook_editor.draft import draft_of, new_draft
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.hooks import FOLLOWERS
from webhook_dashboard.ui.pages.webhook_editor.reading import StoredWebhook
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.secret_state import SecretState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.pages.webhook_editor.work import Work

pytestmark = ONE_DATABASE


@pytest.fixture
def tree(platform: Platform) -> Iterator[rx.State]:
    """The states of one browser tab, with a stored webhook in the editor."""
    session.connect(platform, None)
    tree = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    part(tree, VisitState)._take("wh_1", work())
    yield tree
    session.connect(None, None)


async def call(handler: Any, tree: rx.State, state: type[rx.State], *arguments: Any) -> Any:
    """Call a handler as somebody who may."""
    return await handler.fn.__wrapped__(part(tree, state), *arguments)


@pytest.mark.parametrize(
    ("ask", "confirm", "state", "arguments"),
    [
        (ActionState.ask_removal, ActionState.delete, ActionState, ()),
        (SecretState.ask_rotate, SecretState.rotate, SecretState, ()),
        (SaveState.choose_preset, SaveState.apply_review, SaveState, ("eudr",)),
    ],
    ids=["delete", "replace the secret", "another preset"],
)
async def test_what_was_asked_about_one_webhook_is_not_done_to_another(
    tree: rx.State, ask: Any, confirm: Any, state: type[rx.State], arguments: tuple[Any, ...]
) -> None:
    await call(ask, tree, state, *arguments)
    visit = part(tree, VisitState)
    visit._take("wh_2", work(id=2, name="Another"))
    before = visit._work.typed
    with pytest.raises(Conflict, match="Another webhook is open now"):
        await call(confirm, tree, state)
    assert visit._work.typed == before


async def test_a_revision_of_one_webhook_is_not_restored_in_another(tree: rx.State) -> None:
    saves = part(tree, SaveState)
    saves._work.revisions = (
        Revision(9, NOW, "ada@company.com", ORDER_SYNC.columns()),
        Revision(8, NOW, "ada@company.com", replace(ORDER_SYNC, name="Orders").columns()),
    )
    saves._show_past()
    await call(SaveState.review_revision, tree, SaveState, 8)
    assert saves.review == "revision"
    part(tree, VisitState)._take("wh_2", work(id=2, name="Another"))
    with pytest.raises(Conflict, match="Another webhook is open now"):
        await call(SaveState.apply_review, tree, SaveState)


async def test_only_what_the_review_told_is_replaced_by_the_save(tree: rx.State) -> None:
    saves = part(tree, SaveState)
    texts = {**work().typed.texts, "name": "Mine", "url": "https://mine.example"}
    saves._edit({"texts": texts}, "name", "url")
    theirs = replace(ORDER_SYNC, name="Theirs", revision=10, updated_at=NOW)
    saves._follow(StoredWebhook(theirs, ()))
    await call(SaveState.review_changes, tree, SaveState)
    others = replace(theirs, url="https://others.example", revision=11)
    saves._follow(StoredWebhook(others, ()))
    await call(SaveState.apply_review, tree, SaveState)
    assert saves._work.accepted == {"name"}


async def test_a_webhook_that_was_made_does_not_stand_in_the_form_of_the_next_one(tree: rx.State) -> None:
    visit, saves = part(tree, VisitState), part(tree, SaveState)
    made = work().typed
    visit._take("", Work(made, made))
    saves.created_href = "/webhooks/wh_1"
    assert saves._arrive() == "/webhooks/wh_1"
    assert (saves._work.typed, saves._work.is_new) == (new_draft(), True)


async def test_the_filters_follow_what_a_save_meets(
    tree: rx.State, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FOLLOWERS, "filters", (FiltersState.load,))
    made = (await make_webhook(platform)).summary
    draft = draft_of(made.columns())
    part(tree, VisitState)._take(encode_id(WEBHOOK, made.id), Work(draft, draft, made))
    saves = part(tree, SaveState)
    saves.is_loaded, saves.section = True, "filters"
    saves._edit({"texts": {**draft.texts, "name": "Mine"}}, "name")
    await platform.webhooks.update(made.id, WebhookChange(name="Theirs"), make_actor())
    steps = [step async for step in SaveState.save.fn.__wrapped__(saves)]
    assert saves.review == "changes"
    assert steps == [[FiltersState.load]]


@pytest.mark.parametrize(
    ("theirs", "review", "name"),
    [(WebhookChange(name="Theirs"), "changes", "Theirs"), (WebhookChange(description="Theirs"), "", "Mine")],
    ids=["the same field", "another field"],
)
async def test_what_is_saved_while_a_save_is_on_its_way_is_not_replaced_unasked(
    tree: rx.State,
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
    theirs: WebhookChange,
    review: str,
    name: str,
) -> None:
    made = (await make_webhook(platform)).summary
    draft = draft_of(made.columns())
    part(tree, VisitState)._take(encode_id(WEBHOOK, made.id), Work(draft, draft, made))
    saves = part(tree, SaveState)
    saves.is_loaded = True
    saves._edit({"texts": {**draft.texts, "name": "Mine"}}, "name")
    others = iter([theirs])

    async def actor_after_another_save(_: rx.State) -> Actor:
        for change in others:
            await platform.webhooks.update(made.id, change, make_actor())
        return make_actor()

    monkeypatch.setattr(
        "webhook_dashboard.ui.pages.webhook_editor.save_state.signed_in_actor", actor_after_another_save
    )
    _ = [step async for step in SaveState.save.fn.__wrapped__(saves)]
    assert saves.review == review
    stored = await platform.database.read(list_webhooks)
    assert [one.name for one in stored] == [name]
    assert not saves.is_busy
