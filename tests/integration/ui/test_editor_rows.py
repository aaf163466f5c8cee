"""What is typed into rows of the editor arrives late: it changes the row it was typed into, or none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from tests.integration.conftest import ONE_DATABASE
from tests.unit.ui.pages.webhook_editor.editor_samples import ORDER_SYNC, work
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui import session
from webhook_dashboard.ui.pages.webhook_editor.header_state import HeaderState
from webhook_dashboard.ui.pages.webhook_editor.reading import StoredWebhook
from webhook_dashboard.ui.pages.webhook_editor.visit_state import VisitState

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
