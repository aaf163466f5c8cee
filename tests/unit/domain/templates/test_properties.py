"""What holds for every template that was accepted and every event."""

import json
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.templates.template_samples import context
from webhook_dashboard.domain.templates import (
    FORMATTERS,
    READY_TEMPLATES,
    SYSTEM_VARIABLES,
    Template,
    TemplateFault,
    TemplateSource,
    default_template,
    parse_template,
)

KEYS = ("order", "item", "items", "lines", "customer", "id", "name", "total", "data", "webhook", "index")
# Everything a string may hold, half characters included, and often what JSON has to escape.
TEXTS = st.text() | st.text('"\\{}[]:,\n\r\t\x00\x1f\x7f\u2028\ud800\udfff🚚|') | st.sampled_from(KEYS)
NUMBERS = (
    st.integers()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(10**400)
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | TEXTS, inner, max_size=5)
    ),
    max_leaves=20,
)
PATHS = st.lists(st.sampled_from((*KEYS[:-2], "0", "index")), min_size=1, max_size=3).map(".".join)
VARIABLES = (
    PATHS.filter(lambda path: path[0].isalpha()) | st.sampled_from(tuple(SYSTEM_VARIABLES)) | st.just("data")
)
STEPS = st.sampled_from(
    [formatter.example for formatter in FORMATTERS.values()] + ['default:"}|"', "default:[1]"]
)
PLACEHOLDERS = st.builds(
    lambda path, steps: "{" + "|".join([path, *steps]) + "}", VARIABLES, st.lists(STEPS, max_size=3)
)
LITERALS = st.text().map(lambda text: json.dumps(text, ensure_ascii=True)[1:-1].replace("{", "\\u007b"))
STRINGS = st.lists(LITERALS.filter(lambda text: "\\ud" not in text) | PLACEHOLDERS, max_size=4).map(
    lambda parts: '"' + "".join(parts) + '"'
)
TEMPLATES: st.SearchStrategy[str] = st.recursive(
    STRINGS | PLACEHOLDERS | st.sampled_from(("1", "-0.5e3", "true", "null", "{}", "[]")),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: "[ " + ",\n".join(parts) + "]")
        | st.lists(st.tuples(STRINGS, inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{key} : {value}" for key, value in pairs) + "}"
        )
        | inner.map(lambda part: f"[{{line in order.lines}} {part}, {{line.name}}]")
    ),
    max_leaves=8,
)


def accepted(text: str) -> Template:
    return parse_template(TemplateSource("json", text))


def accepted_or_fault(text: str) -> Template | TemplateFault:
    try:
        return accepted(text)
    except TemplateFault as fault:
        return fault


@given(TEMPLATES, VALUES, st.sampled_from(("order.created", "item.created", "ILCPT_ORDER")))
def test_a_template_that_was_accepted_renders_valid_json(text: str, data: Any, event_type: str) -> None:
    body = accepted(text).render(context(data, event_type)).body
    json.loads(body, parse_constant=pytest.fail)


@given(st.text('"\\{}[]:, \n01-.eabnuld|', max_size=30), VALUES)
def test_whatever_is_accepted_renders_valid_json(text: str, data: Any) -> None:
    template = accepted_or_fault(text)
    if isinstance(template, Template):
        json.loads(template.render(context(data)).body, parse_constant=pytest.fail)


@given(st.text('"\\{}[]:, \n01-.eabnuld|', max_size=30))
def test_whatever_is_refused_is_refused_at_a_place_with_a_sentence(text: str) -> None:
    fault = accepted_or_fault(text)
    if isinstance(fault, TemplateFault):
        lines = text.split("\n")
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
        assert fault.reason.endswith(".")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=10))
def test_json_without_placeholders_is_sent_byte_for_byte(value: Any) -> None:
    text = json.dumps(value).replace("{", "\\u007b")
    assert accepted(text).render(context()).body == text.encode()


@given(VALUES)
def test_what_is_inserted_is_what_the_event_holds(value: Any) -> None:
    try:
        expected = json.loads(orjson.dumps(value))
    except TypeError:  # what orjson does not write (long numbers, half characters) has tests of its own
        return
    body = accepted('{"whole": {field}, "text": "<{field|json}>"}').render(context({"field": value})).body
    result = json.loads(body)
    assert result["whole"] == expected
    assert json.loads(result["text"][1:-1]) == expected


@given(TEXTS, TEXTS)
def test_a_text_in_a_form_arrives_as_it_is(first: str, second: str) -> None:
    template = parse_template(TemplateSource("form", "a={name}\n{name}b={id}"))
    body = template.render(context({"name": first, "id": second})).body.decode("ascii")
    # Half a character cannot be sent: it arrives as the mark of what is missing.
    clean = ["".join(_or_mark(character) for character in text) for text in (first, second)]
    assert parse_qsl(body, keep_blank_values=True) == [("a", clean[0]), (f"{clean[0]}b", clean[1])]


def _or_mark(character: str) -> str:
    return "\ufffd" if "\ud800" <= character <= "\udfff" else character


@given(VALUES)
def test_rendering_twice_gives_the_same_and_changes_nothing(data: Any) -> None:
    template = accepted(default_template("angage", "order.created").text)
    before = repr(data)
    assert template.render(context(data)) == template.render(context(data))
    assert repr(data) == before


@pytest.mark.parametrize("ready", READY_TEMPLATES, ids=lambda ready: ready.key)
@given(data=VALUES)
def test_ready_templates_render_for_any_event(ready: Any, data: Any) -> None:
    json.loads(parse_template(ready.source).render(context(data)).body, parse_constant=pytest.fail)
