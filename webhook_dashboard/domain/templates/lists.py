"""Finds the list of an event that `{item.…}` means where the template does not name one."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, cast

from webhook_dashboard.domain.paths import MISSING, resolve_segments
from webhook_dashboard.domain.templates.pieces import ITEM

LIST_NAMES: Final = ("items", "line_items", "lineItems", "lines")
_MOST_OBJECTS: Final = 100
_MOST_VALUES: Final = 1_000

Object = dict[str, Any]


def find_list(data: object, entity: str, key: str, *, of_objects: bool) -> list[Any] | None:
    """Return the list, or None where the event has none.

    It is, in this order: the data itself; a list under `key`, the name of the list in the template; one
    under a name of LIST_NAMES; the one thing that the event calls item (a list of one); the first list of
    objects. Lists are looked for in the data, then in the entity's object (`order` for `order.created`),
    then in the other objects of the data. `of_objects`: the template asks for fields of the elements, so a
    list of anything else is passed over.
    """
    if isinstance(data, list):
        return cast("list[Any]", data)
    if not isinstance(data, dict):
        return None
    fields = cast("Object", data)
    found = _usable(fields.get(key), of_objects=of_objects)
    if found is not None:
        return found
    holders = list(islice(_holders(fields, entity), _MOST_OBJECTS))
    for name in (key, *LIST_NAMES):
        for holder in holders:
            found = _usable(holder.get(name), of_objects=of_objects)
            if found is not None:
                return found
    only = resolve_segments(fields, (ITEM,), entity)
    return _first_list(holders) if only is MISSING else [only]


def _first_list(holders: list[Object]) -> list[Any] | None:
    values = (value for holder in holders for value in holder.values())
    lists = (_usable(value, of_objects=True) for value in islice(values, _MOST_VALUES))
    return next((found for found in lists if found), None)


def _holders(data: Object, entity: str) -> Iterator[Object]:
    yield data
    own = data.get(entity)
    if isinstance(own, dict):
        yield cast("Object", own)
    for value in data.values():
        if isinstance(value, dict) and value is not own:
            yield cast("Object", value)


def _usable(value: object, *, of_objects: bool) -> list[Any] | None:
    if not isinstance(value, list):
        return None
    found = cast("list[Any]", value)
    return found if not of_objects or not found or isinstance(found[0], dict) else None
