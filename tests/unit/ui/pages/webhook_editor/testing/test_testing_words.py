"""What a test sends and what came of it, in words."""

from typing import Any

import pytest

from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.services.webhook_tests import Preview, TestResult
from webhook_dashboard.ui.pages.webhook_editor.testing import words

TYPE = "order.created"
ORDER = {"total": 150, "source": "Online", "vip": True, "items": 3}
HEADERS = (("content-type", "application/json"), ("webhook-id", "evt_1"), ("webhook-signature", "v1,abc="))
SIGNATURE = frozenset({"webhook-signature"})
JSON = (("Content-Type", "application/json"), ("Set-Cookie", "session=abc"))


def make_preview(**fields: Any) -> Preview:
    defaults: dict[str, Any] = {
        "method": "POST",
        "url": "https://api.partner.com/webhooks/v2/orders",
        "headers": HEADERS,
        "body": b'{"total":150}',
        "explanation": None,
    }
    return Preview(**defaults | fields)


def make_result(**fields: Any) -> TestResult:
    defaults: dict[str, Any] = {
        "succeeded": True,
        "sentence": "Webhook is working correctly!",
        "advice": "",
        "response_code": 200,
        "duration_ms": 234.0,
        "phases": Phases(3.0, 21.0, 42.0, 161.0, 7.0),
        "response_headers": JSON,
        "response_body": b'{"ok":true}',
        "response_cut": False,
        "sent": make_preview(),
        "curl": "curl -X POST …",
        "delivery_id": encode_id(DELIVERY, 7),
    }
    return TestResult(**defaults | fields)


def show(**fields: Any) -> words.ResultView:
    return words.result_view(make_result(**fields), is_signed=True, timeout_seconds=30.0)


def test_the_body_is_laid_out_and_measured_as_it_is_sent() -> None:
    view = words.request_view(make_preview(), TYPE, SIGNATURE)
    assert view.copy == '{"total":150}'
    assert "\n  " in view.html
    assert view.size == "13 bytes"
    assert view.signed == "Signed in webhook-signature."


def test_what_is_not_signed_says_so() -> None:
    view = words.request_view(make_preview(headers=HEADERS[:2]), TYPE, SIGNATURE)
    assert view.signed == "Not signed."


def test_of_a_get_the_address_is_what_is_sent() -> None:
    sent = make_preview(method="GET", url="https://api.partner.com/?total=150&a=<b>", body=b"", headers=())
    view = words.request_view(sent, TYPE, SIGNATURE)
    assert view.copy == "https://api.partner.com/?total=150&a=<b>"
    assert "&lt;b&gt;" in view.html


def test_of_many_warnings_three_are_shown_and_the_rest_counted() -> None:
    view = words.request_view(make_preview(warnings=("a", "b", "c", "d", "e")), TYPE, SIGNATURE)
    assert view.warnings == ["a", "b", "c", "2 more like these."]
    assert words.request_view(make_preview(warnings=("a",)), TYPE, SIGNATURE).warnings == ["a"]


@pytest.mark.parametrize(
    ("document", "passes", "text"),
    [
        ({"total": {"$gt": 100}}, True, "The filter would let it through: total is 150, over 100."),
        (
            {"total": {"$gt": 200}},
            False,
            "The filter would stop it: total is 150, must be over 200.",
        ),
        (
            {"total": {"$gt": 1}, "source": "Online", "vip": True, "items": 3},
            True,
            "The filter would let it through: all four conditions hold.",
        ),
    ],
)
def test_the_filter_says_what_it_would_do_and_why(document: Any, passes: bool, text: str) -> None:
    line = words.filter_line(parse_filter(document).explain(ORDER, TYPE), TYPE)
    assert (line.passes, line.text) == (passes, text)


def test_without_a_filter_every_event_is_sent() -> None:
    assert words.filter_line(None, TYPE).text == "No filter: every order.created is sent."


def test_a_success_in_one_line() -> None:
    view = show()
    assert view.status == "200 OK · 234\u202fms"
    assert view.about == "api.partner.com · signature included"
    assert view.log_href == f"/deliveries?id={encode_id(DELIVERY, 7)}"
    assert view.log_words == "Never counted in statistics. Marked Test in the log."
    assert (view.body_words, view.more) == ("11 characters, complete", "")


def test_what_the_receiver_sets_in_cookies_is_not_shown() -> None:
    assert "abc" not in str(show().headers)


def test_a_long_answer_is_shown_up_to_its_200th_character() -> None:
    body = b'{"text": "' + b"x" * 4_000 + b'"}'
    view = show(response_body=body)
    assert view.body_words == "First 200 of 4,012 characters"
    assert view.more == "Show all 3.9\u202fKB"
    assert view.copy == body.decode()
    assert "x" * 200 not in view.body
    assert "x" * 4_000 in words.whole_body(make_result(response_body=body))


def test_an_answer_that_was_cut_says_so() -> None:
    assert show(response_body=b"x" * 300, response_cut=True).body_words.endswith(", cut at 64 KB")


def test_html_of_a_receiver_is_text() -> None:
    view = show(response_body=b"<script>alert(1)</script>", response_headers=(("Content-Type", "text/html"),))
    assert view.body == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_an_answer_without_a_body_says_so() -> None:
    assert show(response_body=b"").body_words == "The answer has no body."


def test_no_answer_is_not_in_the_log_of_a_webhook_that_is_not_saved() -> None:
    view = show(
        succeeded=False,
        sentence="api.partner.com refused the connection.",
        advice="Check the port.",
        response_code=None,
        response_body=b"",
        response_headers=(),
        delivery_id=None,
    )
    assert view.status.startswith("No answer · ")
    assert (view.body_words, view.log_href) == ("", "")
    assert view.log_words.endswith("the webhook is not saved yet.")
    assert view.speed == ""


def test_a_slow_success_gets_advice() -> None:
    assert show(duration_ms=6_000.0).speed.startswith("It took 6.0 s.")
    assert show().speed == ""


def test_phases_have_their_share_of_the_bar_and_a_short_one_is_seen() -> None:
    view = words.phase_views(Phases(None, 0.1, None, 99.8, 0.1))
    assert [phase.word for phase in view] == ["Connect", "Wait", "Read"]
    assert view[0].share == words.LEAST_SHARE
    assert view[1].share == pytest.approx(0.998)
    assert words.phase_views(Phases()) == []
    assert words.phase_views(Phases(wait_ms=0.0))[0].share == 1.0
