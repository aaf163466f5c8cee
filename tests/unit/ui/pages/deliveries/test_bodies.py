"""Request and response of an attempt, as they are shown and copied."""

from tests.unit.ui.pages.deliveries.log_samples import make_attempt, make_page, make_tls_failure
from webhook_dashboard.ui.pages.deliveries.bodies import curl_of, request_of, response_of

BODY = '{"type":"customer.updated","timestamp":"2026-11-20T13:21:39.000Z","data":{"id":"CUS-10482"}}'


def test_the_request_shows_the_very_bytes_and_masks_what_lets_one_in() -> None:
    attempt = make_attempt(
        request_headers=(("authorization", "Bearer s3cret"), ("webhook-signature", "v1,abc="))
    )
    message = request_of(make_page(attempt).detail, attempt)
    assert message.headers == (("authorization", "Bearer ••••"), ("webhook-signature", "v1,abc="))
    assert message.size == f"{len(BODY)} bytes JSON"
    assert message.raw.startswith("POST https://crm.company.com/hooks/v2\nauthorization: Bearer ••••\n")
    assert message.raw.endswith(BODY.replace('"', "&quot;"))
    assert '<span class="c-key">&quot;type&quot;</span>' in message.html
    assert message.copy.startswith('{\n  "type": "customer.updated"')


def test_before_the_first_attempt_there_is_a_body_and_no_headers() -> None:
    message = request_of(make_page().detail, None)
    assert message.headers == ()
    assert message.note == "This is the event. Payload and headers are made when it is sent."
    assert message.raw == BODY.replace('"', "&quot;")
    assert response_of(None).note == "Nothing was sent yet, so there is no response."


def test_a_response_has_its_line_its_headers_and_its_body() -> None:
    message = response_of(make_attempt(response_headers=(("Set-Cookie", "sid=1; Path=/"),)))
    assert (message.first_line, message.first_class) == ("200 OK", "is-ok")
    assert message.headers == (("Set-Cookie", "sid=••••; Path=/"),)
    assert message.raw.startswith("HTTP/1.1 200 OK\nSet-Cookie: sid=••••; Path=/\n\n")
    assert message.copy == '{"ok":true}'
    assert message.mark == ""


def test_sizes_name_the_kind_of_body() -> None:
    html = make_attempt(
        response_headers=(("content-type", "text/html; charset=utf-8"),), response_body=b"<b>no</b>"
    )
    problem = make_attempt(response_headers=(("content-type", "application/problem+json"),))
    assert response_of(html).size == "9 bytes HTML"
    assert response_of(html).html == "&lt;b&gt;no&lt;/b&gt;"
    assert response_of(problem).size == "11 bytes JSON"
    assert response_of(make_attempt(response_headers=())).size == "11 bytes"


def test_a_body_that_was_cut_is_marked() -> None:
    message = response_of(make_attempt(response_body=b"x" * 65_536, response_cut=True))
    assert message.mark == "Cut at 64 KB: the rest of the body was not kept."
    assert message.size == "over 64.0\u202fKB JSON"


def test_an_empty_body_is_said_to_be() -> None:
    assert response_of(make_attempt(response_body=b"")).note == "The body is empty."


def test_without_a_response_the_reason_stands_there() -> None:
    message = response_of(make_tls_failure())
    assert message.note == "No response. The TLS certificate of crm.company.com was not accepted."
    assert (message.mark, message.first_line) == ("certificate has expired", "")


def test_bytes_that_are_no_text_can_be_shown() -> None:
    assert response_of(make_attempt(response_body=b"\xff\x00")).copy == "\ufffd\x00"


def test_the_command_sends_the_same_request() -> None:
    attempt = make_attempt()
    command = curl_of(make_page(attempt).detail, attempt, "http://localhost:8000")
    assert command.startswith("curl -X POST 'https://crm.company.com/hooks/v2'")
    assert "-H 'webhook-signature: v1,abc='" in command
    assert command.endswith(f"--data-raw '{BODY}'")
    assert curl_of(make_page().detail, None, "http://localhost:8000") == ""


def test_the_command_for_the_test_inbox_has_a_host() -> None:
    attempt = make_attempt(url="/inbox/k3v9tz")
    assert "'http://localhost:8000/inbox/k3v9tz'" in curl_of(
        make_page(attempt).detail, attempt, "http://localhost:8000"
    )
