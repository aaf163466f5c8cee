"""The variables that a picker offers for an event type, each with a value of the event shown beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from webhook_dashboard.domain.fields import FieldInfo, FieldKind, FieldSource, Scalar, learn_fields
from webhook_dashboard.domain.paths import entity_of
from webhook_dashboard.domain.templates.context import SYSTEM_VARIABLES
from webhook_dashboard.domain.templates.pieces import ITEM
from webhook_dashboard.domain.templates.placeholders import RESERVED, path_can_be_written

_ORDER_VARIABLES: Final[dict[str, tuple[FieldKind, str]]] = {
    "order.id": (FieldKind.TEXT, "Internal order ID"),
    "order.number": (FieldKind.TEXT, "Order number"),
    "order.date": (FieldKind.TIME, "Order date"),
    "order.status": (FieldKind.TEXT, "Order status"),
    "order.subtotal": (FieldKind.NUMBER, "Subtotal amount"),
    "order.tax": (FieldKind.NUMBER, "Tax amount"),
    "order.shipping": (FieldKind.NUMBER, "Shipping amount"),
    "order.total": (FieldKind.NUMBER, "Total amount"),
    "order.notes": (FieldKind.TEXT, "Order notes"),
    "customer.id": (FieldKind.TEXT, "Customer ID"),
    "customer.code": (FieldKind.TEXT, "Customer code"),
    "customer.name": (FieldKind.TEXT, "Company name"),
    "customer.email": (FieldKind.TEXT, "Email address"),
    "customer.phone": (FieldKind.TEXT, "Phone number"),
    "item.sku": (FieldKind.TEXT, "Product SKU"),
    "item.name": (FieldKind.TEXT, "Product name"),
    "item.quantity": (FieldKind.NUMBER, "Quantity ordered"),
    "item.price": (FieldKind.NUMBER, "Unit price"),
    "item.total": (FieldKind.NUMBER, "Line total"),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `path` goes between braces; `example` is its value in the event (None: it has none).

    `group` is what it is listed under. A variable of list elements names the list in `list_path`; it is
    used inside a JSON list, or a line, that is repeated.
    """

    path: str
    type: FieldKind
    example: Scalar
    description: str
    group: str
    list_path: str = ""
    is_present: bool = True


def variables_of(data: object, event_type: str) -> tuple[Variable, ...]:
    """Return the variables for events of a type, judged by the data of one: those of every event first."""
    return variables_from(learn_fields([data], None, event_type), event_type)


def variables_from(fields: Iterable[FieldInfo], event_type: str) -> tuple[Variable, ...]:
    """Return the variables for the fields of an event type (`domain.fields.learn_fields`).

    Events about orders offer all that orders usually have, also what these fields lack.
    """
    known = _ORDER_VARIABLES if entity_of(event_type) == "order" else {}
    found = [_described(field, known) for field in map(_of_field, fields) if field is not None]
    lacking = known.keys() - {variable.path for variable in found}
    found += [
        Variable(path, kind, None, description, _group(path), is_present=False)
        for path, (kind, description) in known.items()
        if path in lacking
    ]
    places = {group: place for place, group in enumerate(dict.fromkeys(one.group for one in found))}
    found.sort(key=lambda variable: places[variable.group])
    return (*_system(event_type), *found)


def _system(event_type: str) -> Iterable[Variable]:
    for path, system in SYSTEM_VARIABLES.items():
        example = event_type if path in ("webhook.event", "event.type") else None
        yield Variable(path, system.type, example, system.description, _group(path))
    yield Variable("data", FieldKind.OBJECT, None, "The event's data as a whole", "data")


def _of_field(field: FieldInfo) -> Variable | None:
    """Return a field as a variable; None where no placeholder can name it."""
    path = field.path
    if field.list_path:
        path = f"{ITEM}.{field.element_path}"
        if ".0." in f".{field.list_path}.":
            return None  # of a list within a list
    elif _group(path) in RESERVED:
        path = f"data.{path}"
    if not path_can_be_written(path):
        return None
    is_present = field.source is FieldSource.EVENT
    return Variable(path, field.kind, field.last_value, "", _group(path), field.list_path, is_present)


def _described(variable: Variable, known: dict[str, tuple[FieldKind, str]]) -> Variable:
    return replace(variable, description=known[variable.path][1]) if variable.path in known else variable


def _group(path: str) -> str:
    return path.partition(".")[0]
