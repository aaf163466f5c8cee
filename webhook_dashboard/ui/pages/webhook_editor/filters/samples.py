"""The events that a filter is tried on while it is typed: the type's samples, and one's own. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.event_types import MAX_SAMPLE_BYTES, parse_sample

ORDER: Final = "order"
ORDERS: Final = (
    (150, "Online", "Express"),
    (50, "Online", "Express"),
    (200, "Phone", "Standard"),
    (500, "Online", "Ground"),
)
"""Total, source and way of shipping of the orders that every filter on orders is tried on."""

MAX_OWN: Final = 10
MAX_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """Event data with a name. `id` is the place among one's own, -1 for those that come with the type."""

    title: str
    data: Any
    id: int = -1


def samples_of(event_type: str, sample: object) -> list[Sample]:
    """Return what a type's filter is tried on: four orders, or the sample of the catalogue."""
    if event_type.partition(".")[0] == ORDER and isinstance(sample, dict):
        return [_order(cast("dict[str, Any]", sample), *order) for order in ORDERS]
    return [] if sample is None else [Sample("Sample of the catalogue", sample)]


def own_sample(name: str, text: str, known: Sequence[Sample]) -> Sample:
    """Return a sample that somebody typed or pasted.

    Raises:
        InvalidInput: it is no JSON object, or too large; the sentence names line and column.
    """
    if not text.strip():
        raise InvalidInput("sample", "sample: paste the data of an event, in JSON.")
    data = parse_sample(text)
    if not isinstance(data, dict):
        raise InvalidInput("sample", 'sample: expected an object, such as {"total": 150}.')
    if len(text.encode()) > MAX_SAMPLE_BYTES:
        raise InvalidInput("sample", f"sample: use at most {MAX_SAMPLE_BYTES:,} bytes.")
    if len(known) >= MAX_OWN:
        raise InvalidInput("sample", f"sample: you have {MAX_OWN} samples of your own. Remove one first.")
    number = max((sample.id for sample in known), default=-1) + 1
    title = " ".join(name.split())[:MAX_NAME] or f"Own sample {number + 1}"
    return Sample(title, cast("dict[str, Any]", data), number)


def lay_out(sample: object) -> str:
    """Return a sample as text for the eye."""
    return orjson.dumps({} if sample is None else sample, option=orjson.OPT_INDENT_2).decode()


def _order(sample: dict[str, Any], total: int, source: str, ship_method: str) -> Sample:
    within = sample.get(ORDER)
    fields = {"total": total, "source": source, "ship_method": ship_method}
    if isinstance(within, dict):
        data = sample | {ORDER: cast("dict[str, Any]", within) | fields}
    else:
        data = sample | fields
    return Sample(f"${total}, {source}, {ship_method}", data)
