"""What retry plans would have made of the outages that a receiver had. Pure."""

from collections.abc import Sequence
from itertools import accumulate

from webhook_dashboard.storage.outages import Outage
from webhook_dashboard.ui.formatting import format_count


def attempt_that_delivers(waits: Sequence[int], seconds: float) -> int | None:
    """Which attempt of what failed as an outage began comes after its end; None when all are before."""
    ends = accumulate(waits, initial=0)
    return next((number for number, end in enumerate(ends, start=1) if end >= seconds), None)


def survived_words(waits: Sequence[int], outages: Sequence[Outage]) -> str:
    """How many outages nothing would have been lost in: "2 of 3"."""
    lasted = sum(1 for one in outages if attempt_that_delivers(waits, one.seconds) is not None)
    return f"{lasted} of {len(outages)}"


def requests_words(waits: Sequence[int], outages: Sequence[Outage]) -> str:
    """How many requests about would have been sent for what met the outages, had it come evenly."""
    return format_count(round(sum(one.deliveries * _requests(waits, one.seconds) for one in outages)))


def _requests(waits: Sequence[int], seconds: float) -> float:
    """Of one delivery, on average: the first, and a retry as often as the one before it came too early."""
    ends = [*accumulate(waits, initial=0)][: len(waits)]
    return 1 + sum(max(0.0, 1 - end / seconds) for end in ends)
