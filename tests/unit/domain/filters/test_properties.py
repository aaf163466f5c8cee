"""What is true of every filter and every event."""

import json
from dataclasses import asdict
from typing import Any

import orjson
import pytest
from hypothesis import assume, given, reject

from tests.unit.domain.filters.strategies import (
    data_values,
    documents,
    event_types,
    faulty_documents,
    rows,
)
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import Filter, FilterRow, from_rows, parse_filter, to_rows


def accepted(document: Any) -> Filter:
    try:
        return parse_filter(document)
    except InvalidInput:
        reject()


@given(documents, data_values, event_types)
def test_evaluation_never_raises_and_always_explains(document: Any, data: Any, event_type: str) -> None:
    accepted_filter = accepted(document)
    matches = accepted_filter.matches(data, event_type)
    explanation = accepted_filter.explain(data, event_type)
    assert explanation.matches is matches
    assert explanation.sentence
    assert explanation.sentence.endswith(explanation.detail)
    assert all(step.sentence and step.sentence.isprintable() for step in explanation.trace)
    top = [step for step in explanation.trace if step.depth == 0]
    assert matches is all(step.passed for step in top)
    assert len(top) == len(accepted_filter.parts)
    assert (accepted_filter.count_held(data, event_type) == len(accepted_filter.parts)) is matches
    # It can be sent on, whatever the strings hold.
    json.dumps(asdict(explanation), ensure_ascii=False, allow_nan=False).encode()


@given(faulty_documents)
def test_a_refusal_names_the_place_and_the_sentence_begins_with_it(document: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_filter(document, field="filters.order.created")
    assert refused.value.field.startswith("filters.order.created.")
    assert refused.value.message.startswith(f"{refused.value.field}: ")


@given(documents, data_values, event_types)
def test_the_canonical_form_is_the_same_filter_and_final(document: Any, data: Any, event_type: str) -> None:
    accepted_filter = accepted(document)
    stored = parse_filter(orjson.loads(orjson.dumps(accepted_filter.document)))
    assert orjson.dumps(stored.document) == orjson.dumps(accepted_filter.document)
    assert stored.matches(data, event_type) is accepted_filter.matches(data, event_type)


@given(documents, data_values, event_types)
def test_the_opposite_of_a_filter_has_the_opposite_verdict(document: Any, data: Any, event_type: str) -> None:
    accepted_filter = accepted(document)
    opposite = accepted({"$not": document})
    assert opposite.matches(data, event_type) is not accepted_filter.matches(data, event_type)


@given(documents, data_values, event_types)
def test_rows_have_the_verdict_of_the_json_they_show(document: Any, data: Any, event_type: str) -> None:
    accepted_filter = accepted(document)
    shown = to_rows(document)
    assume(shown is not None)
    again = parse_filter(from_rows(shown or ()))
    assert again.matches(data, event_type) is accepted_filter.matches(data, event_type)
    assert to_rows(again.document) == shown


@given(rows, data_values, event_types)
def test_rows_hold_when_each_row_or_one_of_its_group_does(
    given_rows: Any, data: Any, event_type: str
) -> None:
    def holds(row: Any) -> bool:
        if not isinstance(row, FilterRow):
            return any(holds(inner) for inner in row.rows)
        return parse_filter(from_rows([row])).matches(data, event_type)

    try:
        together = parse_filter(from_rows(given_rows))
    except InvalidInput:
        reject()
    assert together.matches(data, event_type) is all(holds(row) for row in given_rows)
