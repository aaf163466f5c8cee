"""What can be sent as a test: the last real records, the sample of the catalogue, or JSON of one's own."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.event_types import parse_sample
from webhook_dashboard.domain.paths import entity_of
from webhook_dashboard.services.webhook_tests import MAX_DATA_BYTES
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_samples import EventSample, read_samples
from webhook_dashboard.ui.formatting import format_clock_minute, format_day
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import Choice

RECENT: Final = 2
_READ: Final = 20
SAMPLE: Final = "sample"
OWN: Final = "own"
_FIRST_PLACE = "line 1, column 1: "


def read_records(connection: Connection, event_type: str) -> list[EventSample]:
    """Read the last events of a type, each record once, newest first."""
    found: dict[str, EventSample] = {}
    for sample in read_samples(connection, event_type, _READ):
        found.setdefault(name_of(sample), sample)
        if len(found) == RECENT:
            break
    return list(found.values())


def reader_of(event_type: str) -> partial[list[EventSample]]:
    """Return the question for the records of a type."""
    return partial(read_records, event_type=event_type)


def choices_of(records: Sequence[EventSample], event_type: str, now: datetime, zone: tzinfo) -> list[Choice]:
    """Return what can be chosen, the newest record first."""
    entity = entity_of(event_type)
    return [
        *(
            Choice(one.public_id, name_of(one), f"recent {entity}, {_when(one.happened_at, now, zone)}")
            for one in records
        ),
        Choice(SAMPLE, "Generated sample", "from the catalogue"),
        Choice(OWN, "Own JSON", "paste or type"),
    ]


def name_of(sample: EventSample) -> str:
    """Return the name of the record that an event is about, or the id of the event."""
    return sample.entity_id or sample.public_id


def write_sample(sample: object) -> bytes:
    """Return the sample of the catalogue as JSON, an empty object where it has none."""
    return b"{}" if sample is None else orjson.dumps(sample)


def read_data(written: bytes) -> Any:
    """Return stored data."""
    return orjson.loads(written)


def lay_out(data: object) -> str:
    """Return data as text for the eye."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()


def read_own(text: str) -> Any:
    """Return the data that somebody typed.

    Raises:
        InvalidInput: it is no JSON; the sentence names line and column.
    """
    if not text.strip():
        raise InvalidInput("sample", f"sample: {_FIRST_PLACE}type or paste the data of an event, in JSON.")
    if len(text.encode()) > MAX_DATA_BYTES:
        raise InvalidInput("sample", f"sample: at most {MAX_DATA_BYTES:,} bytes can be sent.")
    return parse_sample(text)


def _when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return format_clock_minute(moment, zone)
    return format_day(moment, zone)
