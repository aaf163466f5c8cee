"""The delivery log as people read it: pages, newest first."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, gt, lt
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    func,
    literal_column,
    select,
    text,
    union_all,
)

from webhook_dashboard.domain.deliveries import OPEN_STATUSES, Status, say_why_held, say_why_in_turn
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import EVENT, encode_id, first_id_at, parse_id
from webhook_dashboard.storage.deliveries import WAITS_FOR_ITS_TIME
from webhook_dashboard.storage.tables import deliveries, events, webhooks

InSomeForm = Callable[[ColumnElement[Any]], ColumnElement[Any]]

PAGE_SIZE: Final = 50
COUNT_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is wanted; None does not restrict. `since` and `until` bound the time of creation."""

    webhook_id: int | None = None
    statuses: tuple[Status, ...] = ()
    event_type: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """One row of the log. `duration_ms`, `response_code` and `error_kind` are those of the last attempt.

    `held_because` says in a sentence why one that is held waits; "" for the others. `test`: a person tried
    the webhook out; it is in no count of the statistics.
    """

    id: int
    event_id: int
    event_public_id: str
    webhook_id: int
    webhook_name: str
    webhook_url: str
    webhook_deleted: bool
    event_type: str
    entity_type: str | None
    entity_id: str | None
    status: Status
    response_code: int | None
    error_kind: str | None
    attempt_count: int
    duration_ms: float | None
    created_at: datetime
    next_at: datetime | None
    last_attempt_at: datetime | None
    held_because: str = ""
    test: bool = False
    resend_of: int | None = None


def list_deliveries(
    connection: Connection, wanted: LogFilter, *, before_id: int | None = None, limit: int = PAGE_SIZE
) -> list[DeliverySummary]:
    """Return one page, newest first, older than `before_id`."""
    query = _matching(connection, select_summaries(), _Page(wanted, limit, before_id=before_id))
    return [summary_of(row) for row in connection.execute(query)]


def list_of_event(connection: Connection, event_id: int) -> list[DeliverySummary]:
    """Return the deliveries of an event, oldest first; a resend is one of its own."""
    query = select_summaries().where(deliveries.c.event_id == event_id).order_by(deliveries.c.id)
    return [summary_of(row) for row in connection.execute(query)]


def list_newer(
    connection: Connection, wanted: LogFilter, than_id: int, *, limit: int = PAGE_SIZE
) -> list[DeliverySummary]:
    """Return the page that comes just before `than_id` in the list, newest first."""
    query = _matching(connection, select_summaries(), _Page(wanted, limit, after_id=than_id))
    return [summary_of(row) for row in reversed(connection.execute(query).all())]


def count_newer(connection: Connection, wanted: LogFilter, than_id: int) -> int:
    """Count the deliveries that match and are newer than `than_id`, up to COUNT_LIMIT + 1."""
    return _count(connection, wanted, than_id)


def count_deliveries(connection: Connection, wanted: LogFilter) -> int:
    """Count the deliveries that match, up to COUNT_LIMIT + 1."""
    return _count(connection, wanted)


def find_delivery_to(
    connection: Connection, url: str, message_id: str, *, before_id: int
) -> DeliverySummary | None:
    """Return the newest delivery to a URL with this webhook-id that is older than `before_id`, or None."""
    named = select(events.c.id).where(events.c.client_id == message_id, events.c.id < before_id)
    # A publisher may use an id again after a day.
    known = list(connection.execute(named.order_by(events.c.id.desc()).limit(PAGE_SIZE)).scalars())
    with suppress(InvalidInput):
        known.append(parse_id(EVENT, message_id))
    query = select_summaries().where(
        deliveries.c.event_id.in_(known), deliveries.c.id < before_id, webhooks.c.url == url
    )
    row = connection.execute(query.order_by(deliveries.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else summary_of(row)


@dataclass(frozen=True, slots=True)
class Target:
    """Which event a delivery carries, to which webhook, and whether it was only a test."""

    event_id: int
    event_type: str
    webhook_id: int
    test: bool = False


def find_target(connection: Connection, delivery_id: int) -> Target | None:
    """Return what a delivery carries and where to, or None."""
    columns = (deliveries.c.event_id, deliveries.c.event_type, deliveries.c.webhook_id, deliveries.c.test)
    row = connection.execute(select(*columns).where(deliveries.c.id == delivery_id)).one_or_none()
    return None if row is None else Target(row.event_id, row.event_type, row.webhook_id, bool(row.test))


def list_event_types(connection: Connection, limit: int = 200) -> list[str]:
    """Return the event types in the log, by name."""
    newest = select(deliveries.c.event_type).order_by(deliveries.c.id.desc()).limit(5_000).subquery()
    query = select(newest.c.event_type).distinct().order_by(newest.c.event_type).limit(limit)
    return list(connection.execute(query).scalars())


def select_summaries() -> Select[Any]:
    """Return the query for every row of the log, to be narrowed."""
    return (
        select(
            deliveries,
            events.c.client_id,
            events.c.entity_type,
            events.c.entity_id,
            webhooks.c.name.label("webhook_name"),
            webhooks.c.url.label("webhook_url"),
            webhooks.c.deleted_at,
            webhooks.c.active,
            webhooks.c.paused_at,
            webhooks.c.pause_reason,
            webhooks.c.breaker_opened_at,
            webhooks.c.profile["rate_limit"].as_float().label("rate_limit"),
        )
        .join(events, events.c.id == deliveries.c.event_id)
        .join(webhooks, webhooks.c.id == deliveries.c.webhook_id)
    )


_ENDED_BADLY: Final = text(f"deliveries.status IN ({Status.FAILED:d}, {Status.CANCELLED:d})")
"""The condition of the partial indexes, to the letter: SQLite knows them by nothing else."""
_OPEN_PARTS: Final = (
    ({Status.PENDING, Status.RETRYING}, text(f"{WAITS_FOR_ITS_TIME} AND deliveries.next_at >= 0")),
    ({Status.SENDING}, text(f"deliveries.status = {Status.SENDING:d} AND deliveries.lease_until >= 0")),
    ({Status.HELD}, text(f"deliveries.status = {Status.HELD:d} AND deliveries.webhook_id >= 0")),
)
"""What is not finished, by the partial index that has it, and what makes SQLite look there."""


@dataclass(frozen=True, slots=True)
class _Page:
    """The newest `limit` that match, or, of those newer than `after_id`, the oldest; to be counted, any."""

    wanted: LogFilter
    limit: int
    before_id: int | None = None
    after_id: int | None = None
    is_counted: bool = False

    def cut(self, query: Select[Any], number: ColumnElement[int]) -> Select[Any]:
        """Return the query with its order, by the ids in whatever form, and its limit."""
        if self.is_counted:
            return query.limit(self.limit)
        return query.order_by(number.desc() if self.after_id is None else number.asc()).limit(self.limit)

    def conditions(self, column: InSomeForm) -> list[ColumnElement[bool]]:
        """Return what a delivery must be; `column` may put each column in another form."""
        wanted = self.wanted
        compared: tuple[tuple[ColumnElement[Any], Callable[[Any, Any], Any], object], ...] = (
            (deliveries.c.webhook_id, eq, wanted.webhook_id),
            (deliveries.c.event_type, eq, wanted.event_type),
            (deliveries.c.id, ge, None if wanted.since is None else first_id_at(wanted.since)),
            (deliveries.c.id, lt, None if wanted.until is None else first_id_at(wanted.until)),
            (deliveries.c.id, lt, self.before_id),
            (deliveries.c.id, gt, self.after_id),
        )
        found = [compare(column(one), value) for one, compare, value in compared if value is not None]
        if wanted.statuses:
            found.append(column(deliveries.c.status).in_([int(status) for status in wanted.statuses]))
        return found


def _count(connection: Connection, wanted: LogFilter, after_id: int | None = None) -> int:
    page = _Page(wanted, COUNT_LIMIT + 1, after_id=after_id, is_counted=True)
    query = _matching(connection, select(deliveries.c.id), page)
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _matching(connection: Connection, query: Select[Any], page: _Page) -> Select[Any]:
    """Return the query narrowed to a page, in its order."""
    statuses = {*page.wanted.statuses}
    if statuses and statuses <= {*OPEN_STATUSES} and connection.dialect.name == "sqlite":
        query = query.where(deliveries.c.id.in_(_open_ids(page)))
    else:
        query = query.where(*page.conditions(lambda column: column))
        if statuses and statuses <= {Status.FAILED, Status.CANCELLED}:
            query = query.where(_ENDED_BADLY)
    return page.cut(query, deliveries.c.id)


def _open_ids(page: _Page) -> CompoundSelect[Any]:
    """Return the query for the ids of a page of what is not finished, each part by its own index.

    SQLite keeps no statistics: it read the whole log, in the order of the ids, for the few that wait.
    """
    parts = [
        page.cut(
            select(deliveries.c.id).where(is_open, *page.conditions(_unindexed)), _unindexed(deliveries.c.id)
        ).subquery()
        for inside, is_open in _OPEN_PARTS
        if inside & {*page.wanted.statuses}
    ]
    return union_all(*(select(part.c.id) for part in parts))


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column in a form that no index serves (storage/columns.py), of any type."""
    return literal_column(f"+{column}", column.type)


def summary_of(row: Row[Any]) -> DeliverySummary:
    """Return what the log shows of a row that `select_summaries` found."""
    return DeliverySummary(
        id=row.id,
        event_id=row.event_id,
        event_public_id=row.client_id or encode_id(EVENT, row.event_id),
        webhook_id=row.webhook_id,
        webhook_name=row.webhook_name,
        webhook_url=row.webhook_url,
        webhook_deleted=row.deleted_at is not None,
        event_type=row.event_type,
        entity_type=row.entity_type,
        entity_id=row.entity_id,
        status=Status(row.status),
        response_code=row.response_code,
        error_kind=row.error_kind,
        attempt_count=row.attempt_count,
        duration_ms=row.duration_ms,
        created_at=row.created_at,
        next_at=row.next_at,
        last_attempt_at=row.last_attempt_at,
        held_because=_why_held(row),
        test=bool(row.test),
        resend_of=row.resend_of,
    )


def _why_held(row: Row[Any]) -> str:
    if row.status in (Status.PENDING, Status.SENDING):
        return say_why_in_turn(row.rate_limit)
    if row.status != Status.HELD:
        return ""
    return say_why_held(
        active=row.active,
        paused=row.paused_at is not None,
        pause_reason=row.pause_reason,
        broken=row.breaker_opened_at is not None,
    )
