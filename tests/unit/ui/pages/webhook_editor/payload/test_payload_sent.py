"""The right column: the body, its difference to the saved one, its size and signature."""

from webhook_dashboard.services.payload_preview import PreviewedRequest
from webhook_dashboard.ui.pages.webhook_editor.payload.sent import MAX_DIFF_LINES, show_sent
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import SentView

URL = "https://receiver.example/"


def json_request(body: bytes, **fields: object) -> PreviewedRequest:
    return PreviewedRequest(
        "POST", URL, (("content-type", "application/json"),), content_type="application/json", body=body
    )


def shown(request: PreviewedRequest, saved: PreviewedRequest | None = None, *, raw: bool = False) -> SentView:
    return show_sent(request, saved, is_raw=raw, is_diff=True)


def test_json_is_laid_out_and_the_raw_body_stays_as_it_is():
    view = shown(json_request(b'{"total":150.00}'))
    assert view.raw == '{"total":150.00}'
    assert (
        view.html == '{\n  <span class="c-key">&quot;total&quot;</span>: <span class="c-num">150.00</span>\n}'
    )
    assert (view.tone, view.verdict) == ("ok", "Valid JSON")
    assert (view.size, view.limit) == ("16 bytes", "of 1 MB at most")


def test_lines_that_differ_from_the_saved_body_carry_their_sign():
    view = shown(json_request(b'{"a":1,"b":22}'), json_request(b'{"a":1,"b":2}'))
    assert view.html.count('class="diff-line is-removed"><span class="diff-sign">-</span>') == 1
    assert view.html.count('class="diff-line is-added"><span class="diff-sign">+</span>') == 1
    assert view.size == "14 bytes, 1 more"


def test_a_body_as_saved_says_so():
    view = shown(json_request(b"{}"), json_request(b"{}"))
    assert (view.note, view.size) == ("As the saved one.", "2 bytes")


def test_a_body_that_differs_in_nothing_but_spacing_says_so():
    view = shown(json_request(b'{"a": 1}'), json_request(b'{"a":1}'))
    assert (view.note, view.size) == ("As the saved one but for its spacing.", "8 bytes, 1 more")


def test_what_comes_from_an_event_is_escaped_in_the_diff_too():
    view = shown(json_request(b'{"a":"<b>"}'), json_request(b'{"a":""}'))
    assert "<b>" not in view.html
    assert "&lt;b&gt;" in view.html


def test_bodies_of_very_many_lines_are_not_compared():
    many = b"[" + b",".join([b"1"] * MAX_DIFF_LINES) + b"]"
    assert shown(json_request(many), json_request(b"[]")).note == "Too long to be compared line by line."


def test_json_that_is_none_is_told():
    view = shown(json_request(b'{"a":'))
    assert (view.tone, view.verdict) == ("bad", "Not valid JSON")


def test_form_fields_stand_below_each_other_unless_they_are_shown_raw():
    form = PreviewedRequest("POST", URL, content_type="application/x-www-form-urlencoded", body=b"a=1&b=%3C")
    assert (shown(form).html, shown(form).verdict) == ("a=1\nb=%3C", "Form fields")
    assert shown(form, raw=True).html == "a=1&amp;b=%3C"


def test_a_get_shows_its_url():
    view = shown(PreviewedRequest("GET", f"{URL}?a=1&b=2"))
    assert (view.raw, view.verdict) == (f"{URL}?a=1&b=2", "Query of the URL")
    assert (view.size, view.limit) == ("7 bytes", "of 8 KB at most")
    assert view.html == f"{URL}?\na=1\nb=2"


def test_what_would_not_be_sent_says_why():
    view = shown(PreviewedRequest("POST", URL, refusal="The payload has 2 bytes too many."))
    assert (view.verdict, view.refusal, view.html) == (
        "Nothing would be sent",
        "The payload has 2 bytes too many.",
        "",
    )


def test_the_signature_is_named():
    standard = (("webhook-id", "evt_1"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,x"))
    own = (("X-Webhook-Signature", "sha256=1"),)

    def how(*signature: tuple[str, str]) -> str:
        return shown(PreviewedRequest("POST", URL, signature=signature)).signed_how

    assert how() == "Not signed"
    assert how(*standard) == "Standard Webhooks"
    assert how(*own) == "X-Webhook-Signature"
    assert how(*standard, *own) == "Standard Webhooks and X-Webhook-Signature"
