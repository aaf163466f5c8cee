"""Words that several screens share."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.ui import row_parts
from webhook_dashboard.ui.components.status import STATUSES
from webhook_dashboard.ui.formatting import THIN_SPACE

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


def _delivery(status: Status, entity_id: str | None = "SO-2026-0918") -> DeliverySummary:
    return DeliverySummary(
        id=1,
        event_id=2,
        event_public_id="evt_1",
        webhook_id=3,
        webhook_name="Order Sync",
        webhook_url="https://api.partner.com",
        webhook_deleted=False,
        event_type="order.created",
        entity_type="order",
        entity_id=entity_id,
        status=status,
        response_code=200,
        error_kind=None,
        attempt_count=1,
        duration_ms=187.2,
        created_at=NOW,
        next_at=None,
        last_attempt_at=None,
    )


def test_a_delivery_is_two_lines_of_the_tail() -> None:
    row = row_parts.to_tail_row(_delivery(Status.SUCCEEDED), BERLIN)
    assert (row.event, row.second, row.time) == ("order.created", "Order Sync · SO-2026-0918", "14:32:07")
    assert row.end.replace(THIN_SPACE, " ") == "OK · 187 ms"
    assert row.id == "whd_00000000001"


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.SUCCEEDED])
def test_what_has_not_arrived_shows_the_word_of_its_state(status: Status) -> None:
    row = row_parts.to_tail_row(_delivery(status, entity_id=None), BERLIN)
    assert row.end == STATUSES[status.key].word
    assert row.second == "Order Sync"


def test_a_test_is_marked_in_the_tail() -> None:
    row = row_parts.to_tail_row(replace(_delivery(Status.SUCCEEDED), test=True), BERLIN)
    assert row.second == "Order Sync · SO-2026-0918 · Test"


def test_every_state_of_a_delivery_has_a_glyph_a_tone_and_a_word() -> None:
    assert {status.key for status in Status} <= set(STATUSES)
    assert {entry.tone for entry in STATUSES.values()} == {"ok", "bad", "warn", "info", "idle"}
    assert all(entry.glyph and entry.word for entry in STATUSES.values())


def test_an_address_of_the_log_holds_only_the_filters_that_are_set() -> None:
    assert row_parts.log_href() == "/deliveries"
    assert row_parts.log_href(webhook_id=1, status="failed", event_type="order.created", since=NOW) == (
        "/deliveries?webhook=wh_00000000001&status=failed&type=order.created&since=2026-11-20T13%3A32Z"
    )
    assert row_parts.webhook_href(1) == "/webhooks/wh_00000000001"
