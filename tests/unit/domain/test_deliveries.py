"""The states of a delivery."""

import pytest

from webhook_dashboard.domain.deliveries import (
    OPEN_STATUSES,
    STATUS_BY_KEY,
    Status,
    say_why_held,
    say_why_in_turn,
)


def test_every_status_is_either_open_or_final() -> None:
    assert set(Status) - set(OPEN_STATUSES) == {Status.SUCCEEDED, Status.FAILED, Status.CANCELLED}


def test_stored_numbers_never_change() -> None:
    """They are in databases and in the conditions of partial indexes."""
    assert {status.key: int(status) for status in Status} == {
        "pending": 0,
        "sending": 1,
        "retrying": 2,
        "succeeded": 3,
        "failed": 4,
        "cancelled": 5,
        "held": 6,
    }


def test_a_status_is_found_by_its_word() -> None:
    assert all(STATUS_BY_KEY[status.key] is status for status in Status)


@pytest.mark.parametrize(
    ("active", "paused", "broken", "sentence"),
    [
        (False, True, True, "Its webhook is switched off. It is sent once that is on again."),
        (True, True, True, "Its webhook is paused. Paused by Ada."),
        (
            True,
            False,
            True,
            "Its receiver does not answer. That is tried now and then; once it answers, this is sent.",
        ),
        (True, False, False, "It is sent as soon as its turn comes."),
    ],
)
def test_what_holds_a_delivery_is_said_the_strongest_reason_first(
    active: bool, paused: bool, broken: bool, sentence: str
) -> None:
    said = say_why_held(active=active, paused=paused, pause_reason="Paused by Ada.", broken=broken)
    assert said == sentence


def test_a_rate_limit_is_named_as_what_a_delivery_waits_for() -> None:
    assert say_why_in_turn(0.5) == "At most 0.5 a second go to its webhook: it is sent in its turn."
    assert say_why_in_turn(None) == ""
