"""What is said about a failed attempt."""

import pytest

from webhook_dashboard.domain.advice import Speed, advise, advise_on_code, advise_on_speed, explain_error
from webhook_dashboard.domain.outcomes import ErrorKind


@pytest.mark.parametrize("kind", sorted(ErrorKind))
def test_every_error_says_what_happened_and_what_to_try(kind: ErrorKind) -> None:
    words = explain_error(kind, "", "a{0}b.example")
    for text in (words.sentence, words.advice):
        assert text.endswith(".")
        assert "{host}" not in text
    assert words.sentence != words.advice


def test_no_two_errors_share_their_words() -> None:
    said = [explain_error(kind, "", "h") for kind in ErrorKind]
    assert len({words.sentence for words in said}) == len(said)
    assert len({words.advice for words in said}) == len(said)


@pytest.mark.parametrize(
    ("detail", "sentence", "advice"),
    [
        ("certificate has expired", "has expired.", "renew it"),
        ("certificate is not yet valid", "is not valid yet.", "clock"),
        # OpenSSL's words for a name, and for an address
        (
            "Hostname mismatch, certificate is not valid for 'a'.",
            "is for another name.",
            "names shop.example",
        ),
        ("IP address mismatch, certificate is not valid for '1'.", "is for another name.", "host name"),
        ("self-signed certificate", "is self-signed, so nobody vouches for it.", "public authority"),
        ("self signed certificate", "is self-signed, so nobody vouches for it.", "public authority"),
        (
            "unable to get local issuer certificate",
            "comes from an unknown issuer, or with an incomplete chain.",
            "intermediate certificates",
        ),
        (
            "self-signed certificate in certificate chain",
            "comes from an unknown issuer, or with an incomplete chain.",
            "trust it",
        ),
        (
            "unable to verify the first certificate",
            "comes from an unknown issuer, or with an incomplete chain.",
            "intermediate certificates",
        ),
        # anything else that the handshake may end with
        ("tlsv1 alert protocol version", "was not accepted.", "TLS 1.2"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(detail: str, sentence: str, advice: str) -> None:
    words = explain_error(ErrorKind.TLS_ERROR, detail, "shop.example")
    assert words.sentence == f"The TLS certificate of shop.example {sentence}"
    assert advice in words.advice


def test_a_handshake_that_fails_without_a_certificate_is_said() -> None:
    plain = explain_error(ErrorKind.TLS_ERROR, "WRONG_VERSION_NUMBER", "shop.example")
    assert plain.sentence == "shop.example does not speak TLS on this port."
    asking = explain_error(ErrorKind.TLS_ERROR, "TLSV13_ALERT_CERTIFICATE_REQUIRED", "shop.example")
    assert asking.sentence == "shop.example asks for a client certificate."


@pytest.mark.parametrize("host", ["localhost:9", "127.0.0.1", "[::1]:9"])
def test_a_refusal_by_this_machine_hints_at_containers(host: str) -> None:
    assert "container" in explain_error(ErrorKind.CONNECTION_REFUSED, "", host).advice


def test_a_refusal_by_another_machine_does_not() -> None:
    assert "container" not in explain_error(ErrorKind.CONNECTION_REFUSED, "", "shop.example").advice
    assert "container" not in explain_error(ErrorKind.DNS_ERROR, "", "localhost").advice


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (401, "authentication"),
        (404, "path"),
        (405, "method"),
        (410, "no more events"),
        (418, "refuses the request"),
        (422, "values"),
        (429, "rate limit"),
        (500, "log"),
        (503, "overloaded"),
        (599, "log"),
    ],
)
def test_a_code_says_what_to_try(code: int, part: str) -> None:
    assert part in advise_on_code(code)


@pytest.mark.parametrize(
    ("kind", "code", "asked_seconds", "advice"),
    [
        (ErrorKind.HTTP_ERROR, 503, None, "The receiver is overloaded or being restarted."),
        (
            ErrorKind.HTTP_ERROR,
            503,
            120.0,
            "The receiver asked for 120 s. The receiver is overloaded or being restarted.",
        ),
        (
            ErrorKind.HTTP_ERROR,
            202,
            None,
            "Its webhook does not count this code as success. Add it to the success codes if it is one.",
        ),
        (
            ErrorKind.REDIRECT,
            301,
            None,
            "Redirects are never followed. If the new address is right, make it the URL of the webhook.",
        ),
        (
            ErrorKind.TLS_ERROR,
            None,
            None,
            "Let the receiver renew it. If it was renewed, its server must be reloaded.",
        ),
    ],
)
def test_a_stored_failure_says_what_to_try(
    kind: ErrorKind, code: int | None, asked_seconds: float | None, advice: str
) -> None:
    assert advise(kind, "certificate has expired", "crm.company.com", code, asked_seconds) == advice


@pytest.mark.parametrize(
    ("duration_seconds", "response_timeout_seconds", "speed"),
    [
        (0.1, 30, Speed.FINE),
        (5.0, 30, Speed.FINE),
        (5.1, 30, Speed.SLOW),
        (24.0, 30, Speed.SLOW),
        (24.1, 30, Speed.CLOSE),
        (4.0, 5, Speed.FINE),
        (4.1, 5, Speed.CLOSE),
        (8.1, 10, Speed.CLOSE),
    ],
)
def test_slow_is_over_five_seconds_and_close_over_four_fifths_of_the_timeout(
    duration_seconds: float, response_timeout_seconds: float, speed: Speed
) -> None:
    advice = advise_on_speed(duration_seconds, response_timeout_seconds)
    assert advice.speed is speed
    assert bool(advice.sentence) is (speed is not Speed.FINE)


def test_what_was_slow_is_said_in_seconds() -> None:
    assert advise_on_speed(6.21, 30).sentence.startswith("It took 6.2 s. An answer within 5 s is better.")
    assert advise_on_speed(26.0, 30).sentence.startswith("It took 26.0 s. After 30 s it counts as failed.")


def test_what_is_wrong_with_a_payload_is_said_as_it_is() -> None:
    detail = "Line 1, column 7: order.zz is missing in this event."
    words = explain_error(ErrorKind.TEMPLATE_ERROR, detail, "crm.company.com")
    assert words.sentence == f"The payload template could not be rendered. {detail}"
    assert explain_error(ErrorKind.PAYLOAD_TOO_LARGE, "It has 9 bytes.", "").sentence.endswith(
        " It has 9 bytes."
    )
