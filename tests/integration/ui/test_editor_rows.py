"""What is typed in the editor arrives late: it changes the field or row it was typed into, or none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from tests.integration.conftest import ONE_DATABASE
from tests.integration.ui.states import call
from tests.unit.ui.pages.webhook_editor.editor_samples import ORDER_SYNC, work
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, new_draft
from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.filters.row_state import RowState
from webhook_dashboard.ui.pages.webhook_editor.header_state import HeaderState
from webhook_dashboard.ui.pages.webhook_editor.proof_state import ProofState
from webhook_dashboard.ui.pages.webhook_editor.reading import StoredWebhook
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState
from webhook_dashboard.ui.pages.webhook_editor.work import Work

pytestmark = ONE_DATABASE

OTHER_ROWS = replace(ORDER_SYNC, headers=(("Authorization", None), ("X-Source", "erp")), revision=10)


@pytest.fixture
def tree(platform: Platform) -> Iterator[rx.State]:
    """The states of one browser tab."""
    session.connect(platform, None)
    yield rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    session.connect(None, None)


def follow(visit: Any, summary: WebhookSummary) -> None:
    visit._follow(StoredWebhook(summary, ()))


def begin_anew(visit: Any, summary: WebhookSummary) -> None:
    visit._restart(work(headers=summary.headers))


def open_another(visit: Any, summary: WebhookSummary) -> None:
    visit._take("whk_2", work(headers=summary.headers))


@pytest.mark.parametrize("replace_rows", [follow, begin_anew, open_another])
def test_what_was_typed_before_other_rows_came_changes_none_of_them(
    tree: rx.State, replace_rows: Callable[[Any, WebhookSummary], None]
) -> None:
    visit: Any = tree.get_substate(VisitState.get_full_name().split("."))
    headers: Any = tree.get_substate(HeaderState.get_full_name().split("."))
    visit._restart(work())
    typed_into = headers.filled
    headers._set("headers", 0, typed_into, value="shop")
    assert headers._work.typed.headers[0] == ("X-Source", "shop")
    visit._restart(work())
    typed_into = headers.filled
    replace_rows(visit, OTHER_ROWS)
    shown = headers._work.typed.headers
    assert shown[0][0] == "Authorization"
    headers._set("headers", 0, typed_into, value="sho")
    assert headers._work.typed.headers == shown


def test_what_is_typed_into_a_row_after_it_was_saved_as_it_stood_is_taken_up(tree: rx.State) -> None:
    headers: Any = tree.get_substate(HeaderState.get_full_name().split("."))
    headers._restart(work())
    typed_into = headers.filled
    headers._set("headers", 0, typed_into, value="shop")
    headers._restart(work(headers=(("X-Source", "shop"), ("X-Api-Key", None)), revision=10))
    headers._set("headers", 0, typed_into, value="shops")
    assert headers._work.typed.headers[0] == ("X-Source", "shops")


def test_headers_whose_json_cannot_be_read_are_made_anew_when_they_are_discarded(tree: rx.State) -> None:
    headers: Any = tree.get_substate(HeaderState.get_full_name().split("."))
    headers._restart(work())
    typed_into = headers.filled
    headers._cannot_read('{"X-Source": ', "Line 1, column 14: this is not JSON.")
    headers._restart(work())
    assert headers.filled != typed_into
    assert headers.header_json.startswith('{\n  "X-Source": "erp"')


def test_the_rows_of_a_webhook_that_was_just_made_take_up_nothing_late(tree: rx.State) -> None:
    headers: Any = tree.get_substate(HeaderState.get_full_name().split("."))
    blank = new_draft()
    headers._restart(Work(blank, blank))
    typed_into = headers.filled
    headers._restart(Work(blank, blank))
    assert headers.filled != typed_into


async def test_what_was_typed_before_a_field_was_filled_does_not_come_back_unseen(tree: rx.State) -> None:
    fields: Any = tree.get_substate(FieldState.get_full_name().split("."))
    fields._restart(work())
    preset, typed_into = fields._work.typed.texts["response_timeout"], fields.fills["response_timeout"]
    await call(FieldState.set_text, fields, "response_timeout", "7 s", typed_into)
    assert fields._work.typed.texts["response_timeout"] == "7 s"
    await call(FieldState.take_preset, fields, "response_timeout")
    assert fields.values["response_timeout"] == preset
    await call(FieldState.set_text, fields, "response_timeout", "7 s", typed_into)
    assert fields._work.typed.texts["response_timeout"] == preset


def with_proof(draft: Draft) -> Draft:
    signature = {
        "scheme": "sha256-hex",
        "header": "X-Signature",
        "prefix": "",
        "sign_content": "body",
        "key_encoding": "utf8",
    }
    return replace(
        draft,
        authentication={"type": "basic", "username": "shop", "password": ""},
        signatures=(signature,),
        waits=("1 min", "5 min"),
        generator={
            "kind": "exponential",
            "base_seconds": "60",
            "factor": "2",
            "cap_seconds": "",
            "retries": "2",
        },
    )


@pytest.mark.parametrize(
    ("handler", "state", "arguments"),
    [
        (ProofState.set_credential, ProofState, ("username", "late")),
        (ProofState.set_signature, ProofState, (0, "header", "X-Late")),
        (FieldState.set_wait, FieldState, (0, "9 h")),
        (FieldState.set_generator, FieldState, ("factor", "3")),
    ],
    ids=["credential", "signature", "wait", "what fills the waits"],
)
async def test_what_was_typed_into_rows_that_are_gone_is_dropped(
    tree: rx.State, handler: Any, state: type[rx.State], arguments: tuple[Any, ...]
) -> None:
    rows: Any = tree.get_substate(state.get_full_name().split("."))
    rows._restart(work())
    rows._fill(with_proof(rows._work.typed))
    typed_into, shown = rows.filled, rows._work.typed
    rows._fill(with_proof(rows._work.typed))
    await call(handler, rows, *arguments, typed_into)
    assert rows._work.typed == shown
    await call(handler, rows, *arguments, rows.filled)
    assert rows._work.typed != shown


async def test_what_was_typed_into_the_filter_of_one_type_does_not_get_into_that_of_another(
    tree: rx.State,
) -> None:
    visit: Any = tree.get_substate(VisitState.get_full_name().split("."))
    visit._restart(work())
    filters: Any = tree.get_substate(RowState.get_full_name().split(".")).parent_state
    for event_type in ("invoice.sent", "order.created"):
        filters.event_type = event_type
        filters._desk.take(event_type).show({"total": {"$gt": 100}})
    filters._put(filters._desk.take("invoice.sent"), visit)
    typed_into, line = filters.json_version, filters.lines[0].id
    filters._put(filters._desk.take("order.created"), visit)
    rows = next(one for one in filters.substates.values() if isinstance(one, RowState))
    for handler in (RowState.set_field, RowState.set_value, RowState.set_second):
        await call(handler, rows, line, "late", typed_into)
    assert filters._desk.take("order.created").document == {"total": {"$gt": 100}}
    await call(RowState.set_value, rows, line, "200", filters.json_version)
    assert filters._desk.take("order.created").document == {"total": {"$gt": 200}}
