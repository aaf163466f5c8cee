"""What the Overview reads: one question to the database for all tabs that show the same period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.domain.periods import DEFAULT_PERIOD, Period, Window, window_at
from webhook_dashboard.storage import statistics
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_log import DeliverySummary, LogFilter, count_newer, list_deliveries
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks

TAIL_ROWS = 30
WEBHOOKS_KEPT_SECONDS = 5.0
"""So old may the table be while deliveries pour in; the tiles and the chart are of each update."""


@dataclass(frozen=True, slots=True)
class WebhookFigures:
    """What is dear to read and may be some seconds old: the webhooks' shares, and the period before."""

    before: Totals
    by_webhook: Mapping[int, Totals]
    bars_by_webhook: Mapping[int, Sequence[Bar]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a period at one moment. `day` are those of the last 24 hours, whatever the period."""

    window: Window
    day: Totals
    totals: Totals
    bars: Sequence[Bar]
    webhooks: Sequence[WebhookSummary]
    retries: tuple[int, datetime | None]


def read_figures(connection: Connection, period: Period, now: datetime, zone: tzinfo) -> Figures:
    """Read what is shown at each update."""
    window = window_at(period, now, zone)
    totals = statistics.read_totals(connection, window)
    same = period is DEFAULT_PERIOD
    return Figures(
        window=window,
        day=totals if same else statistics.read_totals(connection, window_at(DEFAULT_PERIOD, now, zone)),
        totals=totals,
        bars=statistics.read_bars(connection, window),
        webhooks=list_webhooks(connection),
        retries=statistics.read_retries(connection),
    )


def read_webhook_figures(
    connection: Connection, period: Period, now: datetime, zone: tzinfo
) -> WebhookFigures:
    """Read what is shown for each webhook, and what is compared with."""
    window = window_at(period, now, zone)
    return WebhookFigures(
        before=statistics.read_totals_before(connection, window),
        by_webhook=statistics.read_by_webhook(connection, window),
        bars_by_webhook=statistics.read_bars_by_webhook(connection, window),
    )


def read_tail(connection: Connection) -> list[DeliverySummary]:
    """Read the newest deliveries."""
    return list_deliveries(connection, LogFilter(), limit=TAIL_ROWS)


def count_after(connection: Connection, delivery_id: int) -> int:
    """Count the deliveries that came after one, for "Paused, 12 new"."""
    return count_newer(connection, LogFilter(), delivery_id)
