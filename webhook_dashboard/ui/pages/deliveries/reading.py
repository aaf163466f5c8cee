"""What the log reads: one question to the database for all tabs that show the same part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.periods import Window
from webhook_dashboard.storage import delivery_details, delivery_log
from webhook_dashboard.storage.counting import ALL
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_details import AttemptDetail, DeliveryDetail
from webhook_dashboard.storage.delivery_log import PAGE_SIZE, DeliverySummary, LogFilter
from webhook_dashboard.storage.statistics import Bar, read_bars
from webhook_dashboard.storage.webhooks import WebhookSummary, find_webhook, list_webhooks
from webhook_dashboard.ui.pages.deliveries.address import LogAddress
from webhook_dashboard.ui.pages.deliveries.histogram import bars_of

OUTLINE_KEPT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log. Counts reach to COUNT_LIMIT + 1.

    `newer` counts what matches and is newer than the first row. `exist` is what there is without filters,
    where no row matches; else it is at least the number of rows.
    """

    rows: Sequence[DeliverySummary]
    newer: int
    total: int
    exist: int
    has_older: bool


@dataclass(frozen=True, slots=True)
class LogOutline:
    """What stands around the rows and may be some seconds old: the strip, and what filters choose from.

    `bars` is None where the statistics do not know the filter.
    """

    window: Window
    bars: Sequence[Bar] | None
    webhooks: Sequence[WebhookSummary]
    event_types: Sequence[str]


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One delivery, its webhook as it is now (None: deleted), and what it last accepted before."""

    detail: DeliveryDetail
    webhook: WebhookSummary | None
    last_success: AttemptDetail | None


def read_log(
    connection: Connection, address: LogAddress, before_id: int | None, now: datetime, zone: tzinfo
) -> LogPage:
    """Read a page; `before_id` is the cursor in use, which a reader who must not be disturbed holds fast."""
    wanted = address.log_filter(now, zone)
    rows, has_older = _read_rows(connection, wanted, before_id, address.after_id)
    total = delivery_log.count_deliveries(connection, wanted)
    return LogPage(
        rows=rows,
        newer=delivery_log.count_newer(connection, wanted, rows[0].id) if rows else 0,
        total=total,
        exist=total if rows else delivery_log.count_deliveries(connection, LogFilter()),
        has_older=has_older,
    )


def read_outline(connection: Connection, address: LogAddress, now: datetime, zone: tzinfo) -> LogOutline:
    """Read what stands around the rows."""
    wanted = address.log_filter(now, zone)
    window = bars_of(wanted.since, wanted.until, now)
    plain = not address.statuses and address.event_type is None
    return LogOutline(
        window=window,
        bars=read_bars(connection, window, address.webhook_id or ALL) if plain else None,
        webhooks=list_webhooks(connection),
        event_types=delivery_log.list_event_types(connection),
    )


def read_delivery(connection: Connection, delivery_id: int) -> DeliveryPage | None:
    """Read one delivery in full, or None."""
    detail = delivery_details.find_delivery(connection, delivery_id)
    if detail is None:
        return None
    webhook = find_webhook(connection, detail.summary.webhook_id)
    wants_measure = detail.summary.status is not Status.SUCCEEDED
    return DeliveryPage(
        detail,
        None if webhook is None else webhook.summary,
        delivery_details.find_last_success(connection, detail.summary.webhook_id, delivery_id)
        if wants_measure
        else None,
    )


def _read_rows(
    connection: Connection, wanted: LogFilter, before_id: int | None, after_id: int | None
) -> tuple[list[DeliverySummary], bool]:
    """One page, and whether older rows follow it."""
    if after_id is not None and before_id is None:
        return delivery_log.list_newer(connection, wanted, after_id), True
    rows = delivery_log.list_deliveries(connection, wanted, before_id=before_id, limit=PAGE_SIZE + 1)
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
