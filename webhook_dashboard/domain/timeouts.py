"""How long an attempt may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one attempt may take, in seconds.

    `connect_seconds` covers name resolution, TCP and TLS; `response_seconds` runs from the written
    request to the response headers; `total_seconds` bounds everything, a body that drips included.
    """

    connect_seconds: float = 10.0
    response_seconds: float = 30.0
    total_seconds: float = 60.0
