"""What the list of requests and the chooser of inboxes say."""

from datetime import UTC, timedelta

import pytest

from tests.unit.ui.pages.inbox.inbox_samples import NOW, arrival, place
from webhook_dashboard.domain.signing import Verdict
from webhook_dashboard.storage.inboxes import SecretOfInbox
from webhook_dashboard.ui.pages.inbox import rows


def sender(name: str) -> SecretOfInbox:
    return SecretOfInbox(1, name, b"", "whsec_••••9Qa1")


def test_a_row_says_when_what_how_signed_and_what_was_sent_back() -> None:
    row = rows.to_row(arrival(5, verdict=Verdict.WRONG, response_code=500), NOW, UTC)
    assert (row.id, row.time, row.event, row.verdict, row.code) == (
        "5",
        "12:00:05",
        "order.created",
        "wrong",
        "500",
    )
    assert row.code_class == "strong is-bad"


def test_a_request_without_an_event_is_named_by_its_method() -> None:
    assert rows.to_row(arrival(1, event_type="", method="GET"), NOW, UTC).event == "GET request"


@pytest.mark.parametrize(
    ("code", "word", "tone"),
    [(204, "204", "quiet"), (302, "302", "strong is-bad"), (None, "drop", "strong is-bad")],
)
def test_only_a_code_that_counts_as_received_is_quiet(code: int | None, word: str, tone: str) -> None:
    row = rows.to_row(arrival(1, response_code=code), NOW, UTC)
    assert (row.code, row.code_class) == (word, tone)


def test_rows_newer_than_the_one_on_top_are_tinted_and_the_first_rows_are_not() -> None:
    first = rows.to_rows([arrival(2), arrival(1)], (), NOW, UTC)
    later = rows.to_rows([arrival(3), arrival(2), arrival(1)], first, NOW, UTC)
    assert [row.fresh for row in first] == [False, False]
    assert [row.fresh for row in later] == [True, False, False]


def test_the_head_counts_and_while_paused_says_what_is_held_back() -> None:
    three = [arrival(3), arrival(2), arrival(1)]
    assert rows.head_words(three, None) == "3"
    assert rows.head_words(three, 1) == "Paused, 2 new"
    assert rows.head_words(three, 3) == "Paused"


def test_the_chooser_has_the_newest_inbox_on_top_with_what_comes_to_it() -> None:
    old = place("old", created_at=NOW - timedelta(days=1), senders=("Shop", "Till"), request_count=1)
    listed = rows.to_places([old, place("new")], "old")
    assert [(row.token, row.second, row.is_shown) for row in listed] == [
        ("new", "no webhook · 0 requests", False),
        ("old", "Shop · 1 request", True),
    ]
    assert listed[1].href == "/inbox?token=old"


def test_the_secret_is_said_to_come_from_the_webhooks_that_send_here() -> None:
    assert rows.secret_words([sender("My first webhook")]) == "From “My first webhook”."
    assert rows.secret_words([sender(name) for name in "ABCDE"]) == "From “A” and “B” and “C” and 2 more."
    assert "no secret" in rows.secret_words([])


def test_an_inbox_that_a_webhook_sends_to_says_why_it_stays() -> None:
    assert rows.delete_refusal([sender("Shop")]) == "Shop sends to it."
    assert rows.delete_refusal([]) == ""


def test_the_command_sends_an_event_to_the_inbox() -> None:
    command = rows.curl_words("http://127.0.0.1:8000/inbox/k3v9tz")
    assert command.startswith("curl -X POST 'http://127.0.0.1:8000/inbox/k3v9tz' \\\n  -H ")
    assert '"type": "order.created"' in command
    assert rows.curl_words("") == ""


def test_the_button_that_clears_counts() -> None:
    assert rows.clear_words(9) == "Clear 9 requests"
    assert rows.clear_words(1) == "Clear 1 request"
