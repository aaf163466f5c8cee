"""A filter: decides whether an event is sent to a webhook, and says why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webhook_dashboard.domain.filters.evaluation import Check, compile_node
from webhook_dashboard.domain.filters.explanation import Explanation, explain_node
from webhook_dashboard.domain.filters.nodes import Node, document_of, parts_of
from webhook_dashboard.domain.filters.parsing import read_document
from webhook_dashboard.domain.filters.words import describe
from webhook_dashboard.domain.paths import entity_of


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on event data, all of which must hold. `document` is their canonical JSON; {} passes all."""

    document: Mapping[str, Any]
    node: Node = field(repr=False, compare=False)
    _check: Check = field(repr=False, compare=False)
    _part_checks: tuple[Check, ...] = field(repr=False, compare=False)

    def matches(self, data: object, event_type: str) -> bool:
        """Return whether event data (parsed JSON) passes. Never raises."""
        return self._check(data, entity_of(event_type))

    def explain(self, data: object, event_type: str) -> Explanation:
        """Return the same verdict with its reasons. Never raises."""
        return explain_node(self.node, data, entity_of(event_type))

    @property
    def parts(self) -> tuple[str, ...]:
        """The conditions and groups that are joined by AND, in words."""
        return tuple(map(describe, parts_of(self.node)))

    def count_held(self, data: object, event_type: str) -> int:
        """Return how many of `parts` hold before the first that fails. Never raises."""
        entity = entity_of(event_type)
        for count, check in enumerate(self._part_checks):
            if not check(data, entity):
                return count
        return len(self._part_checks)


def parse_filter(document: object, *, field: str = "filter") -> Filter:
    """Return the filter that parsed JSON describes.

    Raises:
        InvalidInput: it is no filter, or over a limit; `field` and the sentence name the place, such as
            `filter.order.total.$gt`.
    """
    canonical = document_of(read_document(document, field))
    node = read_document(canonical, field)  # so that a filter is what its document says, in that order
    checks = tuple(map(compile_node, parts_of(node)))
    return Filter(canonical, node, compile_node(node), checks)
