"""What stands at the end of a URL, as it was found by connecting to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

PROBE_SECONDS: Final = 3.0
"""So long is waited for an answer."""


class Trouble(StrEnum):
    """Why a delivery to the URL would fail now."""

    NO_ADDRESS = "no_address"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    HANGS_UP = "hangs_up"
    NO_TLS = "no_tls"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    OTHER_NAME = "other_name"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class UrlFinding:
    """What stands at the end of a URL. `address_kind` says what the address is: "a public address".

    `certificate_until` is when the certificate ends, or ended; None where none was seen.
    """

    host: str
    port: int
    is_https: bool
    address: str = ""
    address_kind: str = ""
    certificate_until: datetime | None = None
    trouble: Trouble | None = None
