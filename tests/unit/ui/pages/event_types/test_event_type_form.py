"""The dialogs of the event catalogue."""

from dataclasses import replace

import orjson
import pytest

from tests.unit.ui.pages.event_types.catalogue_samples import NOW, ORDER_CREATED, SHIPMENT, at
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.event_types import EventTypeDraft, parse_import
from webhook_dashboard.domain.ids import EVENT, encode_id
from webhook_dashboard.services.event_types import EventTypeChange, ImportOutcome
from webhook_dashboard.storage.event_types import RecentEvent
from webhook_dashboard.ui.pages.event_types.form import (
    IMPORT_EXAMPLE,
    Form,
    FormErrors,
    check_form,
    entry_sentence,
    form_from,
    form_of,
    outcome_words,
    sample_words,
    to_change,
    to_draft,
    to_options,
)


def test_the_form_of_an_entry_changes_nothing_when_it_is_saved_as_it_is() -> None:
    form = form_of(ORDER_CREATED)
    assert check_form(form).is_empty
    assert to_change(form, form) == EventTypeChange()


def test_only_what_was_changed_is_asked_for() -> None:
    before = form_of(SHIPMENT)
    after = replace(before, description="Sent", sample='{"id": 8}')
    assert to_change(after, before) == EventTypeChange(description="Sent", sample=b'{"id":8}')


def test_a_new_form_lacks_its_type_only() -> None:
    errors = check_form(Form())
    assert errors.key
    assert replace(errors, key="").is_empty
    assert to_draft(replace(Form(), key="a.b")) == EventTypeDraft("a.b", sample={})


def test_each_mistake_is_said_at_its_field() -> None:
    errors = check_form(Form("two words", " ", "x" * 400, "?", '{"a": }'))
    assert errors.key.startswith("Expected letters")
    assert errors.category.startswith("Give it a name")
    assert errors.description.startswith("Say in one line")
    assert errors.version.startswith("Use 1 to 20")
    assert errors.sample.startswith("Line 1, column 7: ")


def test_a_refusal_that_names_no_field_stands_at_the_type() -> None:
    assert FormErrors().with_one(InvalidInput("other", "other: no.")).key == "No."
    assert FormErrors().with_one(InvalidInput("sample", "sample: too large.")).sample == "Too large."


def test_valid_json_is_measured() -> None:
    assert sample_words('{"a": 1, "b": [1, 2]}') == "Valid JSON, 2 fields, 17 bytes"
    assert sample_words("[1]") == "Valid JSON, 3 bytes"
    assert sample_words("") == "Valid JSON, 0 fields, 2 bytes"
    assert sample_words("{") == ""


def test_an_event_fills_type_and_sample_and_leaves_the_rest() -> None:
    form = form_from(EventTypeDraft("a.b", sample={"id": 1}), Form(category="Mine"))
    assert (form.key, form.category, form.sample) == ("a.b", "Mine", '{\n  "id": 1\n}')


def test_the_newest_event_of_each_type_is_offered_by_name() -> None:
    events = [
        RecentEvent(at(minutes=2), "order.created", "SO-2"),
        RecentEvent(at(minutes=3), "order.created", "SO-1"),
        RecentEvent(at(days=1), "a.b", None),
    ]
    assert to_options(events, NOW) == [
        (encode_id(EVENT, events[0].id), "order.created, SO-2, 2 min ago"),
        (encode_id(EVENT, events[2].id), "a.b, 1 d ago"),
    ]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([{"key": "a.b"}, {"key": "a b"}], "Type 2, key: expected "),
        ([{"key": "a.b"}, 7], "Type 2: expected an object "),
        ([{"key": "a.b"}, {"key": "a.b"}], "Type 2: a.b stands at type 1 already."),
        ({"a b": {}}, "Expected letters, digits and _"),
    ],
)
def test_an_error_in_an_import_counts_the_types_from_one(document: object, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_import(document)
    assert entry_sentence(refused.value).startswith(sentence)


def test_an_import_says_what_it_does() -> None:
    assert (
        outcome_words(ImportOutcome(("a", "b"), ("c",), ("d",) * 20)) == "2 new, 1 changed, 20 as they are."
    )
    assert outcome_words(ImportOutcome((), (), ("d",))) == "1 as they are."
    (example,) = parse_import(orjson.loads(IMPORT_EXAMPLE))
    assert example.key == "shipment.sent"
