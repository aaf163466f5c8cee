"""What one attempt came to: the raw result, and what it means."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RESPONSE_LIMIT_BYTES: Final = 65_536
_SHOWN_CHARACTERS: Final = 200


class ErrorKind(StrEnum):
    """Why no usable answer came. Stored with the attempt, shown as a sentence."""

    DNS_ERROR = "dns_error"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_RESET = "connection_reset"
    NETWORK_UNREACHABLE = "network_unreachable"
    CONNECT_TIMEOUT = "connect_timeout"
    READ_TIMEOUT = "read_timeout"
    TOTAL_TIMEOUT = "total_timeout"
    TLS_ERROR = "tls_error"
    REDIRECT = "redirect"
    INVALID_URL = "invalid_url"
    BLOCKED_ADDRESS = "blocked_address"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    TEMPLATE_ERROR = "template_error"
    PROTOCOL_ERROR = "protocol_error"
    HTTP_ERROR = "http_error"
    INTERNAL_ERROR = "internal_error"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Phases:
    """Where the time of one attempt went, in milliseconds; None where a phase did not happen."""

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    wait_ms: float | None = None
    read_ms: float | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came back from one HTTP try. A receiver's failure is data here, never an exception."""

    response_code: int | None
    error_kind: ErrorKind | None
    error_detail: str
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes
    response_cut: bool
    duration_ms: float
    phases: Phases


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a result means: delivered or not, worth another try or not, and one sentence for people.

    `advice` says what to try; empty after a success. `gone` is the receiver's 410: it wants no more events.
    """

    succeeded: bool
    retryable: bool
    error_kind: ErrorKind | None
    sentence: str
    retry_after_seconds: float | None = None
    advice: str = ""
    gone: bool = False


NETWORK_KINDS: Final = frozenset(
    {
        ErrorKind.DNS_ERROR,
        ErrorKind.CONNECTION_REFUSED,
        ErrorKind.CONNECTION_RESET,
        ErrorKind.NETWORK_UNREACHABLE,
        ErrorKind.CONNECT_TIMEOUT,
        ErrorKind.READ_TIMEOUT,
        ErrorKind.TOTAL_TIMEOUT,
        ErrorKind.TLS_ERROR,
        ErrorKind.PROTOCOL_ERROR,
    }
)
"""No answer, or no whole one: what a retry rule calls `network`."""

PERMANENT_KINDS: Final = frozenset(
    {ErrorKind.INVALID_URL, ErrorKind.BLOCKED_ADDRESS, ErrorKind.PAYLOAD_TOO_LARGE, ErrorKind.TEMPLATE_ERROR}
)
"""Nothing was sent, and nothing would be the next time: a person must change something first."""


_RETRYABLE_CODES: Final = frozenset({408, 425, 429})
_SENTENCES: Final = {
    ErrorKind.DNS_ERROR: "{host} has no address. Is the name right?",
    ErrorKind.CONNECTION_REFUSED: "{host} refused the connection. Is it running, and is the port right?",
    ErrorKind.CONNECTION_RESET: "{host} closed the connection before it answered.",
    ErrorKind.NETWORK_UNREACHABLE: "{host} cannot be reached from this network.",
    ErrorKind.CONNECT_TIMEOUT: "{host} accepted no connection in time. Does a firewall block this machine?",
    ErrorKind.READ_TIMEOUT: "{host} accepted the request and did not answer in time.",
    ErrorKind.TOTAL_TIMEOUT: "{host} was still answering when the total time limit ended.",
    ErrorKind.TLS_ERROR: "The TLS certificate of {host} was not accepted.",
    ErrorKind.INVALID_URL: "The URL cannot be used. Edit the webhook.",
    ErrorKind.BLOCKED_ADDRESS: "{host} leads to an address that is not allowed.",
    ErrorKind.PAYLOAD_TOO_LARGE: "The payload is too large to be sent.",
    ErrorKind.TEMPLATE_ERROR: "The payload template could not be rendered.",
    ErrorKind.PROTOCOL_ERROR: "{host} answered with something that is not HTTP.",
    ErrorKind.INTERNAL_ERROR: "The attempt broke off: a fault of this program. Its log says more.",
    ErrorKind.CANCELLED: "The attempt was stopped.",
}


# What OpenSSL says, and what it means for whoever must mend it.
_TLS_SENTENCES: Final = (
    ("has expired", "The TLS certificate of {host} has expired."),
    ("not yet valid", "The TLS certificate of {host} is not valid yet."),
    ("doesn't match", "The TLS certificate of {host} is for another name."),
    ("not valid for", "The TLS certificate of {host} is for another name."),
    ("mismatch", "The TLS certificate of {host} is for another name."),
    ("self-signed", "The TLS certificate of {host} is self-signed, so nobody vouches for it."),
    (
        "local issuer",
        "The TLS certificate of {host} comes from an unknown issuer, or with an incomplete chain.",
    ),
)


def _sentence(kind: ErrorKind, detail: str) -> str:
    if kind is ErrorKind.TLS_ERROR:
        for words, sentence in _TLS_SENTENCES:
            if words in detail.lower():
                return sentence
    return _SENTENCES.get(kind, "The attempt failed.")


def _shortened(location: str) -> str:
    """The sentence is shown in lists and sent to every open tab; the whole header is in the attempt."""
    return location if len(location) <= _SHOWN_CHARACTERS else f"{location[: _SHOWN_CHARACTERS - 1]}…"


def judge(result: SendResult, host: str, retry_after_seconds: float | None = None) -> Outcome:
    """Say what a result means. 2xx is delivered; network errors, 408, 425, 429 and 5xx are worth a retry.

    Redirects are never followed (Standard Webhooks): a 3xx is a failure that names the new address.
    """
    if result.error_kind is not None:
        sentence = _sentence(result.error_kind, result.error_detail).format(host=host)
        return Outcome(False, result.error_kind not in PERMANENT_KINDS, result.error_kind, sentence)
    code = result.response_code
    if code is None:
        return Outcome(False, True, ErrorKind.PROTOCOL_ERROR, f"{host} gave no answer.")
    if 200 <= code <= 299:
        return Outcome(True, False, None, f"{host} answered {code}.")
    if 300 <= code <= 399:
        location = next((value for name, value in result.response_headers if name.lower() == "location"), "")
        towards = f" to {_shortened(location)}" if location else ""
        return Outcome(
            False,
            False,
            ErrorKind.REDIRECT,
            f"{host} redirects{towards}. Redirects are not followed; edit the URL.",
        )
    retryable = code in _RETRYABLE_CODES or code >= 500
    return Outcome(False, retryable, ErrorKind.HTTP_ERROR, f"{host} answered {code}.", retry_after_seconds)
