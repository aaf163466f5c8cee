"""The rows of the visual builder: field, operator, value; joined by AND, with groups of alternatives."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters.nodes import (
    ALL,
    ANY,
    AnyOf,
    Condition,
    Elements,
    Node,
    Not,
    all_of,
    any_of,
    document_of,
    parts_of,
)
from webhook_dashboard.domain.filters.operators import OPERATORS
from webhook_dashboard.domain.filters.parsing import read_document

NONE: Final = "$none"
"""The quantifier of rows for which no element may pass; in JSON it is `$not` around `$any`."""

NEGATABLE: Final = ("$contains", "$startsWith", "$endsWith", "$regex")
_ELEMENTS: Final = "[]"
_OPPOSITES: Final = {"$eq": "$neq", "$neq": "$eq", "$in": "$nin", "$nin": "$in"}
_FLAGS: Final = ("$exist", "$empty")


@dataclass(frozen=True, slots=True)
class FilterRow:
    """One condition. `operator` is that of the JSON, `value` what stands behind it.

    A field that looks into a list, such as `items[].sku`, has a `quantifier`: `$any` element must pass,
    `$all`, or `$none`. `negated` turns the operators of NEGATABLE round.
    """

    field: str
    operator: str
    value: Any
    negated: bool = False
    quantifier: str = ANY


@dataclass(frozen=True, slots=True)
class AnyOfRows:
    """Rows of which at least one must hold."""

    rows: tuple[FilterRow, ...]


Rows = tuple[FilterRow | AnyOfRows, ...]


def to_rows(document: object, *, field: str = "filter") -> Rows | None:
    """Return a filter's JSON as rows, or None where it is too complex for them.

    Raises:
        InvalidInput: it is no filter.
    """
    rows: list[FilterRow | AnyOfRows] = []
    for part in parts_of(read_document(document, field)):
        row = _group(part) if isinstance(part, AnyOf) else _row(part)
        if row is None:
            return None
        rows.append(row)
    return tuple(rows)


def from_rows(rows: Iterable[FilterRow | AnyOfRows], *, field: str = "filter") -> dict[str, Any]:
    """Return rows as the canonical JSON of a filter.

    Raises:
        InvalidInput: a row cannot be used; `field` begins with its place: `filter[2]`, `filter[2][0]` in
            a group.
    """
    nodes: list[Node] = []
    for index, row in enumerate(rows):
        at = f"{field}[{index}]"
        if isinstance(row, FilterRow):
            nodes.append(_node(row, at))
        elif row.rows:
            nodes.append(any_of(_node(inner, f"{at}[{place}]") for place, inner in enumerate(row.rows)))
        else:
            raise InvalidInput(at, f"{at}: put a condition into the group, or remove it.")
    document = document_of(all_of(nodes))
    read_document(document, field)  # refuses too many
    return document


def _group(node: AnyOf) -> AnyOfRows | None:
    rows = [row for part in node.nodes if (row := _row(part))]
    return AnyOfRows(tuple(rows)) if len(rows) == len(node.nodes) else None


def _row(node: Node) -> FilterRow | None:
    match node:
        case Elements(quantifier, path, inner):
            row = _element_row(quantifier, path, inner)
        case Not(Elements("$any", path, inner)):
            row = _element_row(NONE, path, inner)
        case _:
            row = _plain_row("", node)
    # A field may be named so that a row would say something else.
    return row if row is not None and document_of(_node(row, "row")) == document_of(_simpler(node)) else None


def _element_row(quantifier: str, path: tuple[str, ...], inner: Node) -> FilterRow | None:
    return _plain_row(".".join(path) + _ELEMENTS, inner, quantifier)


def _plain_row(prefix: str, node: Node, quantifier: str = ANY) -> FilterRow | None:
    match _simpler(node):
        case Condition(path, operator, expected):
            is_negated = False
        case Not(Condition(path, operator, expected)) if operator in NEGATABLE:
            is_negated = True
        case _:
            return None
    name = ".".join((prefix, *path) if prefix else path)
    return FilterRow(name, operator, expected, is_negated, quantifier)


def _simpler(node: Node) -> Node:
    """Return the same without `$not` where another operator says it."""
    match node:
        case Not(Condition(path, operator, expected)) if operator in _OPPOSITES:
            return Condition(path, _OPPOSITES[operator], expected)
        case Not(Condition(path, operator, expected)) if operator in _FLAGS:
            return Condition(path, operator, not expected)
        case Not(Elements("$any", path, inner)):
            return Not(Elements(ANY, path, _simpler(inner)))
        case Elements(quantifier, path, inner):
            return Elements(quantifier, path, _simpler(inner))
        case _:
            return node


def _node(row: FilterRow, at: str) -> Node:
    if row.operator not in OPERATORS:
        raise InvalidInput(at, f"{at}: choose an operator, one of {', '.join(OPERATORS)}.")
    condition: dict[str, Any] = {row.operator: row.value}
    name, brackets, rest = row.field.partition(_ELEMENTS)
    if not brackets or (rest and not rest.startswith(".")):
        document = _turned({row.field: condition}, negated=row.negated)
        return read_document(document, at)
    if row.quantifier not in (ANY, ALL, NONE):
        raise InvalidInput(at, f"{at}: choose whether any element must pass, all, or none.")
    inner = _turned({rest[1:]: condition} if rest else condition, negated=row.negated)
    document = {ANY if row.quantifier == NONE else row.quantifier: inner}
    document = {name: document} if name else document
    return read_document(_turned(document, negated=row.quantifier == NONE), at)


def _turned(document: dict[str, Any], *, negated: bool) -> dict[str, Any]:
    return {"$not": document} if negated else document
