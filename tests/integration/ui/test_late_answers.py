"""An answer that comes after a newer question, or after something was chosen, changes nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import reflex as rx

from tests.factories import make_webhook
from tests.integration.conftest import ONE_DATABASE
from tests.integration.ui.states import call, part
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui import session
from webhook_dashboard.ui.live import Hub
from webhook_dashboard.ui.pages.webhook_editor.filters.sample_state import OwnSampleState
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.payload.choices import SAMPLE
from webhook_dashboard.ui.pages.webhook_editor.payload.state import SECTION, PayloadState
from webhook_dashboard.ui.pages.webhook_editor.payload.trying_state import TryingState
from webhook_dashboard.ui.pages.webhook_editor.payload.typing_state import TypingState
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState

pytestmark = ONE_DATABASE

TYPE, OTHER = "order.created", "invoice.sent"


@pytest.fixture
async def tree(platform: Platform) -> Any:
    """The states of one browser tab, with a stored webhook for two event types in the editor."""
    session.connect(platform, Hub(platform.database))
    tree = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    visit = part(tree, VisitState)
    made = await make_webhook(platform, event_types=[TYPE, OTHER])
    await visit._open_stored(encode_id(WEBHOOK, made.summary.id))
    visit.is_loaded, visit.section, visit.event_type = True, SECTION, TYPE
    yield tree
    session.connect(None, None)


@pytest.fixture
def during_the_next_read(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], Awaitable[Any]]], None]:
    """Does something while the database is asked the next question."""

    def do(act: Callable[[], Awaitable[Any]]) -> None:
        read = platform.database.read

        async def act_and_read(query: Any) -> Any:
            monkeypatch.setattr(platform.database, "read", read)
            await act()
            return await read(query)

        monkeypatch.setattr(platform.database, "read", act_and_read)

    return do


async def test_a_trial_that_knows_nothing_of_a_new_sample_does_not_take_it_from_the_screen(
    tree: rx.State, during_the_next_read: Any
) -> None:
    filters, own = part(tree, FiltersState), part(tree, OwnSampleState)
    await call(FiltersState.load, filters)

    async def keep_a_sample() -> None:
        await call(OwnSampleState.keep, own, {"sample-name": "Mine", "sample": "{}"})
        await call(FiltersState.judge, filters)

    during_the_next_read(keep_a_sample)
    await call(FiltersState.judge, filters)
    assert "Mine" in [one.title for one in filters.samples]
    number = filters._desk.take(TYPE).own[0].id

    async def remove_it() -> None:
        await call(OwnSampleState.remove, own, number)
        await call(FiltersState.judge, filters)

    during_the_next_read(remove_it)
    await call(FiltersState.judge, filters)
    assert "Mine" not in [one.title for one in filters.samples]


async def test_an_event_that_was_chosen_while_others_were_read_stays_in_hand(
    tree: rx.State, platform: Platform, during_the_next_read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload, trying = part(tree, PayloadState), part(tree, TryingState)
    sample, chosen = platform.event_types.sample, b'{"chosen": true}'

    async def choose_first(event_type: str) -> Any:
        monkeypatch.setattr(platform.event_types, "sample", sample)
        await call(TryingState.use_pasted, trying, {"pasted": chosen.decode()})
        return await sample(event_type)

    monkeypatch.setattr(platform.event_types, "sample", choose_first)
    await call(PayloadState.load, payload)
    assert payload._event.data == chosen
    assert payload.source != SAMPLE


async def test_a_preview_for_one_type_is_not_shown_for_another(
    tree: rx.State, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, payload = part(tree, VisitState), part(tree, PayloadState)
    await call(PayloadState.load, payload)
    await call(PayloadState.preview, payload)
    before = payload.sent
    configuration = platform.webhooks.configuration

    async def turn_to_the_other(webhook_id: int) -> Any:
        visit.event_type = OTHER
        payload._begin(visit)
        return await configuration(webhook_id)

    payload.is_raw = True
    monkeypatch.setattr(platform.webhooks, "configuration", turn_to_the_other)
    await call(PayloadState.preview, payload)
    assert payload.sent == before


async def test_a_preview_of_what_stood_there_before_does_not_hide_a_mistake(
    tree: rx.State, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload, typing = part(tree, PayloadState), part(tree, TypingState)
    await call(PayloadState.load, payload)
    await call(TypingState.use_default, typing, TYPE)
    configuration = platform.webhooks.configuration

    async def type_a_mistake(webhook_id: int) -> Any:
        monkeypatch.setattr(platform.webhooks, "configuration", configuration)
        await call(TypingState.edit, typing, "{", payload.version)
        return await configuration(webhook_id)

    monkeypatch.setattr(platform.webhooks, "configuration", type_a_mistake)
    await call(PayloadState.preview, payload)
    await call(PayloadState.preview, payload)  # that of what is typed now
    assert payload.status.text.startswith("Line 1")
    assert payload.problems


@pytest.mark.parametrize("section", [FiltersState, PayloadState])
async def test_what_could_not_be_read_of_one_type_is_not_said_of_another(
    tree: rx.State, platform: Platform, monkeypatch: pytest.MonkeyPatch, section: Any
) -> None:
    visit, shown = part(tree, VisitState), part(tree, section)
    fields = platform.event_types.fields

    async def turn_to_the_other_and_fail(event_type: str) -> Any:
        monkeypatch.setattr(platform.event_types, "fields", fields)
        visit.event_type = OTHER
        await call(section.load, shown)
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(platform.event_types, "fields", turn_to_the_other_and_fail)
    await call(section.load, shown)
    assert shown.event_type == OTHER
    assert shown.problem == ""


async def test_a_sample_of_ones_own_is_stored_where_pages_keep_their_state(tree: rx.State) -> None:
    filters, own = part(tree, FiltersState), part(tree, OwnSampleState)
    await call(FiltersState.load, filters)
    filters._was_touched = False
    await call(OwnSampleState.keep, own, {"sample-name": "Mine", "sample": "{}"})
    assert filters._was_touched
    filters._was_touched = False
    await call(OwnSampleState.remove, own, filters._desk.take(TYPE).own[0].id)
    assert filters._was_touched
