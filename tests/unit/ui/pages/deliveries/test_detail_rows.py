"""What is said about one delivery: the sentence, the next step, and what may be done."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.ui.pages.deliveries.log_samples import (
    DELIVERY_ID,
    NOW,
    make_attempt,
    make_page,
    make_tls_failure,
    make_webhook,
)
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.ui.pages.deliveries.detail_rows import (
    say_advice,
    say_next,
    say_sentence,
    say_when,
    to_detail,
)
from webhook_dashboard.ui.pages.deliveries.reading import DeliveryPage

PROFILE = DeliveryProfile()
POLICY = PROFILE.retry_policy
NEXT_AT = NOW + timedelta(minutes=25, seconds=33)


def failures(count: int) -> list[object]:
    return [make_tls_failure(number + 1) for number in range(count)]


def retrying(count: int, **fields: object) -> DeliveryPage:
    return make_page(*failures(count), status=Status.RETRYING, next_at=NEXT_AT, **fields)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            retrying(3),
            "Attempt 3 of 6 failed: the TLS certificate of crm.company.com was not accepted.",
        ),
        (
            make_page(make_attempt()),
            "Delivered at the first attempt: crm.company.com answered 200 in 187\u202fms.",
        ),
        (
            make_page(make_tls_failure(), make_attempt(2)),
            "Delivered at attempt 2 of 6: crm.company.com answered 200 in 187\u202fms.",
        ),
        (make_page(status=Status.PENDING), "Not sent yet."),
        (make_page(status=Status.SENDING), "Attempt 1 of 6 is on its way to crm.company.com."),
        (make_page(status=Status.HELD), "Held, not sent yet."),
        (make_page(status=Status.CANCELLED), "Cancelled before it was sent."),
        (make_page(make_tls_failure(), status=Status.CANCELLED), "Cancelled after attempt 1 of 6."),
        (
            make_page(make_attempt(), test=True),
            "Test delivered: crm.company.com answered 200 in 187\u202fms.",
        ),
        (
            make_page(make_tls_failure(), status=Status.FAILED, test=True),
            "Test failed: the TLS certificate of crm.company.com was not accepted.",
        ),
        (
            make_page(*failures(7), status=Status.FAILED),  # pyright: ignore[reportArgumentType]
            "Attempt 7 failed: the TLS certificate of crm.company.com was not accepted.",
        ),
    ],
)
def test_the_sentence_says_what_is_the_case(page: DeliveryPage, sentence: str) -> None:
    assert say_sentence(page, POLICY) == sentence


def test_what_to_try_is_said_after_a_failure_and_while_nothing_is_under_way() -> None:
    mend = "Let the receiver renew it. If it was renewed, its server must be reloaded."
    assert say_advice(retrying(3), 30.0) == mend
    assert say_advice(make_page(make_tls_failure(), status=Status.FAILED), 30.0) == mend
    assert say_advice(make_page(make_tls_failure(), status=Status.SENDING), 30.0) == ""
    assert say_advice(make_page(make_tls_failure(), make_attempt(2)), 30.0) == ""
    assert say_advice(make_page(status=Status.PENDING), 30.0) == ""


def test_a_slow_success_says_what_to_do_about_it() -> None:
    slow = make_page(make_attempt(duration_ms=6_200.0))
    assert say_advice(slow, 30.0).startswith("It took 6.2 s. An answer within 5 s is better.")
    assert say_advice(slow, 7.0).startswith("It took 6.2 s. After 7 s it counts as failed.")


def test_how_long_the_receiver_asked_to_wait_is_said() -> None:
    limited = make_attempt(
        response_code=429, error_kind="http_error", response_headers=(("Retry-After", "120"),)
    )
    assert say_advice(make_page(limited, status=Status.FAILED), 30.0) == (
        "The receiver asked for 120 s. The receiver wants fewer requests. Set a rate limit for this webhook."
    )


def test_the_next_try_is_told_with_the_end_of_all_tries() -> None:
    coming = say_next(retrying(3), POLICY, NOW, UTC)
    assert (coming.lead, coming.until) == ("Next try in ", "25:33")
    assert coming.tail == ", at 13:57. If all six fail, it gives up tomorrow at 03:57."
    assert coming.until_ms == int(NEXT_AT.timestamp() * 1000)


@pytest.mark.parametrize(
    ("page", "lead", "tail"),
    [
        (retrying(5), "Next try in ", ", at 13:57. It is the last one."),
        (retrying(8), "Next try in ", ", at 13:57."),
        (
            make_page(make_tls_failure(), status=Status.RETRYING, next_at=NOW),
            "The next try is due now.",
            "",
        ),
        (make_page(status=Status.PENDING, next_at=NOW), "It is sent as soon as its turn comes.", ""),
        (make_page(status=Status.PENDING, next_at=NEXT_AT), "It is sent in ", ", at 13:57."),
        (
            retrying(1, webhook=make_webhook(active=False)),
            "Customer CRM is switched off. The next try is made once it is on again.",
            "",
        ),
        (retrying(1, deleted=True), "The webhook was deleted, so nothing more is sent.", ""),
        (make_page(status=Status.SENDING), "The answer appears here.", ""),
        (make_page(status=Status.SENDING, held_because="At most 5 a second."), "At most 5 a second.", ""),
        (make_page(status=Status.HELD, held_because="Its webhook is paused."), "Its webhook is paused.", ""),
        (
            make_page(status=Status.CANCELLED),
            "Nothing more is sent. Retry now makes one more attempt.",
            "",
        ),
        (
            make_page(*failures(6), status=Status.FAILED),  # pyright: ignore[reportArgumentType]
            "It has given up. Retry now makes one more attempt.",
            "",
        ),
        (
            make_page(make_tls_failure(), status=Status.FAILED),
            "Trying again would give the same answer, so it has given up. Retry now makes one more attempt.",
            "",
        ),
        (make_page(make_attempt()), "", ""),
    ],
)
def test_the_line_below_says_what_follows(page: DeliveryPage, lead: str, tail: str) -> None:
    coming = say_next(page, POLICY, NOW, UTC)
    assert (coming.lead, coming.tail) == (lead, tail)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 20, 14, 57, tzinfo=UTC), "at 14:57"),
        (datetime(2026, 11, 21, 4, 57, tzinfo=UTC), "tomorrow at 04:57"),
        (datetime(2026, 11, 24, 4, 57, tzinfo=UTC), "on 24 Nov at 04:57"),
    ],
)
def test_a_moment_to_come_is_told_from_today(moment: datetime, words: str) -> None:
    assert say_when(moment, NOW, UTC) == words


def test_a_policy_of_many_tries_is_told_in_digits() -> None:
    policy = RetryPolicy(waits_seconds=(60.0,) * 11)
    assert "If all 12 fail" in say_next(retrying(1), policy, NOW, UTC).tail


@pytest.mark.parametrize(
    ("page", "retry", "resend"),
    [
        (retrying(1), "", ""),
        (make_page(make_attempt()), "It was delivered. Resend makes a new delivery.", ""),
        (make_page(status=Status.SENDING), "It is on its way already.", ""),
        (
            retrying(1, webhook=make_webhook(active=False)),
            "Customer CRM is switched off. Switch it on first.",
            "Customer CRM is switched off. Switch it on first.",
        ),
        (
            retrying(1, deleted=True),
            "The webhook was deleted, so there is nowhere to send it.",
            "The webhook was deleted, so there is nowhere to send it.",
        ),
    ],
)
def test_a_button_that_rests_says_why(page: DeliveryPage, retry: str, resend: str) -> None:
    detail = to_detail(page, PROFILE, NOW, UTC)
    assert (detail.retry_refusal, detail.resend_refusal) == (retry, resend)


def test_the_facts_of_a_delivery() -> None:
    detail = to_detail(retrying(1), PROFILE, NOW, UTC)
    assert detail.id == encode_id(DELIVERY, DELIVERY_ID)
    assert (detail.webhook, detail.webhook_note) == ("Customer CRM", "rev 9, unchanged since")
    assert detail.webhook_href.startswith("/webhooks/wh_")
    assert (detail.event_type, detail.record) == ("customer.updated", "CUS-10482")
    assert detail.method_and_url == "POST https://crm.company.com/hooks/v2"
    assert detail.created == "20 Nov 2026, 13:21:39 UTC"
    assert detail.page_href == f"/deliveries/{detail.id}"
    assert detail.relation == ""


def test_a_webhook_that_changed_or_went_is_marked() -> None:
    changed = to_detail(retrying(1, webhook=make_webhook(revision=11)), PROFILE, NOW, UTC)
    deleted = to_detail(make_page(status=Status.CANCELLED, deleted=True), PROFILE, NOW, UTC)
    assert changed.webhook_note == "rev 9, now rev 11"
    assert (deleted.webhook_note, deleted.webhook_href) == ("deleted", "")
    assert deleted.method_and_url == "https://crm.company.com/hooks/v2"


def test_before_the_first_attempt_the_target_is_that_of_the_webhook() -> None:
    detail = to_detail(make_page(status=Status.PENDING), PROFILE, NOW, UTC)
    assert detail.method_and_url == "POST https://crm.company.com/hooks/v2"


def test_a_resend_and_what_it_repeats_name_each_other() -> None:
    newer, older = DELIVERY_ID + 5, DELIVERY_ID - 5
    repeated = to_detail(make_page(make_attempt(), others=(newer + 9, newer, older)), PROFILE, NOW, UTC)
    repeating = to_detail(make_page(make_attempt(), others=(older, older - 9)), PROFILE, NOW, UTC)
    assert (repeated.relation, repeated.relation_id) == ("Sent again as", encode_id(DELIVERY, newer))
    assert (repeating.relation, repeating.relation_id) == ("Resend of", encode_id(DELIVERY, older))


@pytest.mark.parametrize("status", [Status.SUCCEEDED, Status.FAILED])
def test_a_test_is_marked_and_sent_once(status: Status) -> None:
    detail = to_detail(make_page(make_attempt(), status=status, test=True), PROFILE, NOW, UTC)
    assert detail.test
    assert detail.next_lead == "Sent once, and counted in no statistics."
    assert detail.retry_refusal == detail.resend_refusal == "This was a test. Test the webhook again instead."
