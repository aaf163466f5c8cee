"""When the receiver of a webhook was down, as its attempts tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.domain.outcomes import NETWORK_KINDS, ErrorKind
from webhook_dashboard.storage.tables import attempts, deliveries

MAX_READ: Final = 5_000
LEAST: Final = 2
_DOWN_CODES: Final = (408, 425, 429)
_UNREACHED: Final = (
    ErrorKind.DNS_ERROR,
    ErrorKind.CONNECTION_REFUSED,
    ErrorKind.NETWORK_UNREACHABLE,
    ErrorKind.CONNECT_TIMEOUT,
    ErrorKind.TLS_ERROR,
)
"""Failures before anything of the event was sent: it cannot be their reason."""


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


@dataclass(frozen=True, slots=True)
class PastOutages:
    """The outages that are over, the newest first. `is_cut` says that older deliveries were not read."""

    outages: tuple[Outage, ...] = ()
    is_cut: bool = False


def read_outages(connection: Connection, webhook_id: int, since: datetime, limit: int) -> PastOutages:
    """Read the outages that are over: attempts in a row that met no receiver.

    At least LEAST deliveries must have met it, or as many attempts of one that could not even be connected:
    one event that the receiver breaks at is no outage, and neither is an answer that says that the request
    itself is wrong. Tests are left out. Of more than MAX_READ deliveries only the newest are read; an outage
    that they begin in began nobody knows when.
    """
    found = connection.execute(_query(webhook_id, since, limit)).all()
    return PastOutages(
        tuple(Outage(row.began_at, row.ended_at, row.amount) for row in found),
        any(row.is_cut for row in found),
    )


def _query(webhook_id: int, since: datetime, limit: int) -> Select[Any, Any, int, bool]:
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
    seen = _outcomes(newest).subquery()
    in_order = select(
        seen.c.at,
        seen.c.good,
        seen.c.id,
        seen.c.unreached,
        func.sum(seen.c.good).over(order_by=(seen.c.at, seen.c.good.desc())).label("run"),
    ).subquery()
    failed = in_order.c.good == 0
    runs = (
        select(
            in_order.c.run,
            func.min(in_order.c.at).filter(failed).label("began_at"),
            func.sum(in_order.c.unreached).label("unreached"),
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
        select(
            runs.c.began_at,
            runs.c.ended_at,
            cast(runs.c.amount, Integer).label("amount"),
            is_cut.label("is_cut"),
        )
        .where(
            or_(runs.c.amount >= LEAST, runs.c.unreached >= LEAST),
            runs.c.ended_at.is_not(None),
            ~(is_cut & (runs.c.run == 0)),
        )
        .order_by(runs.c.began_at.desc())
        .limit(limit)
    )


def _outcomes(newest: Subquery) -> CompoundSelect[Any, int, Any, int]:
    """Successes and failures to reach the receiver, of these deliveries."""
    succeeded = newest.c.status == int(Status.SUCCEEDED)
    good = select(
        newest.c.last_attempt_at.label("at"),
        literal(1).label("good"),
        newest.c.id,
        literal(0).label("unreached"),
    ).where(succeeded, newest.c.last_attempt_at.is_not(None))
    # Only what did not succeed at once has attempts to be looked at.
    tried = newest.join(attempts, attempts.c.delivery_id == newest.c.id)
    kinds = [kind.value for kind in _UNREACHED]
    unreached = case((attempts.c.error_kind.in_(kinds), 1), else_=0).label("unreached")
    bad = (
        select(attempts.c.started_at.label("at"), literal(0).label("good"), newest.c.id, unreached)
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
    return union_all(good, bad)
