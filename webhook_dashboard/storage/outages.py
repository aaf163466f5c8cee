"""When the receiver of a webhook was down, as its attempts tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, Select, and_, cast, func, literal, or_, select, union_all

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.domain.outcomes import NETWORK_KINDS
from webhook_dashboard.storage.tables import attempts, deliveries

MAX_READ: Final = 5_000
LEAST_ATTEMPTS: Final = 2
_DOWN_CODES: Final = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Outage:
    """From the first attempt that failed to the next one that succeeded; `deliveries` met it."""

    began_at: datetime
    ended_at: datetime
    deliveries: int

    @property
    def seconds(self) -> float:
        """How long it lasted, as far as anybody tried."""
        return (self.ended_at - self.began_at).total_seconds()


def read_outages(connection: Connection, webhook_id: int, since: datetime, limit: int) -> list[Outage]:
    """Read the outages that are over, the newest first: at least LEAST_ATTEMPTS in a row met no receiver.

    An answer that says that the request itself is wrong is no outage. Tests are left out. Of more than
    MAX_READ deliveries only the newest are read; an outage that they begin in began nobody knows when.
    """
    found = connection.execute(outages_query(webhook_id, since, limit))
    return [Outage(row.began_at, row.ended_at, row.amount) for row in found]


def outages_query(webhook_id: int, since: datetime, limit: int) -> Select[Any, Any, int]:
    """The question of `read_outages`: attempts in the order of time, cut at each success."""
    newest = (
        select(deliveries.c.id, deliveries.c.status, deliveries.c.attempt_count, deliveries.c.last_attempt_at)
        .where(
            deliveries.c.webhook_id == webhook_id, deliveries.c.id >= first_id_at(since), ~deliveries.c.test
        )
        .order_by(deliveries.c.id.desc())
        .limit(MAX_READ)
        .subquery()
    )
    succeeded = newest.c.status == int(Status.SUCCEEDED)
    good = select(newest.c.last_attempt_at.label("at"), literal(1).label("good"), newest.c.id).where(
        succeeded, newest.c.last_attempt_at.is_not(None)
    )
    # Only what did not succeed at once has attempts to be looked at.
    tried = newest.join(attempts, attempts.c.delivery_id == newest.c.id)
    bad = (
        select(attempts.c.started_at.label("at"), literal(0).label("good"), newest.c.id)
        .select_from(tried)
        .where(
            or_(newest.c.attempt_count > 1, ~succeeded),
            ~and_(succeeded, attempts.c.attempt_number == newest.c.attempt_count),
            or_(
                attempts.c.error_kind.in_([kind.value for kind in NETWORK_KINDS]),
                attempts.c.response_code.in_(_DOWN_CODES),
                attempts.c.response_code >= 500,
            ),
        )
    )
    seen = union_all(good, bad).subquery()
    in_order = select(
        seen.c.at,
        seen.c.good,
        seen.c.id,
        func.sum(seen.c.good).over(order_by=(seen.c.at, seen.c.good.desc())).label("run"),
    ).subquery()
    failed = in_order.c.good == 0
    runs = (
        select(
            in_order.c.run,
            func.min(in_order.c.at).filter(failed).label("began_at"),
            func.count().filter(failed).label("failures"),
            func.count(in_order.c.id.distinct()).filter(failed).label("amount"),
            func.lead(func.min(in_order.c.at).filter(in_order.c.good == 1), type_=in_order.c.at.type)
            .over(order_by=in_order.c.run)
            .label("ended_at"),
        )
        .group_by(in_order.c.run)
        .subquery()
    )
    is_cut = select(func.count()).select_from(newest).scalar_subquery() == MAX_READ
    return (
        select(runs.c.began_at, runs.c.ended_at, cast(runs.c.amount, Integer).label("amount"))
        .where(runs.c.failures >= LEAST_ATTEMPTS, runs.c.ended_at.is_not(None), ~(is_cut & (runs.c.run == 0)))
        .order_by(runs.c.began_at.desc())
        .limit(limit)
    )
