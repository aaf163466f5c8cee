"""Whether a field changed, for events that say what was before.

Event data may hold, beside its fields, or within the entity's own object:

- `previous`: the values before, of all fields or only of those that changed. A field that is not in it
  did not change.
- `changes`: the names of the changed fields as a list, or an object of what changed, by dotted or nested
  field. An entry `{"from": 1, "to": 2}` counts when both differ, any other entry counts as a change.

Data with neither does not say what changed: `$changed` then holds neither for true nor for false.
"""

from typing import Any, Literal, cast

from webhook_dashboard.domain.filters.values import same
from webhook_dashboard.domain.paths import MISSING, Missing, resolve_segments, step


def find_change(data: object, path: tuple[str, ...], entity: str) -> bool | Literal[Missing.MISSING]:
    """Return whether the field at a path changed; MISSING when the data does not say."""
    for place in (data, step(data, entity)):
        previous = step(place, "previous")
        if previous is not MISSING:
            before = resolve_segments(previous, path, entity)
            return before is not MISSING and not same(before, resolve_segments(data, path, entity))
        changes = step(place, "changes")
        if changes is not MISSING:
            return _is_listed(changes, path, entity)
    return MISSING


def _is_listed(changes: object, path: tuple[str, ...], entity: str) -> bool:
    inner = path[1:] if path[0] == entity else path
    names = {".".join(path), ".".join(inner)}
    if isinstance(changes, list):
        return any(isinstance(name, str) and name in names for name in cast("list[Any]", changes))
    for name in names:
        if (entry := step(changes, name)) is not MISSING:
            return _differs(entry)
    entry = resolve_segments(changes, path, entity)
    return entry is not MISSING and _differs(entry)


def _differs(entry: object) -> bool:
    before, after = step(entry, "from"), step(entry, "to")
    return before is MISSING or after is MISSING or not same(before, after)
