"""Ids: what is inside, what is shown, and that both sort alike."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import (
    DELIVERY,
    EPOCH,
    EVENT,
    WEBHOOK,
    attempt_id,
    created_at,
    created_microseconds,
    encode_id,
    first_id_at,
    parse_id,
)

LARGEST = (1 << 63) - 1
numbers = st.integers(min_value=0, max_value=LARGEST)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(numbers, st.sampled_from([WEBHOOK, EVENT, DELIVERY]))
def test_an_id_survives_the_way_out_and_back(number: int, prefix: str) -> None:
    assert parse_id(prefix, encode_id(prefix, number)) == number


@given(numbers, numbers)
def test_ids_sort_like_their_numbers(first: int, second: int) -> None:
    assert (first < second) == (encode_id(EVENT, first) < encode_id(EVENT, second))


def test_an_id_has_a_fixed_form() -> None:
    assert encode_id(WEBHOOK, 0) == "wh_00000000000"
    assert encode_id(DELIVERY, 61) == "whd_0000000000z"
    assert encode_id(EVENT, 62) == "evt_00000000010"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "evt_",
        "evt_0000000000",  # a digit short
        "evt_000000000000",  # a digit long
        "whd_00000000000",  # another kind
        "evt-00000000000",
        "evt_0000000000!",
        "evt_0000000000é",
        "00000000000",
    ],
)
def test_what_is_not_an_id_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^event_id: expected an id such as evt_\w{11}, got ") as refused:
        parse_id(EVENT, text, field="event_id")
    assert refused.value.field == "event_id"


def test_the_largest_number_is_an_id_and_the_next_is_not() -> None:
    assert parse_id(EVENT, encode_id(EVENT, LARGEST)) == LARGEST
    with pytest.raises(InvalidInput, match="too large to be an id"):
        parse_id(EVENT, encode_id(EVENT, LARGEST + 1))


@given(moments)
def test_the_first_id_of_a_moment_was_created_then_or_within_the_next_millisecond(moment: datetime) -> None:
    created = created_at(first_id_at(moment))
    assert moment <= created < moment + timedelta(milliseconds=1)
    assert created_at(first_id_at(moment) - 1) < moment or moment == EPOCH


def test_there_are_no_ids_before_the_epoch() -> None:
    assert first_id_at(EPOCH) == 0
    assert first_id_at(EPOCH - timedelta(days=1)) == 0


def test_an_attempt_is_named_after_its_delivery() -> None:
    assert attempt_id(62, 3) == "att_00000000010-3"


@given(numbers)
def test_the_moment_of_an_id_is_the_same_in_either_form(number: int) -> None:
    since_1970 = timedelta(microseconds=created_microseconds(number))
    assert datetime(1970, 1, 1, tzinfo=UTC) + since_1970 == created_at(number)
