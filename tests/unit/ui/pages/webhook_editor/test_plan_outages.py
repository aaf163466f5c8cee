"""What a retry plan would have made of the outages of the past."""

from datetime import datetime, timedelta

import pytest

from tests.unit.ui.pages.webhook_editor.editor_samples import BERLIN, NOW, saved
from webhook_dashboard.storage.outages import Outage, PastOutages
from webhook_dashboard.ui.pages.webhook_editor.outages import (
    attempt_that_delivers,
    requests_words,
    survived_words,
)
from webhook_dashboard.ui.pages.webhook_editor.plan import compared_words, plan_choices, plan_of

STANDARD = (60, 300, 1_800, 7_200, 43_200)


def outage(minutes: float, *, deliveries: int = 1, began_at: datetime = NOW) -> Outage:
    return Outage(began_at, began_at + timedelta(minutes=minutes), deliveries)


OUTAGES = (
    outage(90, began_at=datetime.fromisoformat("2026-10-03T08:00:00+00:00")),
    outage(25.4, began_at=datetime.fromisoformat("2026-09-19T08:00:00+00:00")),
    outage(4, began_at=datetime.fromisoformat("2026-08-30T22:30:00+00:00")),
)


@pytest.mark.parametrize(
    ("waits", "minutes", "number"),
    [
        (STANDARD, 4, 3),
        (STANDARD, 25, 4),
        (STANDARD, 90, 5),
        (STANDARD, 877, None),
        ((60,), 1, 2),
        ((), 1, None),
    ],
)
def test_the_first_attempt_after_the_end_delivers(
    waits: tuple[int, ...], minutes: float, number: int | None
) -> None:
    assert attempt_that_delivers(waits, minutes * 60) == number


def test_plans_are_compared_by_the_outages_they_would_have_survived() -> None:
    assert survived_words(STANDARD, OUTAGES) == "3 of 3"
    assert survived_words((257, 514, 1_029), OUTAGES) == "2 of 3"
    assert survived_words((1, 5, 30), OUTAGES) == "0 of 3"


def test_requests_are_those_that_come_too_early_and_the_one_that_does_not() -> None:
    assert requests_words((), [outage(10, deliveries=8)]) == "8"
    assert requests_words((300, 300), [outage(10, deliveries=100)]) == "250"
    assert requests_words((3_600,), [outage(10, deliveries=100)]) == "200"


def test_the_longest_outages_stand_below_the_plan_up_to_the_attempt_that_gets_through() -> None:
    draft = saved()
    many = (outage(0.5), *OUTAGES)
    plan = plan_of(draft, NOW, BERLIN, PastOutages(many))
    assert [one.words for one in plan.outages] == [
        "3 Oct, down 1 h 30 min: attempt 5 delivers",
        "19 Sep, down 25 min: attempt 4 delivers",
        "31 Aug, down 4 min: attempt 3 delivers",
    ]
    places = {point.number: point.at for point in plan.points}
    assert [one.at for one in plan.outages] == [places["5"], places["4"], places["3"]]
    assert all(0 < one.ends_at <= one.at for one in plan.outages)
    assert [one.is_far for one in plan.outages] == [True, True, False]


def test_the_drawing_says_so_when_older_deliveries_were_not_looked_at() -> None:
    draft = saved()
    assert plan_of(draft, NOW, BERLIN, PastOutages(OUTAGES)).outages_of == ""
    cut = plan_of(draft, NOW, BERLIN, PastOutages(OUTAGES, is_cut=True))
    assert cut.outages_of == "Only the newest 5,000 deliveries were looked at."


def test_an_outage_that_is_longer_than_the_plan_reaches_no_attempt() -> None:
    draft = saved()
    [one] = plan_of(draft, NOW, BERLIN, PastOutages((outage(6_000),))).outages
    assert one.words == "20 Nov, down 4 d 4 h: longer than the plan"
    assert (one.ends_at, one.at, one.reaches) == (1.0, 1.0, False)


def test_without_outages_plans_are_compared_by_their_attempts() -> None:
    assert next((one.attempts, one.survived) for one in plan_choices(saved())) == ("6", "")
    assert compared_words(()).startswith("with the plans of the presets")
    choice = plan_choices(saved(), OUTAGES)[0]
    assert (choice.survived, choice.requests) == ("3 of 3", requests_words(STANDARD, OUTAGES))
    assert compared_words(OUTAGES) == "against the 3 latest outages that this webhook met"
    assert compared_words(OUTAGES[:1]) == "against the latest outage that this webhook met"
