"""Conditions in words, as a row of the builder or a bar of the funnel says them."""

import re
from typing import Final

from webhook_dashboard.domain.filters.nodes import ANY, AllOf, AnyOf, Condition, Elements, Node, Not
from webhook_dashboard.domain.filters.operators import OPERATORS
from webhook_dashboard.domain.filters.values import one_line

ELEMENT: Final = "element"
_MOST_SAID: Final = 4
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COUNTS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def describe(node: Node) -> str:
    """Return a node in words: `order.total is greater than 100`, `any of: ship method, tags`."""
    match node:
        case Condition(path, operator, expected):
            return f"{name_of(path)} {OPERATORS[operator].words(expected)}"
        case AllOf(nodes):
            return _listed([describe(part) for part in nodes], " and ") or "everything"
        case AnyOf(nodes):
            labels = list(dict.fromkeys(label_of(part) for part in nodes))
            return f"any of: {_listed(labels, ', ')}"
        case Not(inner):
            return f"not: {describe(inner)}"
        case _:
            return (
                f"{'any' if node.quantifier == ANY else 'all'} of {name_of(node.path)}: {describe(node.node)}"
            )


def name_of(path: tuple[str, ...]) -> str:
    """Return a field as it is written, or `element` for the element itself."""
    return one_line(".".join(path)) or ELEMENT


def label_of(node: Node) -> str:
    """Return what a node is about in a word or two: `ship method` for `order.ship_method`."""
    match node:
        case Condition(path, _, _) | Elements(_, path, _):
            names = [segment for segment in path if not segment.isdigit()]
            return words_of(names[-1]) if names else ELEMENT
        case Not(inner):
            return label_of(inner)
        case _:
            return label_of(node.nodes[0])


def words_of(name: str) -> str:
    """Return a name as words in lower case: `ship_method` and `shipMethod` are `ship method`."""
    spaced = _CAMEL.sub(" ", one_line(name)).replace("_", " ").replace("-", " ")
    return " ".join(spaced.split()).lower() or name


def all_hold(count: int) -> str:
    """Return that so many conditions hold, as a sentence."""
    if count < 2:
        return "The condition holds" if count else "No conditions: every event triggers"
    if count == 2:
        return "Both conditions hold"
    number = _COUNTS[count].lower() if count < len(_COUNTS) else str(count)
    return f"All {number} conditions hold"


def _listed(parts: list[str], joint: str) -> str:
    shown = parts[:_MOST_SAID]
    hidden = len(parts) - len(shown)
    return joint.join([*shown, f"{hidden} more"] if hidden else shown)
