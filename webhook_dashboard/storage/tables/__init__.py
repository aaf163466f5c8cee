"""The tables. Declared with SQLModel, used through SQLAlchemy Core: see the `Table` objects here."""

from typing import cast

from sqlalchemy import Table
from sqlmodel import SQLModel

from webhook_dashboard.storage.tables.counting import HourStatistic, MinuteStatistic
from webhook_dashboard.storage.tables.keeping import Idempotency, Setting
from webhook_dashboard.storage.tables.people import ApiKey, AuditEntry, Session, SignInFailure, User
from webhook_dashboard.storage.tables.receiving import Inbox, InboxRequest
from webhook_dashboard.storage.tables.sending import (
    Alert,
    Attempt,
    Delivery,
    Event,
    EventType,
    Skip,
    Webhook,
    WebhookRevision,
)


def _table(model: type[SQLModel]) -> Table:
    return cast("Table", getattr(model, "__table__"))  # noqa: B009  (SQLModel does not declare it)


metadata = SQLModel.metadata
webhooks = _table(Webhook)
webhook_revisions = _table(WebhookRevision)
event_types = _table(EventType)
events = _table(Event)
deliveries = _table(Delivery)
attempts = _table(Attempt)
skips = _table(Skip)
alerts = _table(Alert)
statistics_minutes = _table(MinuteStatistic)
statistics_hours = _table(HourStatistic)
idempotency = _table(Idempotency)
users = _table(User)
sessions = _table(Session)
sign_in_failures = _table(SignInFailure)
api_keys = _table(ApiKey)
audit = _table(AuditEntry)
inboxes = _table(Inbox)
inbox_requests = _table(InboxRequest)
installation = _table(Setting)
