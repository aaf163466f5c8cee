"""What a result means."""

from dataclasses import replace

import pytest

from webhook_dashboard.domain.outcomes import ErrorKind, Phases, SendResult, judge

ANSWERED = SendResult(200, None, "", (), b"", False, 12.0, Phases())
PERMANENT = {
    ErrorKind.INVALID_URL,
    ErrorKind.BLOCKED_ADDRESS,
    ErrorKind.PAYLOAD_TOO_LARGE,
    ErrorKind.TEMPLATE_ERROR,
}


@pytest.mark.parametrize(
    ("code", "succeeded", "retryable"),
    [
        (199, False, False),
        (200, True, False),
        (204, True, False),
        (299, True, False),
        (400, False, False),
        (401, False, False),
        (404, False, False),
        (408, False, True),  # the receiver timed out
        (410, False, False),
        (425, False, True),  # too early
        (429, False, True),  # too many
        (499, False, False),
        (500, False, True),
        (503, False, True),
        (599, False, True),
    ],
)
def test_a_code_decides(code: int, succeeded: bool, retryable: bool) -> None:
    outcome = judge(replace(ANSWERED, response_code=code), "shop.example")
    assert (outcome.succeeded, outcome.retryable) == (succeeded, retryable)
    assert outcome.error_kind is (None if succeeded else ErrorKind.HTTP_ERROR)
    assert outcome.sentence == f"shop.example answered {code}."


@pytest.mark.parametrize("code", [300, 301, 302, 307, 308, 399])
def test_a_redirect_is_a_failure_for_good_that_names_the_new_address(code: int) -> None:
    result = replace(ANSWERED, response_code=code, response_headers=(("Location", "https://new.example/"),))
    outcome = judge(result, "shop.example")
    assert (outcome.succeeded, outcome.retryable) == (False, False)
    assert outcome.error_kind is ErrorKind.REDIRECT
    assert outcome.sentence == (
        "shop.example redirects to https://new.example/. Redirects are not followed; edit the URL."
    )


def test_a_redirect_to_nowhere_is_said_without_an_address() -> None:
    outcome = judge(replace(ANSWERED, response_code=302, response_headers=(("x", "y"),)), "shop.example")
    assert outcome.sentence == "shop.example redirects. Redirects are not followed; edit the URL."


def test_a_long_address_is_cut_in_the_sentence() -> None:
    location = "https://new.example/" + "x" * 60_000
    result = replace(ANSWERED, response_code=302, response_headers=(("Location", location),))
    sentence = judge(result, "shop.example").sentence
    assert f"redirects to {location[:199]}…. Redirects" in sentence


@pytest.mark.parametrize("kind", sorted(ErrorKind))
def test_an_error_is_a_failure_with_a_sentence_and_only_ours_are_for_good(kind: ErrorKind) -> None:
    outcome = judge(replace(ANSWERED, response_code=None, error_kind=kind), "a{0}b.example")
    assert not outcome.succeeded
    assert outcome.retryable is (kind not in PERMANENT)
    assert outcome.error_kind is kind
    assert outcome.sentence[-1] in ".?"
    assert "{host}" not in outcome.sentence


def test_an_error_after_the_head_is_still_a_failure() -> None:
    result = replace(ANSWERED, response_code=200, error_kind=ErrorKind.TOTAL_TIMEOUT)
    assert not judge(result, "shop.example").succeeded


def test_neither_code_nor_error_is_no_answer() -> None:
    outcome = judge(replace(ANSWERED, response_code=None), "shop.example")
    assert (outcome.retryable, outcome.error_kind) == (True, ErrorKind.PROTOCOL_ERROR)
    assert outcome.sentence == "shop.example gave no answer."


def test_the_wish_of_the_receiver_is_passed_on() -> None:
    assert judge(replace(ANSWERED, response_code=503), "h", 120.0).retry_after_seconds == 120.0


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ("certificate has expired", "has expired."),
        ("certificate is not yet valid", "is not valid yet."),
        # OpenSSL's words for a name, and for an address
        ("Hostname mismatch, certificate is not valid for 'a.example'.", "is for another name."),
        ("IP address mismatch, certificate is not valid for '127.0.0.1'.", "is for another name."),
        ("self-signed certificate", "is self-signed, so nobody vouches for it."),
        (
            "unable to get local issuer certificate",
            "comes from an unknown issuer, or with an incomplete chain.",
        ),
        # anything else that the handshake may end with
        ("tlsv1 alert protocol version", "was not accepted."),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(detail: str, sentence: str) -> None:
    broken = replace(ANSWERED, response_code=None, error_kind=ErrorKind.TLS_ERROR, error_detail=detail)

    assert judge(broken, "shop.example").sentence == f"The TLS certificate of shop.example {sentence}"
