"""What one attempt came to: the raw result, and what it means."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RESPONSE_LIMIT_BYTES: Final = 65_536


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


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class Phases:
    """Where the time of one attempt went, in milliseconds; None where a phase did not happen."""

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    wait_ms: float | None = None
    read_ms: float | None = None


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
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


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
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
