"""What the event catalogue is made of: event types with a sample, and packs of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

FIRST_VERSION: Final = "1.0"


@dataclass(frozen=True, slots=True)
class EventType:
    """One entry of the catalogue. `sample` is the data of such an event, any JSON value.

    `version` is the version of the shape of the data.
    """

    key: str
    category: str
    description: str
    sample: Any
    version: str = FIRST_VERSION


@dataclass(frozen=True, slots=True)
class Pack:
    """The event types of one product; `starts_enabled` says whether they are offered from the start."""

    key: str
    name: str
    description: str
    event_types: tuple[EventType, ...]
    starts_enabled: bool = True


Rows = Iterable[tuple[str, str, Mapping[str, Any]]]


def in_category(category: str, rows: Rows) -> tuple[EventType, ...]:
    """Return the event types of a category from rows of key, description and sample."""
    return tuple(EventType(key, category, description, sample) for key, description, sample in rows)


def rows_of(
    prefix: str, noun: str, sample: Mapping[str, Any], verbs: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str, dict[str, Any]]]:
    """Return one row for each verb: `prefix_verb`, "Noun verb", and the sample with what the verb changes."""
    return [
        (f"{prefix}_{verb}", f"{noun} {verb.replace('_', ' ')}", {**sample, **changes})
        for verb, changes in verbs.items()
    ]
