"""`/api/v1/statistics`: the counts of a period."""

from datetime import datetime
from typing import Annotated

import fastapi
from fastapi import APIRouter
from pydantic import BaseModel, Field

from webhook_dashboard.api.caller import READ, ThePlatform
from webhook_dashboard.api.schemas import Query
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.periods import DEFAULT_PERIOD, parse_period, window_at
from webhook_dashboard.storage import counting, statistics

router = APIRouter(prefix="/api/v1/statistics", tags=["Statistics"])


class Wanted(Query):
    """Which counts."""

    period: Annotated[str, Field(description="24h, 7d or 30d.")] = DEFAULT_PERIOD.key
    webhook_id: Annotated[str | None, Field(description="Only this webhook, `wh_…`.")] = None


class StatisticsOut(BaseModel):
    """Counts of the deliveries created from `from` until `to`; latencies are those of successful attempts."""

    period: Annotated[str, Field(examples=["24h"])]
    from_: Annotated[datetime, Field(alias="from")]
    to: datetime
    total: int
    succeeded: int
    failed: int
    cancelled: int
    waiting: Annotated[int, Field(description="Pending, being sent, or waiting for a retry.")]
    success_percent: Annotated[float | None, Field(description="Of those that succeeded or failed.")]
    average_ms: float | None
    p95_ms: float | None


@router.get("", dependencies=READ, summary="Get statistics")
async def get_statistics(wanted: Annotated[Wanted, fastapi.Query()], platform: ThePlatform) -> StatisticsOut:
    """The last 24 hours, or whole days in UTC, today included. null: nothing was delivered yet."""
    window = window_at(parse_period(wanted.period), platform.clock())
    only = wanted.webhook_id
    number = counting.ALL if only is None else parse_id(WEBHOOK, only, field="webhook_id")
    totals = await platform.database.read(
        lambda connection: statistics.read_totals(connection, window, number)
    )
    return StatisticsOut.model_validate(
        {
            "period": window.period.key,
            "from": window.start,
            "to": window.end,
            "total": totals.total,
            "succeeded": totals.succeeded,
            "failed": totals.failed,
            "cancelled": totals.cancelled,
            "waiting": totals.waiting,
            "success_percent": None if totals.success_share is None else round(totals.success_share * 100, 2),
            "average_ms": None if totals.average_ms is None else round(totals.average_ms, 1),
            "p95_ms": None if totals.p95_ms is None else round(totals.p95_ms, 1),
        }
    )
