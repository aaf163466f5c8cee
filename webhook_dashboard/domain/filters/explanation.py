"""Says in words why event data passes or not: one step for each condition, and one sentence for all."""

from dataclasses import dataclass
from typing import Any, Final

from webhook_dashboard.domain.filters.changes import find_change
from webhook_dashboard.domain.filters.evaluation import (
    NO_ENTITY,
    build_test,
    compile_node,
    elements_of,
    find_value,
)
from webhook_dashboard.domain.filters.nodes import (
    ALL,
    ANY,
    AllOf,
    Condition,
    Elements,
    Node,
    Not,
    document_of,
    parts_of,
)
from webhook_dashboard.domain.filters.reasons import Reason, held, missed, without_answer
from webhook_dashboard.domain.filters.values import show, summarise
from webhook_dashboard.domain.filters.words import all_hold, describe, label_of, name_of
from webhook_dashboard.domain.paths import MISSING

_MOST_SAID: Final = 3
_WANTED: Final = {
    (ANY, False): ("No matching", "at least one must"),
    (ANY, True): ("Excluded", "none may"),
    (ALL, False): ("Not all", "all must"),
    (ALL, True): ("Excluded", "not all may"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One condition or group: what is expected, what was found, and the sentence that says so.

    `actual` is None where the field is missing, and shortened where it is long. The steps of a group
    follow its own, one `depth` further in.
    """

    path: str
    operator: str
    expected: Any
    actual: Any
    passed: bool
    sentence: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict, its steps, and one sentence; `detail` is the sentence without its heading."""

    matches: bool
    trace: tuple[Step, ...]
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    passed: bool
    reason: Reason


def explain_node(node: Node, data: object, entity: str) -> Explanation:
    """Explain what a filter makes of event data. Never raises."""
    teller = _Teller(data, entity)
    parts = parts_of(node)
    outcomes = [teller.tell(part, 0) for part in parts]
    failed = next((outcome for outcome in outcomes if not outcome.passed), None)
    reason = failed.reason if failed else Reason("", all_hold(len(parts)))
    return Explanation(failed is None, tuple(teller.steps), reason.sentence, reason.detail)


class _Teller:
    """Walks all the conditions, also those that decide nothing any more, and notes a step for each."""

    def __init__(self, data: object, entity: str) -> None:
        self._data = data
        self._entity = entity
        self.steps: list[Step] = []

    def tell(self, node: Node, depth: int) -> _Outcome:
        """Note the steps of a node; return whether it holds and how that is said."""
        match node:
            case Condition():
                return self._condition(node, depth, negated=False)
            case Not(Condition() as inner):
                return self._condition(inner, depth, negated=True)
            case Elements():
                return self._elements(node, depth, negated=False)
            case Not(Elements() as inner):
                return self._elements(inner, depth, negated=True)
            case Not(inner):
                return self._excluded(inner, depth)
            case AllOf(nodes):
                return self._group("$and", nodes, depth)
            case _:
                return self._group("$or", node.nodes, depth)

    def _note(self, step: Step, reason: Reason) -> _Outcome:
        self.steps.append(step)
        return _Outcome(step.passed, reason)

    def _condition(self, node: Condition, depth: int, *, negated: bool) -> _Outcome:
        actual = find_value(self._data, node.path, self._entity)
        if node.operator == "$changed":
            change = find_change(self._data, node.path, self._entity)
            passed = build_test(node)(change) is not negated
        else:
            change = None
            passed = build_test(node)(actual) is not negated
        if passed:
            reason = held(node, actual, negated=negated)
        elif change is MISSING:
            reason = without_answer(node)
        else:
            reason = missed(node, actual, negated=negated)
        name, expected = _signed(node.operator, node.expected, negated=negated)
        path = name_of(node.path)
        return self._note(
            Step(path, name, expected, summarise(actual), passed, reason.sentence, depth), reason
        )

    def _elements(self, node: Elements, depth: int, *, negated: bool) -> _Outcome:
        found = elements_of(node, self._data, self._entity)
        if found is None:
            actual, fits = find_value(self._data, node.path, self._entity), False
            counted, wanted = f"{_list_name(node)} is {show(actual)}", "must be a list"
            heading = "Missing" if actual is MISSING else "Wrong"
            seen = summarise(actual)
        else:
            check = compile_node(node.node)
            fitting = sum(check(element, NO_ENTITY) for element in found)
            fits = fitting > 0 if node.quantifier == ANY else fitting == len(found)
            counted = f"{fitting} of {len(found)} in {_list_name(node)} fit ({describe(node.node)})"
            heading, wanted = _WANTED[node.quantifier, negated]
            seen = {"elements": len(found), "fitting": fitting}
        passed = fits is not negated
        if passed:
            reason = Reason("", counted)
        else:
            reason = Reason(f"{heading} {label_of(node)}", f"{counted}, {wanted}")
        name, expected = _signed(node.quantifier, document_of(node.node), negated=negated)
        path = ".".join(node.path)
        return self._note(Step(path, name, expected, seen, passed, reason.sentence, depth), reason)

    def _excluded(self, inner: Node, depth: int) -> _Outcome:
        passed = not compile_node(inner)(self._data, self._entity)
        words = describe(inner)
        reason = Reason("", f"not so: {words}") if passed else Reason("Excluded", f"{words}, must not be so")
        step = Step("", "$not", document_of(inner), None, passed, reason.sentence, depth)
        return self._note(step, reason)

    def _group(self, name: str, nodes: tuple[Node, ...], depth: int) -> _Outcome:
        place = len(self.steps)
        outcomes = [self.tell(node, depth + 1) for node in nodes]
        holding = [outcome.reason for outcome in outcomes if outcome.passed]
        failing = [outcome.reason for outcome in outcomes if not outcome.passed]
        if name == "$or":
            passed = bool(holding)
            reason = holding[0] if passed else _neither(failing)
        else:
            passed = not failing
            reason = Reason("", _listed(holding, " and ")) if passed else failing[0]
        step = Step("", name, len(nodes), len(holding), passed, reason.sentence, depth)
        self.steps.insert(place, step)
        return _Outcome(passed, reason)


def _signed(name: str, expected: Any, *, negated: bool) -> tuple[str, Any]:
    return ("$not", {name: expected}) if negated else (name, expected)


def _list_name(node: Elements) -> str:
    return name_of(node.path) if node.path else "the data"


def _neither(failing: list[Reason]) -> Reason:
    """Return why no alternative holds, under the heading of the first."""
    return Reason(failing[0].heading, _listed(failing, "; or else "))


def _listed(reasons: list[Reason], joint: str) -> str:
    shown = [reason.detail for reason in reasons[:_MOST_SAID]]
    hidden = len(reasons) - len(shown)
    return joint.join([*shown, f"{hidden} more"] if hidden else shown)
