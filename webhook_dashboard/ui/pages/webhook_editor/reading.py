"""What the editor reads of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from webhook_dashboard.domain.periods import parse_period, window_at
from webhook_dashboard.services.catalogue import read_catalogue
from webhook_dashboard.storage import statistics
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_rates import read_daily_rates
from webhook_dashboard.storage.outages import PastOutages, read_outages
from webhook_dashboard.storage.slowest import read_slowest
from webhook_dashboard.storage.webhook_revisions import Revision, list_revisions
from webhook_dashboard.storage.webhooks import WebhookSummary, find_webhook
from webhook_dashboard.ui.pages.webhook_editor.day import Day

OUTAGE_DAYS: Final = 90
DAY: Final = parse_period("24h")
RATE_DAYS: Final = 7
CATALOGUE_KEPT_SECONDS: Final = 5.0
RATES_KEPT_SECONDS: Final = 60.0
DAY_KEPT_SECONDS: Final = 5.0
OUTAGES_KEPT_SECONDS: Final = 300.0
MAX_OUTAGES: Final = 100
MAX_REVISIONS: Final = 100


@dataclass(frozen=True, slots=True)
class OfferedType:
    """An event type of the catalogue."""

    key: str
    category: str
    description: str


@dataclass(frozen=True, slots=True)
class StoredWebhook:
    """A webhook as it is stored, and what it was."""

    summary: WebhookSummary
    revisions: Sequence[Revision]


def read_offered(connection: Connection) -> list[OfferedType]:
    """Read the event types that can be chosen."""
    types = [entry.event_type for entry in read_catalogue(connection)]
    return [OfferedType(one.key, one.category, one.description) for one in types]


def read_rates(connection: Connection, now: datetime) -> Mapping[str, float]:
    """Read how many events of each type come in a day, of the last seven days."""
    return read_daily_rates(connection, now - timedelta(days=RATE_DAYS), now)


def read_stored(connection: Connection, webhook_id: int) -> StoredWebhook | None:
    """Read a webhook and its revisions, the newest first; None when there is none."""
    found = find_webhook(connection, webhook_id)
    if found is None:
        return None
    return StoredWebhook(found.summary, list_revisions(connection, webhook_id, MAX_REVISIONS))


def read_past_outages(connection: Connection, webhook_id: int, now: datetime) -> PastOutages:
    """Read the outages of the last OUTAGE_DAYS days that are over, the newest first."""
    return read_outages(connection, webhook_id, now - timedelta(days=OUTAGE_DAYS), MAX_OUTAGES)


def read_day(connection: Connection, webhook_id: int, now: datetime, zone: tzinfo) -> Day:
    """Read the figures of the last 24 hours."""
    window = window_at(DAY, now, zone)
    totals = statistics.read_totals(connection, window, webhook_id)
    return Day(totals, read_slowest(connection, webhook_id, window.start))
