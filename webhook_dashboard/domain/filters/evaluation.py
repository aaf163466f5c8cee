"""Turns conditions into a function that says whether event data passes, and looks no further than it must."""

from collections.abc import Callable
from typing import Any, cast

from webhook_dashboard.domain.filters.changes import find_change
from webhook_dashboard.domain.filters.comparing import Test
from webhook_dashboard.domain.filters.nodes import ANY, AllOf, AnyOf, Condition, Elements, Node, Not
from webhook_dashboard.domain.filters.operators import OPERATORS
from webhook_dashboard.domain.paths import MISSING, resolve_segments

Check = Callable[[object, str], bool]
"""Tells whether data passes, given also the entity of its event type. Never raises."""

NO_ENTITY = ""
"""Inside lists no name stands for the data itself."""


def compile_node(node: Node) -> Check:
    """Return the check of a node."""
    match node:
        case AllOf(nodes):
            return _every([compile_node(part) for part in nodes])
        case AnyOf(nodes):
            return _some([compile_node(part) for part in nodes])
        case Not(inner):
            check = compile_node(inner)
            return lambda data, entity: not check(data, entity)
        case Elements():
            return _elements(node)
        case _:
            return _condition(node)


def find_value(data: object, path: tuple[str, ...], entity: str) -> object:
    """Return what is at a path, or MISSING; at the empty path, the data itself."""
    return resolve_segments(data, path, entity) if path else data


def elements_of(node: Elements, data: object, entity: str) -> list[Any] | None:
    """Return the list whose elements are meant, or None when there is none."""
    found = find_value(data, node.path, entity)
    return cast("list[Any]", found) if isinstance(found, list) else None


def build_test(condition: Condition) -> Test:
    """Return the test that a condition puts its field's value to."""
    return OPERATORS[condition.operator].build(condition.expected)


def _every(checks: list[Check]) -> Check:
    def check(data: object, entity: str) -> bool:
        for part in checks:  # noqa: SIM110  (quicker than all())
            if not part(data, entity):
                return False
        return True

    return check


def _some(checks: list[Check]) -> Check:
    def check(data: object, entity: str) -> bool:
        for part in checks:  # noqa: SIM110
            if part(data, entity):
                return True
        return False

    return check


def _elements(node: Elements) -> Check:
    inner = compile_node(node.node)
    quantifier = any if node.quantifier == ANY else all

    def check(data: object, entity: str) -> bool:
        found = elements_of(node, data, entity)
        return found is not None and quantifier(inner(element, NO_ENTITY) for element in found)

    return check


def _condition(node: Condition) -> Check:
    path, test = node.path, build_test(node)
    if node.operator == "$changed":
        return lambda data, entity: test(find_change(data, path, entity))
    if not path:
        return lambda data, _entity: test(data)
    if len(path) == 2:
        return _pair(path, test)
    return lambda data, entity: test(resolve_segments(data, path, entity))


def _pair(path: tuple[str, ...], test: Test) -> Check:
    """The usual case, `order.total`, without a call of resolve_segments where the data is plain."""
    first, second = path

    def check(data: Any, entity: str) -> bool:
        if type(data) is dict:
            fields = cast("dict[str, Any]", data)
            inner: Any = fields.get(first, MISSING)
            if inner is MISSING and first == entity:
                inner = fields
            if type(inner) is dict:
                return test(cast("dict[str, Any]", inner).get(second, MISSING))
        return test(resolve_segments(cast("object", data), path, entity))

    return check
