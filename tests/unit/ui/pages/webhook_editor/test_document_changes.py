"""What changed in a filter or a template, in a few words."""

from typing import Any

import pytest

from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.ui.pages.webhook_editor.document_changes import (
    document_text,
    filter_words,
    template_words,
)

OVER_60: dict[str, Any] = {"order.total": {"$gt": 60}}
OVER_100: dict[str, Any] = {"order.total": {"$gt": 100}}
GROUP: dict[str, Any] = {"$or": [{"order.ship_method": "Express"}, {"customer.tags": {"$contains": "vip"}}]}
SOURCE: dict[str, Any] = {"order.source": "Online"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (OVER_60, OVER_100, "total 60 → 100"),
        (OVER_60, OVER_100 | GROUP, "total 60 → 100, + any-of group"),
        (OVER_60, OVER_60 | SOURCE, "+ order.source is Online"),
        (OVER_60 | SOURCE, OVER_60, "− order.source is Online"),
        (OVER_60 | GROUP, OVER_60, "− any-of group"),
        (GROUP, {"$or": [{"order.ship_method": "Ground"}, {"vip": True}]}, "any-of group changed"),
        (OVER_60, {"total": {"$gte": 60}}, "+ total is at least 60, − order.total is greater than 60"),
        ({"o.ship_method": {"$in": ["A", "B"]}}, {"o.ship_method": {"$in": ["A"]}}, "ship method A, B → A"),
        (OVER_60 | SOURCE, SOURCE | OVER_60, "another order"),
        ({"a": 1, "b": 1}, {"c": 1, "d": 1}, "+ c is 1, + d is 1, − a is 1, 1 more"),
        (None, OVER_60, "added"),
        ({}, OVER_60, "added"),
        (OVER_60, None, "removed"),
        (OVER_60, {"$or": [{"a": 1, "b": 2}, {"c": 1}]}, "changed"),
        (OVER_60, {"order.total": {"$unheard": 1}}, "changed"),
    ],
)
def test_conditions_that_changed_are_named(before: Any, after: Any, words: str) -> None:
    assert filter_words(before, after) == words


def test_a_long_condition_is_cut() -> None:
    words = filter_words(OVER_60, OVER_60 | {"order.notes": {"$contains": "x" * 80}})
    assert words.startswith("+ order.notes contains xxx")
    assert len(words) == 50
    assert words.endswith("…")


def template(text: str, **parts: Any) -> dict[str, Any]:
    return {"format": "json", "text": text, "strict": False} | parts


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (template("a\nb\nc\nd"), template("a\nB\nC\nD\ne"), "3 lines changed, 1 added"),
        (template("a\nb"), template("a"), "1 line removed"),
        (template("a"), template("a\nb\nc"), "2 lines added"),
        (template("a\nb\nc"), template("x\nc"), "1 line changed, 1 removed"),
        (template("a"), template("a", format="text"), "JSON → text"),
        (template("a"), template("b", strict=True), "1 line changed, missing values fail"),
        (template("a", strict=True), template("a"), "missing values are empty"),
        (None, template("a"), "added"),
        (template("a"), None, "removed"),
    ],
)
def test_lines_that_changed_are_counted(before: Any, after: Any, words: str) -> None:
    assert template_words(before, after) == words


def test_a_document_is_shown_as_people_read_it() -> None:
    document = {"order.total": {"$gt": 100}, "order.source": "Online"}
    assert document_text(document) == "\nand ".join(parse_filter(document).parts)
    assert document_text({"format": "text", "text": "a\nb", "strict": False}) == "a\nb"
    assert document_text({}) == document_text(None) == "none"
    assert document_text({"total": {"$no": 1}}).startswith("{\n")
