"""What the list of webhooks reads: one question to the database for all tabs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from webhook_dashboard.domain.periods import parse_period, window_at
from webhook_dashboard.storage import statistics
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.statistics import Bar, Totals

PERIOD: Final = parse_period("30d")
MONTH_KEPT_SECONDS: Final = 5.0
"""So old may the figures be while deliveries pour in; names and states are of each update."""


@dataclass(frozen=True, slots=True)
class Month:
    """The deliveries of 30 days for each webhook that had any."""

    totals: Mapping[int, Totals]
    bars: Mapping[int, Sequence[Bar]]


def read_month(connection: Connection, now: datetime, zone: tzinfo) -> Month:
    """Read the figures of the table."""
    window = window_at(PERIOD, now, zone)
    return Month(
        statistics.read_by_webhook(connection, window), statistics.read_bars_by_webhook(connection, window)
    )
