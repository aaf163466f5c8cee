"""What goes wrong at the receivers of the demonstration, in its history and live."""

from dataclasses import dataclass
from typing import Final

from webhook_dashboard.domain.outcomes import ErrorKind

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail: with an answer (`code`, `body`, `headers`), or without one (`kind`, `detail`).

    An attempt takes from `low_ms` to `high_ms`.
    """

    code: int | None = None
    body: bytes = b""
    headers: Headers = ()
    kind: ErrorKind | None = None
    detail: str = ""
    low_ms: float = 40
    high_ms: float = 400


CERTIFICATE_EXPIRED: Final = Fault(
    kind=ErrorKind.TLS_ERROR, detail="certificate has expired", low_ms=52, high_ms=70
)
REFUSED: Final = Fault(
    kind=ErrorKind.CONNECTION_REFUSED,
    detail="[Errno 111] Connect call failed ('203.0.113.20', 443)",
    low_ms=9,
    high_ms=24,
)
RESET: Final = Fault(
    kind=ErrorKind.CONNECTION_RESET, detail="[Errno 104] Connection reset by peer", low_ms=30, high_ms=180
)
SILENT: Final = Fault(
    kind=ErrorKind.READ_TIMEOUT, detail="no answer within 30 s", low_ms=30_040, high_ms=30_070
)
TOKEN_EXPIRED: Final = Fault(
    401, b'{"error":"token_expired","hint":"Ask for a new bearer token."}', low_ms=110, high_ms=240
)
DEADLOCK: Final = Fault(500, b'{"error":"deadlock detected"}', low_ms=900, high_ms=2_400)
UNKNOWN_PRODUCT: Final = Fault(422, b'{"error":"unknown product","field":"id"}', low_ms=90, high_ms=190)
BAD_TAX_CODE: Final = Fault(400, b'{"error":"tax code is not valid here"}', low_ms=140, high_ms=400)
NO_CHANNEL: Final = Fault(404, b"no_service", low_ms=60, high_ms=120)
TOO_MANY: Final = Fault(
    429, b'{"error":"rate limit of 40 a minute"}', (("retry-after", "60"),), low_ms=180, high_ms=420
)
TOO_MANY_FOR_LONG: Final = Fault(429, TOO_MANY.body, (("retry-after", "300"),), low_ms=180, high_ms=420)
UNAVAILABLE: Final = Fault(503, b"upstream is restarting", low_ms=50, high_ms=300)

PASSING: Final = {
    "crm": (UNAVAILABLE, RESET),
    "orders": (DEADLOCK, UNAVAILABLE),
    "stock": (UNAVAILABLE, RESET),
    "accounting": (TOO_MANY, UNAVAILABLE),
    "slack": (TOO_MANY,),
}
"""What a receiver now and then fails with, to succeed at the next attempt."""
