"""What the open request says."""

import pytest

from tests.unit.ui.pages.inbox.inbox_samples import arrival, attempt, delivery, received
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.signing import Verdict
from webhook_dashboard.ui.pages.inbox.reading import RequestPage
from webhook_dashboard.ui.pages.inbox.request_rows import to_view

THREE_TRIES = [arrival(3), arrival(2, response_code=500), arrival(1, response_code=500)]


def test_the_third_try_is_told_with_all_answers() -> None:
    view = to_view(RequestPage(received(3)), THREE_TRIES)
    assert view.sentence == "order.created arrived on the third try. Its signature is valid."
    assert view.answered == "This inbox answered 500, 500, then 200."


def test_an_earlier_try_does_not_know_the_later_ones() -> None:
    view = to_view(RequestPage(received(1, response_code=500)), THREE_TRIES)
    assert view.sentence.startswith("order.created arrived on the first try.")
    assert view.answered == "This inbox answered 500."


def test_requests_of_other_events_are_not_tries_of_this_one() -> None:
    others = [arrival(3), arrival(2, message_id="evt_2"), arrival(1, message_id="")]
    assert "on the first try" in to_view(RequestPage(received(3)), others).sentence


def test_after_ten_tries_they_are_numbered_and_the_answers_cut() -> None:
    many = [arrival(number, response_code=500) for number in range(12, 0, -1)]
    view = to_view(RequestPage(received(12)), many)
    assert "arrived on try 12." in view.sentence
    assert view.answered == "This inbox answered 500, …, 500, 500, 500, then 200."


def test_without_a_webhook_id_nothing_is_said_about_tries() -> None:
    request = received(1, headers=(), event_type="", method="GET", verdict=Verdict.NONE, scheme="", body=b"")
    view = to_view(RequestPage(request), [arrival(1, message_id="")])
    assert view.sentence == "A GET request arrived. It carries no signature."
    assert (view.verdict, view.scheme) == ("none", "Not signed.")
    assert (view.body.copy, view.body.size) == ("", "0 bytes")


def test_a_wrong_signature_is_red_in_the_sentence_and_among_the_headers() -> None:
    headers = (("webhook-id", "evt_1"), ("webhook-signature", "v1,abc"), ("x-signature-256", "sha256=00"))
    view = to_view(RequestPage(received(1, headers=headers, verdict=Verdict.WRONG)), [])
    assert view.sentence.endswith("Its signature is wrong.")
    assert [line.tone for line in view.headers] == ["", "is-bad", "is-bad"]
    assert view.headers_copy == "webhook-id: evt_1\nwebhook-signature: v1,abc\nx-signature-256: sha256=00"


def test_a_dropped_connection_is_no_answer() -> None:
    view = to_view(RequestPage(received(1, response_code=None)), [])
    assert view.answered == "This inbox closed the connection without an answer."
    assert view.sent_back.line == "No answer"
    tried = to_view(RequestPage(received(2)), [arrival(2), arrival(1, response_code=None)])
    assert tried.answered == "This inbox answered nothing, then 200."


def test_the_delivery_is_linked_with_how_the_sender_shows_it() -> None:
    view = to_view(RequestPage(received(1), delivery(Status.RETRYING)), [])
    assert view.delivery_word == "Retrying"
    assert view.delivery_href == f"/deliveries?id={view.delivery_id}"
    assert to_view(RequestPage(received(1)), []).delivery_id == ""


def test_the_body_is_laid_out_and_also_kept_as_it_came() -> None:
    body = to_view(RequestPage(received(1)), []).body
    assert body.copy == '{\n  "total": 150.00\n}'
    assert body.raw == "{&quot;total&quot;:150.00}"
    assert body.size == "16 bytes"


def test_text_from_outside_never_becomes_markup() -> None:
    for kind in ("text/html", "application/json"):
        headers = (("content-type", kind),)
        body = to_view(RequestPage(received(1, body=b"<script>", headers=headers)), []).body
        assert "<script" not in body.html + body.raw


def test_what_was_sent_back_is_what_the_sender_noted() -> None:
    sent = to_view(RequestPage(received(1), delivery(), attempt()), []).sent_back
    assert (sent.line, sent.tone, sent.fact) == ("200 OK", "is-ok", "after 12\u202fms")
    assert [(line.name, line.value) for line in sent.headers] == [("content-type", "application/json")]
    assert sent.body.copy == '{\n  "status": "received"\n}'


@pytest.mark.parametrize(("known", "note"), [(False, "no webhook here sent"), (True, "not stored")])
def test_where_the_answer_is_not_in_a_log_the_reason_is_given(known: bool, note: str) -> None:
    page = RequestPage(received(1, response_code=503), delivery() if known else None)
    sent = to_view(page, []).sent_back
    assert (sent.line, sent.tone) == ("503 Service Unavailable", "is-bad")
    assert note in sent.note
