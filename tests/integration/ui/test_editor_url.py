"""The URL in the editor: rules are told while it is typed, and only what was meant is dialled."""

from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx

from tests.integration.conftest import ONE_DATABASE
from tests.unit.ui.pages.webhook_editor.editor_samples import work
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.url_state import UrlState

pytestmark = ONE_DATABASE
TYPED = "http://127.0.0.1:9/hooks"


@pytest.fixture
def tree(platform: Platform) -> Iterator[rx.State]:
    """The states of one browser tab, with a stored webhook in the editor."""
    session.connect(platform, None)
    tree = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    fields: Any = tree.get_substate(FieldState.get_full_name().split("."))
    fields._restart(work())
    yield tree
    session.connect(None, None)


def fills(tree: rx.State) -> int:
    """How often the field was filled, as it comes back with what is typed."""
    state: Any = tree.get_substate(FieldState.get_full_name().split("."))
    return state.fills["url"]


async def call(handler: Any, tree: rx.State, state: type[rx.State], *arguments: Any) -> Any:
    """Call a handler as somebody who may; returns the function that it has called next."""
    following = await handler.fn.__wrapped__(tree.get_substate(state.get_full_name().split(".")), *arguments)
    return getattr(following, "fn", None)


async def test_a_url_is_checked_while_it_is_typed_and_looked_at_when_its_field_is_left(
    tree: rx.State,
) -> None:
    assert await call(FieldState.leave_url, tree, FieldState, work().typed.texts["url"], fills(tree)) is None
    assert (
        await call(FieldState.set_text, tree, FieldState, "url", TYPED, fills(tree)) == UrlState.check_url.fn
    )
    assert await call(UrlState.check_url, tree, UrlState) is None
    assert await call(FieldState.leave_url, tree, FieldState, TYPED, fills(tree)) == UrlState.check_url.fn
    assert await call(UrlState.check_url, tree, UrlState) == UrlState.look_at_url.fn
    assert await call(FieldState.leave_url, tree, FieldState, TYPED, fills(tree)) is None

    await call(FieldState.set_text, tree, FieldState, "url", TYPED + "/v", fills(tree))
    assert await call(UrlState.check_url, tree, UrlState) is None


async def test_what_was_typed_last_before_the_field_was_left_is_looked_at(tree: rx.State) -> None:
    assert await call(FieldState.leave_url, tree, FieldState, TYPED, fills(tree)) == UrlState.check_url.fn
    fields: Any = tree.get_substate(FieldState.get_full_name().split("."))
    assert fields._work.typed.texts["url"] == TYPED
    assert await call(UrlState.check_url, tree, UrlState) == UrlState.look_at_url.fn
