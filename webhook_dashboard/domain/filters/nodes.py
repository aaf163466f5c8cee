"""A filter as a tree of conditions, and the JSON that says the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from webhook_dashboard.domain.filters.values import is_scalar

ANY: Final = "$any"
ALL: Final = "$all"


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with one value. An empty path is the element itself, inside `Elements`."""

    path: tuple[str, ...]
    operator: str
    expected: Any


@dataclass(frozen=True, slots=True)
class Elements:
    """At least one element of a list (`$any`), or each (`$all`), must pass; paths start at the element."""

    quantifier: str
    path: tuple[str, ...]
    node: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything must hold; of nothing, it does."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one must hold."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It must not hold."""

    node: "Node"


Node = Condition | Elements | AllOf | AnyOf | Not


def all_of(nodes: Iterable[Node]) -> Node:
    """Return what holds when all of these do, without groups in groups."""
    flat = tuple(part for node in nodes for part in (node.nodes if isinstance(node, AllOf) else (node,)))
    return flat[0] if len(flat) == 1 else AllOf(flat)


def any_of(nodes: Iterable[Node]) -> Node:
    """Return what holds when one of these does, without groups in groups."""
    flat = tuple(part for node in nodes for part in (node.nodes if isinstance(node, AnyOf) else (node,)))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def negated(node: Node) -> Node:
    """Return what holds when the other does not."""
    return node.node if isinstance(node, Not) else Not(node)


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what a filter joins by AND at the top: the rows of the builder, the bars of the funnel."""
    return node.nodes if isinstance(node, AllOf) else (node,)


def depth_of(node: Node) -> int:
    """Return how many levels a node has; a lone condition has one."""
    if isinstance(node, Condition):
        return 1
    inner = node.nodes if isinstance(node, AllOf | AnyOf) else (node.node,)
    return 1 + max(map(depth_of, inner), default=0)


def document_of(node: Node) -> dict[str, Any]:
    """Return the canonical JSON: dotted fields, equality bare, in the order of the conditions."""
    match node:
        case AllOf(nodes):
            return _joined([document_of(part) for part in nodes])
        case AnyOf(nodes):
            return {"$or": [document_of(part) for part in nodes]}
        case Not(inner):
            return {"$not": document_of(inner)}
        case Elements(quantifier, path, inner):
            return _under(path, {quantifier: document_of(inner)})
        case Condition(path, "$eq", expected) if path and is_scalar(expected):
            return {".".join(path): expected}
        case _:
            return _under(node.path, {node.operator: node.expected})


def _under(path: tuple[str, ...], value: dict[str, Any]) -> dict[str, Any]:
    return {".".join(path): value} if path else value


def _joined(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """Join objects of one key each. JSON has a key once, so what does not fit goes into `$and`, in order."""
    objects: list[dict[str, Any]] = [{}]
    last_key = ""
    for document in documents:
        ((key, value),) = document.items()
        current = objects[-1]
        if key not in current:
            current[key] = value
        elif key == last_key and key[0] != "$" and (both := _merged(current[key], value)) is not None:
            current[key] = both
        else:
            objects.append({key: value})
        last_key = key
    first, *rest = objects
    return first | {"$and": rest} if rest else first


def _merged(one: Any, other: Any) -> dict[str, Any] | None:
    """Return both conditions on a field as one object, or None when they use the same operator."""
    first, second = _as_operators(one), _as_operators(other)
    return None if first.keys() & second.keys() else first | second


def _as_operators(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {"$eq": value}
