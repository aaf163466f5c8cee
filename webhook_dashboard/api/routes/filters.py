"""`/api/v1/filters`: try a filter on one event, or on the last events that were published."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from webhook_dashboard.api.caller import READ, ThePlatform
from webhook_dashboard.api.schemas import Input
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.services import filters
from webhook_dashboard.services.filters import Backtest, FilterChange, TriedEvent
from webhook_dashboard.storage.event_samples import MAX_SAMPLES

router = APIRouter(prefix="/api/v1/filters", tags=["Filters"])

_FILTER: Final[dict[str, Any]] = {
    "order.total": {"$gt": 100},
    "order.source": "Online",
    "order.ship_method": {"$in": ["Standard", "Express"]},
}
_DATA: Final[dict[str, Any]] = {"order": {"total": 50, "source": "Online", "ship_method": "Express"}}

FilterJson = Annotated[
    Any,
    Field(
        description=(
            "Fields and what they must be, all of it: `{field: value}` or `{field: {operator: value}}` with "
            "`$eq $neq $gt $gte $lt $lte $between $in $nin $contains $startsWith $endsWith $regex $exist "
            "$empty $changed`, joined by `$and $or $not`, put to the elements of lists by `$any $all`."
        ),
        examples=[_FILTER],
    ),
]
Sentence = Annotated[
    str,
    Field(description="Why, in words.", examples=["Below minimum: order.total is 50, must be over 100"]),
]


class FilterTest(Input):
    """A filter and the data of an event. With its type, the entity's name stands for the data itself."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"filter": _FILTER, "data": _DATA, "event_type": "order.created"}}
    )

    filter: FilterJson
    data: Annotated[Any, Field(description="What the event says in `data`.", examples=[_DATA])]
    event_type: Annotated[
        str,
        Field(
            description="Without it `total` is not looked for inside `order`, as for order.created it is.",
            examples=["order.created"],
        ),
    ] = ""


class StepOut(BaseModel):
    """One condition or group. The steps of a group follow it."""

    path: Annotated[str, Field(description="The field; empty for a group.", examples=["order.total"])]
    operator: Annotated[str, Field(examples=["$gt"])]
    expected: Annotated[Any, Field(examples=[100])]
    actual: Annotated[Any, Field(description="null where it is missing; long ones are cut.", examples=[50])]
    passed: bool
    sentence: Sentence


class FilterTestOut(BaseModel):
    """The verdict, and how it came about."""

    matches: bool
    sentence: Sentence
    trace: list[StepOut]


class BacktestIn(Input):
    """A filter, to be tried on the last events of a type and compared with a saved one if given."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"filter": _FILTER, "event_type": "order.created", "limit": 1_000}}
    )

    filter: FilterJson
    event_type: Annotated[str, Field(examples=["order.created"])]
    limit: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] = MAX_SAMPLES
    saved_filter: FilterJson = None


class TriedEventOut(BaseModel):
    """An event that the filter was tried on."""

    id: Annotated[str, Field(examples=["evt_0SF9GpR7shc"])]
    entity: Annotated[str, Field(description="What it is about, or its id.", examples=["SO-2026-0911"])]
    happened_at: datetime
    matches: bool
    sentence: Sentence


class FunnelStepOut(BaseModel):
    """A condition, and how many events it and those before it let through."""

    words: Annotated[str, Field(examples=["order.total is greater than 100"])]
    matched: int


class FilterChangeOut(BaseModel):
    """What the filter does otherwise than the saved one. The lists hold the newest 50."""

    saved_matched: int
    newly_matched: int
    no_longer_matched: int
    newly: list[TriedEventOut]
    no_longer: list[TriedEventOut]


class BacktestOut(BaseModel):
    """What the filter would have done."""

    event_type: str
    sentence: Annotated[
        str,
        Field(examples=["Would trigger 312 of the last 1,000 (31\u202f%), 88 fewer than the saved filter"]),
    ]
    total: int
    matched: int
    share: Annotated[float | None, Field(description="0 to 1; null when there are no events.")]
    from_: Annotated[datetime | None, Field(alias="from")]
    to: datetime | None
    funnel: list[FunnelStepOut]
    latest: Annotated[list[TriedEventOut], Field(description="The newest 50.")]
    change: FilterChangeOut | None
    duration_ms: float


@router.post("/test", dependencies=READ, summary="Test a filter")
def test_filter(body: FilterTest) -> FilterTestOut:
    """Whether an event with this data would be sent, and why. Nothing is sent or stored."""
    explanation = filters.test(body.filter, body.data, body.event_type)
    trace = [
        StepOut(
            path=step.path,
            operator=step.operator,
            expected=step.expected,
            actual=step.actual,
            passed=step.passed,
            sentence=step.sentence,
        )
        for step in explanation.trace
    ]
    return FilterTestOut(matches=explanation.matches, sentence=explanation.sentence, trace=trace)


@router.post("/backtest", dependencies=READ, summary="Try a filter on past events")
async def backtest_filter(body: BacktestIn, platform: ThePlatform) -> BacktestOut:
    """How many of the last events would have been sent, where the others stopped, what a change changes."""
    saved = None if body.saved_filter is None else parse_filter(body.saved_filter, field="saved_filter")
    found = await filters.backtest(
        platform.database, parse_filter(body.filter), body.event_type, body.limit, saved
    )
    return BacktestOut.model_validate(_fields(found))


def _fields(found: Backtest) -> dict[str, Any]:
    return {
        "event_type": found.event_type,
        "sentence": found.sentence,
        "total": found.total,
        "matched": found.matched,
        "share": None if found.share is None else round(found.share, 4),
        "from": found.from_at,
        "to": found.to_at,
        "funnel": [FunnelStepOut(words=step.words, matched=step.matched) for step in found.funnel],
        "latest": list(map(_tried, found.latest)),
        "change": None if found.change is None else _change(found.change),
        "duration_ms": round(found.duration_ms, 1),
    }


def _change(change: FilterChange) -> FilterChangeOut:
    return FilterChangeOut(
        saved_matched=change.saved_matched,
        newly_matched=change.newly_matched,
        no_longer_matched=change.no_longer_matched,
        newly=list(map(_tried, change.newly)),
        no_longer=list(map(_tried, change.no_longer)),
    )


def _tried(event: TriedEvent) -> TriedEventOut:
    return TriedEventOut(
        id=event.id,
        entity=event.entity,
        happened_at=event.happened_at,
        matches=event.matches,
        sentence=event.sentence,
    )
