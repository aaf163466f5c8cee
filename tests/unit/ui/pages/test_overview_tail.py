"""How the Live rail moves."""

from datetime import UTC, datetime, timedelta

import pytest

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.ui.pages.overview.tail import (
    FIRST_RUN_BELOW,
    NEW_ROWS_PER_UPDATE,
    first_id,
    is_first_run,
    move_tail,
    rail_head,
)

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


def _delivery(number: int, status: Status = Status.SUCCEEDED) -> DeliverySummary:
    return DeliverySummary(
        id=number,
        event_id=number,
        event_public_id=f"evt_{number}",
        webhook_id=1,
        webhook_name="Order Sync",
        webhook_url="https://api.partner.com",
        webhook_deleted=False,
        event_type=f"event.{number}",
        entity_type=None,
        entity_id=None,
        status=status,
        response_code=200,
        error_kind=None,
        attempt_count=1,
        duration_ms=10.0,
        created_at=NOW + timedelta(seconds=number),
        next_at=None,
        last_attempt_at=None,
    )


def _newest(*numbers: int) -> list[DeliverySummary]:
    return [_delivery(number) for number in numbers]


def _events(rows: list) -> list[str]:
    return [row.event for row in rows]


def test_the_first_rows_come_all_at_once_and_none_is_fresh() -> None:
    moved = move_tail([], _newest(9, 8, 7), UTC)
    assert _events(moved.rows) == ["event.9", "event.8", "event.7"]
    assert not any(row.fresh for row in moved.rows)
    assert moved.more == 0


def test_new_rows_are_put_on_top_and_tinted_once() -> None:
    shown = move_tail([], _newest(3, 2, 1), UTC).rows
    moved = move_tail(shown, _newest(5, 4, 3), UTC)
    assert _events(moved.rows) == ["event.5", "event.4", "event.3"]
    assert [row.fresh for row in moved.rows] == [True, True, False]
    assert not any(row.fresh for row in move_tail(moved.rows, _newest(5, 4, 3), UTC).rows)


def test_a_row_that_is_shown_takes_its_new_state_where_it_is() -> None:
    shown = move_tail([], [_delivery(2, Status.PENDING), _delivery(1)], UTC).rows
    moved = move_tail(shown, [_delivery(2), _delivery(1)], UTC)
    assert [row.kind for row in moved.rows] == ["succeeded", "succeeded"]


def test_of_a_burst_five_rows_are_shown_and_the_rest_is_counted() -> None:
    shown = move_tail([], _newest(*range(30, 0, -1)), UTC).rows
    moved = move_tail(shown, _newest(*range(60, 30, -1)), UTC)
    assert _events(moved.rows)[:6] == [f"event.{n}" for n in (60, 59, 58, 57, 56, 30)]
    assert moved.more == 30 - NEW_ROWS_PER_UPDATE
    assert len(moved.rows) == 30


def test_after_the_burst_the_rows_close_up() -> None:
    shown = move_tail([], _newest(*range(30, 0, -1)), UTC).rows
    burst = _newest(*range(60, 30, -1))
    settled = move_tail(move_tail(shown, burst, UTC).rows, burst, UTC)
    assert _events(settled.rows) == [f"event.{n}" for n in range(60, 30, -1)]
    assert settled.more == 0


@pytest.mark.parametrize(
    ("missed", "more", "words"),
    [(None, 0, "1.4 / min"), (None, 38, "+ 38 more"), (12, 0, "Paused, 12 new"), (0, 0, "Paused")],
)
def test_the_head_tells_the_rate_the_rest_or_the_pause(missed: int | None, more: int, words: str) -> None:
    assert rail_head("1.4 / min", missed=missed, more=more) == words


@pytest.mark.parametrize(
    ("statuses", "first"),
    [
        ([], True),
        ([Status.PENDING], True),
        ([Status.SENDING, Status.PENDING], True),
        ([Status.SUCCEEDED], False),
        ([Status.PENDING, Status.RETRYING], False),
        ([Status.FAILED], False),
        ([Status.PENDING] * FIRST_RUN_BELOW, False),
    ],
)
def test_the_first_run_lasts_until_a_delivery_comes_to_something(statuses: list[Status], first: bool) -> None:
    assert is_first_run([_delivery(number, status) for number, status in enumerate(statuses)]) is first


def test_the_newest_row_is_known_by_its_id() -> None:
    assert first_id(_newest(7, 6)) == 7
    assert first_id([]) == 0
