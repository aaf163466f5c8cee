"""The sentences that say why an event triggers or not."""

from typing import Any

import pytest

from webhook_dashboard.domain.filters import Explanation, parse_filter

ORDER_FILTER = {
    "order.total": {"$gt": 100},
    "order.source": "Online",
    "order.ship_method": {"$in": ["Standard", "Express"]},
}


def explain(document: Any, data: Any) -> Explanation:
    return parse_filter(document).explain(data, "order.created")


@pytest.mark.parametrize(
    ("total", "source", "ship_method", "heading", "sentence"),
    [
        (150, "Online", "Express", None, "All three conditions hold"),
        (
            50,
            "Online",
            "Express",
            "Below minimum",
            "Below minimum: order.total is 50, must be over 100",
        ),
        (
            200,
            "Phone",
            "Standard",
            "Wrong source",
            'Wrong source: order.source is "Phone", must be "Online"',
        ),
        (
            500,
            "Online",
            "Ground",
            "Wrong ship method",
            'Wrong ship method: order.ship_method is "Ground", must be "Standard" or "Express"',
        ),
    ],
)
def test_the_sample_orders_have_the_known_reasons(
    total: int, source: str, ship_method: str, heading: str | None, sentence: str
) -> None:
    data = {"order": {"total": total, "source": source, "ship_method": ship_method}}
    explanation = explain(ORDER_FILTER, data)
    assert explanation.matches is (heading is None)
    assert explanation.sentence == sentence
    assert explanation.detail == sentence.removeprefix(f"{heading}: ")
    assert [step.path for step in explanation.trace] == ["order.total", "order.source", "order.ship_method"]


def test_a_step_holds_what_was_expected_and_found() -> None:
    step = explain({"order.total": {"$gt": 100}}, {"total": 50}).trace[0]
    assert (step.path, step.operator, step.expected, step.actual) == ("order.total", "$gt", 100, 50)
    assert (step.passed, step.depth) == (False, 0)
    assert step.sentence == "Below minimum: order.total is 50, must be over 100"


FAILING = [
    ({"a.b": {"$gte": 5}}, {"b": 4}, "Below minimum: a.b is 4, must be at least 5"),
    ({"a.b": {"$lt": 5}}, {"b": 5.0}, "Above maximum: a.b is 5.0, must be under 5"),
    ({"a.b": {"$lte": 5}}, {"b": 6}, "Above maximum: a.b is 6, must be at most 5"),
    ({"a.b": {"$between": [1, 5]}}, {"b": 0}, "Below minimum: a.b is 0, must be between 1 and 5"),
    ({"a.b": {"$between": [1, 5]}}, {"b": 9}, "Above maximum: a.b is 9, must be between 1 and 5"),
    ({"a.b": {"$gt": 5}}, {"b": "x"}, 'Wrong b: a.b is "x", must be over 5'),
    ({"a.b": {"$gt": 5}}, {"b": "4"}, 'Below minimum: a.b is "4", read as the number 4, must be over 5'),
    ({"a.b": {"$in": [4, "x"]}}, {"b": "5"}, 'Wrong b: a.b is "5", read as the number 5, must be 4 or "x"'),
    (
        {"a.b": {"$gt": "2026-11-20"}},
        {"b": "2026-11-19T10:00:00Z"},
        'Too early: a.b is "2026-11-19T10:00:00Z", must be after "2026-11-20"',
    ),
    (
        {"a.b": {"$lte": "2026-11-20"}},
        {"b": "2026-11-21"},
        'Too late: a.b is "2026-11-21", must be at or before "2026-11-20"',
    ),
    ({"a.b": {"$gt": "2026-11-20"}}, {"b": 7}, 'Wrong b: a.b is 7, must be after "2026-11-20"'),
    ({"a.b": {"$lt": "M"}}, {"b": "N"}, 'Wrong b: a.b is "N", must be before "M"'),
    ({"a.b": {"$gt": 5}}, {}, "Missing b: a.b is missing, must be over 5"),
    ({"a.b": None}, {"b": False}, "Wrong b: a.b is false, must be null"),
    (
        {"a.shipMethod": {"$neq": "x"}},
        {"shipMethod": "x"},
        'Wrong ship method: a.shipMethod is "x", must not be "x"',
    ),
    ({"a.b": {"$nin": ["x", "y", "z"]}}, {"b": "z"}, 'Wrong b: a.b is "z", must not be "x", "y" or "z"'),
    (
        {"a.b": {"$in": list("abcdefgh")}},
        {"b": "z"},
        'Wrong b: a.b is "z", must be "a", "b", "c", "d", "e", "f" or one of 2 more',
    ),
    ({"a.b": {"$exist": True}}, {}, "Missing b: a.b is missing, must be there"),
    ({"a.b": {"$exist": False}}, {"b": None}, "Unexpected b: a.b is null, must not be there"),
    ({"a.b": {"$empty": True}}, {"b": [1, "x"]}, 'Wrong b: a.b is [1, "x"], must be empty'),
    ({"a.b": {"$empty": False}}, {"b": ""}, 'Empty b: a.b is "", must not be empty'),
    ({"a.b": {"$contains": "x"}}, {"b": list("abcdef")}, 'Wrong b: a.b is a list of 6, must contain "x"'),
    (
        {"a.b": {"$startsWith": ["x", "y"]}},
        {"b": {}},
        'Wrong b: a.b is an object, must start with "x" or "y"',
    ),
    ({"a.b": {"$endsWith": "x"}}, {"b": "y"}, 'Wrong b: a.b is "y", must end with "x"'),
    ({"a.b": {"$regex": "^x"}}, {"b": "y" * 90}, f'Wrong b: a.b is "{"y" * 60}…", must match ^x'),
    ({"a.b": {"$changed": True}}, {"b": 1, "changes": []}, "Unchanged b: a.b is 1, must have changed"),
    ({"a.b": {"$changed": False}}, {"b": 1, "changes": ["b"]}, "Changed b: a.b is 1, must not have changed"),
    ({"a.b": {"$changed": True}}, {"b": 1}, "Unknown change: the event does not say whether a.b changed"),
    ({"$not": {"a.b": 1}}, {"b": 1}, "Wrong b: a.b is 1, must not be 1"),
    ({"$not": {"a.b": {"$neq": 1}}}, {"b": 2}, "Wrong b: a.b is 2, must be 1"),
    ({"$not": {"a.b": {"$empty": True}}}, {"b": ""}, 'Empty b: a.b is "", must not be empty'),
    ({"$not": {"a.b": {"$gt": 1}}}, {"b": 2}, "Wrong b: a.b is 2, must not be over 1"),
    ({"a.b[].c": 1}, {"b": [{"c": 2}]}, "No matching b: 0 of 1 in a.b fit (c is 1), at least one must"),
    ({"a.b": {"$all": 1}}, {"b": [1, 2]}, "Not all b: 1 of 2 in a.b fit (element is 1), all must"),
    ({"$not": {"a.b": {"$any": 1}}}, {"b": [1]}, "Excluded b: 1 of 1 in a.b fit (element is 1), none may"),
    ({"$not": {"a.b": {"$all": 1}}}, {"b": [1]}, "Excluded b: 1 of 1 in a.b fit (element is 1), not all may"),
    ({"a.b[].c": 1}, {}, "Missing b: a.b is missing, must be a list"),
    ({"$any": {"c": 1}}, 7, "Wrong element: the data is 7, must be a list"),
    ({"a.0": 1}, {"a": [2]}, "Wrong a: a.0 is 2, must be 1"),
    ({"0": 1}, [2], "Wrong element: 0 is 2, must be 1"),
    ({"__": 1}, {"__": 2}, "Wrong __: __ is 2, must be 1"),
    (
        {"$or": [{"a.b": 1}, {"a.c": 2, "a.d": 3}]},
        {"b": 2, "c": 2},
        "Wrong b: a.b is 2, must be 1; or else a.d is missing, must be 3",
    ),
    (
        {"$or": [{"b": number} for number in range(5)]},
        {"b": 9},
        "Wrong b: b is 9, must be 0; or else b is 9, must be 1; or else b is 9, must be 2; or else 2 more",
    ),
    ({"$not": {"b": 1, "c": 2}}, {"b": 1, "c": 2}, "Excluded: b is 1 and c is 2, must not be so"),
]


@pytest.mark.parametrize(("document", "data", "sentence"), FAILING)
def test_a_filter_that_fails_says_what_it_found_and_wanted(document: Any, data: Any, sentence: str) -> None:
    explanation = parse_filter(document).explain(data, "a.created")
    assert (explanation.matches, explanation.sentence) == (False, sentence)


@pytest.mark.parametrize(
    ("document", "data", "sentence"),
    [
        ({"b": {"$gt": 1}}, {"b": 2}, "b is 2, over 1"),
        ({"b": {"$gt": 1}}, {"b": "2"}, 'b is "2", read as the number 2, over 1'),
        ({"b": {"$neq": 1}}, {}, "b is missing, not 1"),
        ({"b": {"$in": ["x"]}}, {"b": "x"}, 'b is "x"'),
        ({"b": {"$exist": False}}, {}, "b is missing"),
        ({"b": {"$regex": "^x"}}, {"b": "x"}, 'b is "x" and matches ^x'),
        ({"b": {"$changed": True}}, {"b": 1, "changes": ["b"]}, "b is 1 and changed"),
        ({"$not": {"b": {"$changed": True}}}, {"b": 1}, "b is 1 and is not known to have changed"),
        ({"$not": {"b": {"$regex": "^x"}}}, {"b": "y"}, 'b is "y" and does not match ^x'),
        ({"$not": {"b": {"$neq": 1}}}, {"b": 1}, "b is 1"),
        ({"b[]": 1}, {"b": [1, 2]}, "1 of 2 in b fit (element is 1)"),
        ({"$not": {"b": {"$any": 1}}}, {}, "b is missing"),
        ({"$or": [{"b": 1}, {"c": 2, "d": 3}]}, {"c": 2, "d": 3}, "c is 2 and d is 3"),
        ({"$not": {"b": 1, "c": 2}}, {}, "not so: b is 1 and c is 2"),
    ],
)
def test_a_step_that_holds_says_what_it_found(document: Any, data: Any, sentence: str) -> None:
    assert explain(document, data).trace[0].sentence == sentence


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "No conditions: every event triggers"),
        (1, "The condition holds"),
        (2, "Both conditions hold"),
        (3, "All three conditions hold"),
        (12, "All 12 conditions hold"),
    ],
)
def test_that_all_holds_is_said_with_their_number(count: int, sentence: str) -> None:
    fields = {f"f{number}": number for number in range(count)}
    assert explain(fields, fields).sentence == sentence


def test_the_steps_of_a_group_follow_it_one_level_in() -> None:
    document = {"x": 1, "$or": [{"b": 1}, {"c": 2, "d": 3}]}
    trace = explain(document, {"x": 1, "c": 2}).trace
    assert [(step.path, step.operator, step.passed, step.depth) for step in trace] == [
        ("x", "$eq", True, 0),
        ("", "$or", False, 0),
        ("b", "$eq", False, 1),
        ("", "$and", False, 1),
        ("c", "$eq", True, 2),
        ("d", "$eq", False, 2),
    ]
    assert (trace[1].expected, trace[1].actual) == (2, 0)


def test_steps_of_lists_and_opposites_hold_the_json_of_what_is_wanted() -> None:
    trace = explain({"b[].c": {"$gt": 1}, "$not": {"d": 1}}, {"b": [{"c": 1}]}).trace
    assert (trace[0].operator, trace[0].expected) == ("$any", {"c": {"$gt": 1}})
    assert trace[0].actual == {"elements": 1, "fitting": 0}
    assert (trace[1].operator, trace[1].expected) == ("$not", {"$eq": 1})


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("x" * 2_000, "x" * 1_000 + "…"),
        ("\ud800", "?"),
        (float("nan"), "not a number"),
        (float("-inf"), "-infinity"),
        (float("inf"), "infinity"),
        (1, 1),
        ([1, "\ud800"], [1, "?"]),
        ([1] * 30, "a list of 30"),
        ([[]], "a list of 1"),
        ({"a": 1}, "an object"),
    ],
)
def test_what_was_found_is_kept_short_and_can_be_sent_on(value: Any, kept: Any) -> None:
    assert explain({"b": {"$exist": True}}, {"b": value}).trace[0].actual == kept


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"b": 10**5_000}, "a very long number"),
        ({"b": 10**100}, "1" + "0" * 59 + "…"),
        ({"b": "a\nb"}, '"a b"'),
    ],
)
def test_what_cannot_be_shown_is_replaced(data: Any, shown: str) -> None:
    assert explain({"b": {"$exist": True}}, data).trace[0].sentence == f"b is {shown}"


@pytest.mark.parametrize(
    ("document", "parts"),
    [
        (
            ORDER_FILTER,
            (
                "order.total is greater than 100",
                "order.source is Online",
                "order.ship_method is one of Standard, Express",
            ),
        ),
        (
            {"$or": [{"order.ship_method": "x"}, {"$not": {"tags": 1}}, {"a": 1, "b": 2}]},
            ("any of: ship method, tags, a",),
        ),
        ({"b": {"$between": [1, 2]}, "c": {"$gt": "M"}}, ("b is between 1 and 2", "c is after M")),
        ({"b": {"$in": list("abcdefg")}}, ("b is one of a, b, c, d, e and 2 more",)),
        ({"b": ""}, ('b is ""',)),
        ({"b": {"$exist": False, "$empty": True}}, ("b is missing", "b is empty")),
        (
            {"b[].c": 1, "d": {"$all": {"$gt": 1}}},
            ("any of b: c is 1", "all of d: element is greater than 1"),
        ),
        (
            {"$not": dict.fromkeys("abcdef", 1)},
            ("not: a is 1 and b is 1 and c is 1 and d is 1 and 2 more",),
        ),
        ({"$not": {"$or": [{"a[]": 1}, {"$or": [{"b": 1}, {"c": 1}]}]}}, ("not: any of: a, b, c",)),
        ({"$or": [{"$not": {"$or": [{"b": 1}, {"c": 1}]}}, {"d": 1}]}, ("any of: b, d",)),
        ({}, ()),
    ],
)
def test_the_parts_of_a_filter_are_named_in_words(document: Any, parts: tuple[str, ...]) -> None:
    assert parse_filter(document).parts == parts


def test_the_conditions_that_hold_are_counted_up_to_the_first_that_fails() -> None:
    accepted = parse_filter(ORDER_FILTER)
    assert (
        accepted.count_held({"total": 150, "source": "Phone", "ship_method": "Express"}, "order.created") == 1
    )
    assert accepted.count_held({"total": 150, "source": "Online", "ship_method": "Express"}, "order.x") == 3
