"""Who gets what: which cells there are, what they say, and what is folded away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.ui.pages.webhooks.webhook_samples import BERLIN, NOW, OFF, ORDER_SYNC
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.periods import window_at
from webhook_dashboard.ui.pages.webhooks.matrix import (
    MAX_COLUMNS,
    MAX_ROWS,
    MOST_COLUMNS,
    Matrix,
    MatrixCell,
    Wanted,
    to_matrix,
)
from webhook_dashboard.ui.pages.webhooks.reading import PERIOD, UNLISTED, KnownType, split_days

SINCE = datetime(2026, 10, 21, 22, tzinfo=UTC)
CREATED, UPDATED, SENT = "order.created", "order.updated", "invoice.sent"
TYPES = [KnownType(CREATED, "Sales"), KnownType(UPDATED, "Sales"), KnownType("contact.created", "Customer")]
ORDERS = replace(ORDER_SYNC, event_types=(CREATED, UPDATED), filters={"order.*": {"order.total": {"$gt": 1}}})
CRM = replace(ORDER_SYNC, id=2, name="Customer CRM", event_types=("contact.*", SENT))


def cells(matrix: Matrix, event_type: str) -> list[MatrixCell]:
    return next(row.cells for row in matrix.rows if row.key == event_type)


def texts(matrix: Matrix) -> dict[str, list[str]]:
    return {row.key: [cell.text for cell in row.cells] for row in matrix.rows}


def test_cells_count_what_is_subscribed_and_are_empty_where_nothing_is() -> None:
    counts = {(1, CREATED): 2141, (2, SENT): 7}
    matrix = to_matrix([CRM, ORDERS], TYPES, counts, Wanted(SINCE))

    assert [column.name for column in matrix.columns] == ["Order Sync", "Customer CRM"]
    assert texts(matrix) == {
        CREATED: ["2,141", ""],
        UPDATED: ["0", ""],
        "contact.created": ["", "0"],
        SENT: ["", "7"],
    }
    assert [row.category for row in matrix.rows] == ["Sales", "Sales", "Customer", "Sales"]
    assert [row.total for row in matrix.rows] == ["2,141", "0", "0", "7"]
    assert [column.total for column in matrix.columns] == ["2,141", "7"]
    assert (matrix.total, matrix.fold_columns, matrix.fold_rows) == ("2,148", "", "")


def test_a_cell_says_it_in_words_and_leads_to_the_log_of_these_deliveries() -> None:
    matrix = to_matrix([CRM, ORDERS], TYPES, {(1, CREATED): 2141, (1, SENT): 1}, Wanted(SINCE))
    cell = cells(matrix, CREATED)[0]

    assert cell.tip == (
        "order.created to Order Sync: 2,141 deliveries in 30 days. A filter decides which events are sent."
    )
    assert cell.is_filtered
    assert matrix.has_filters
    assert parse_qs(urlsplit(cell.href).query) == {
        "webhook": [encode_id(WEBHOOK, 1)],
        "type": [CREATED],
        "since": ["2026-10-21T22:00Z"],
    }
    former = cells(matrix, SENT)[0]
    assert former.tip == "invoice.sent to Order Sync: 1 delivery in 30 days. It is not subscribed any more."
    assert not former.is_filtered
    assert matrix.columns[0].href == f"/webhooks/{encode_id(WEBHOOK, 1)}"
    assert matrix.rows[0].href == "/event-types?type=order.created"


def test_the_tint_grows_with_the_count_up_to_the_second_highest() -> None:
    counts = {(1, CREATED): 11_204, (1, UPDATED): 2402, (2, "contact.created"): 1201}
    matrix = to_matrix([CRM, ORDERS], TYPES, counts, Wanted(SINCE))
    heats = [cells(matrix, key)[at].heat for key, at in ((CREATED, 0), (UPDATED, 0), ("contact.created", 1))]
    assert heats == ["18.0%", "18.0%", "11.0%"]
    assert cells(matrix, SENT)[1].heat == "0%"


def test_one_that_is_off_stands_there_only_while_it_got_something() -> None:
    everything = [ORDERS, replace(OFF, event_types=("archived.thing",))]
    assert [one.name for one in to_matrix(everything, TYPES, {}, Wanted(SINCE)).columns] == ["Order Sync"]
    matrix = to_matrix(everything, TYPES, {(3, "archived.thing"): 3}, Wanted(SINCE))
    assert [one.name for one in matrix.columns] == ["Order Sync", "Archive"]
    assert matrix.rows[-1].category == UNLISTED


def test_deliveries_of_deleted_webhooks_are_in_no_sum() -> None:
    matrix = to_matrix([ORDERS], TYPES, {(1, CREATED): 2, (99, CREATED): 5, (99, SENT): 5}, Wanted(SINCE))
    assert [row.key for row in matrix.rows] == [CREATED, UPDATED]
    assert (matrix.rows[0].total, matrix.total) == ("2", "2")


def test_all_events_stand_for_the_types_that_are_known() -> None:
    matrix = to_matrix([replace(ORDERS, event_types=("*",))], TYPES, {}, Wanted(SINCE))
    assert [row.key for row in matrix.rows] == [one.key for one in TYPES]


def test_nothing_is_there_without_a_webhook_that_is_on() -> None:
    matrix = to_matrix([OFF], TYPES, {}, Wanted(SINCE))
    assert (matrix.columns, matrix.rows, matrix.total) == ([], [], "0")


def test_what_is_too_much_is_folded_and_the_sums_stay_true() -> None:
    types = [KnownType(f"thing.n{number}", "Things") for number in range(MAX_ROWS + 3)]
    webhooks = [
        replace(ORDER_SYNC, id=number, name=f"N{number}", event_types=("*",))
        for number in range(1, MAX_COLUMNS + 3)
    ]
    counts = {(number, types[-1].key): 10 * number for number in range(1, MAX_COLUMNS + 3)}
    counts[1, types[0].key] = 1
    counts[1, types[1].key] = 1
    counts |= {(10, one.key): 5 for one in types[2:21]}
    folded = to_matrix(webhooks, types, counts, Wanted(SINCE))

    assert [column.name for column in folded.columns] == [f"N{number}" for number in range(3, 11)]
    assert folded.fold_columns == "2 more webhooks"
    assert folded.rows[-1].rest == "30"
    assert folded.rest_total == "32"
    assert len(folded.rows) == MAX_ROWS
    assert folded.rows[0].key == "thing.n2"
    assert folded.fold_rows == "3 more event types"
    assert (folded.folded, folded.folded_rest, folded.folded_total) == ([""] * 8, "2", "2")
    whole = to_matrix(webhooks, types, counts, Wanted(SINCE, all_columns=True, all_rows=True))
    assert (len(whole.columns), len(whole.rows)) == (len(webhooks), len(types))
    assert (whole.fold_columns, whole.fold_rows, whole.folded_total) == ("Show fewer", "Show fewer", "")
    assert whole.total == folded.total == "647"


def test_even_unfolded_there_is_an_end() -> None:
    webhooks = [replace(ORDER_SYNC, id=number, event_types=("*",)) for number in range(1, MOST_COLUMNS + 3)]
    matrix = to_matrix(webhooks, TYPES, {}, Wanted(SINCE, all_columns=True, all_rows=True))
    assert len(matrix.columns) == MOST_COLUMNS
    assert (matrix.fold_columns, matrix.fold_rows) == ("Show fewer, 2 not shown", "")


@pytest.mark.parametrize(
    ("now", "open_days"),
    [
        (NOW, 1),
        (NOW.astimezone(BERLIN).replace(hour=0, minute=4), 2),
        (NOW.astimezone(BERLIN).replace(hour=0, minute=5), 1),
    ],
)
def test_days_that_are_over_are_counted_once_and_the_last_one_a_little_longer(
    now: datetime, open_days: int
) -> None:
    window = window_at(PERIOD, now, BERLIN)
    past, rest = split_days(window, now)
    assert tuple(day.start for day in (*past, *rest)) == window.bars
    assert len(rest) == open_days
    assert [day.end for day in (*past, *rest[:-1])] == [*window.bars[1:]]
    assert rest[-1].end > now + timedelta(hours=23)
    later = now + timedelta(minutes=20)
    assert split_days(window_at(PERIOD, later, BERLIN), later)[1][-1] == rest[-1]
