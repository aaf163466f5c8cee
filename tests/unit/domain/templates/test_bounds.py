"""Every template and every rendering stays within bounds."""

import json

import pytest

from tests.unit.domain.templates.template_samples import rendered
from webhook_dashboard.domain.templates import TemplateFault, TemplateSource, parse_template
from webhook_dashboard.domain.templates.source import (
    MAX_DEPTH,
    MAX_OUTPUT_BYTES,
    MAX_PLACEHOLDERS,
    MAX_STEPS,
    MAX_TEMPLATE_BYTES,
    MAX_WORK,
    Format,
)

LARGE = "x" * 256 * 1024


def reason_of(text: str, data: object, format: Format = "json") -> str:
    with pytest.raises(TemplateFault) as caught:
        rendered(text, data, format=format)
    return caught.value.reason


def values(placeholder: str, count: int) -> str:
    return "[" + ",\n".join([placeholder] * count) + "]"


def test_a_template_has_at_most_64_kib() -> None:
    fitting = json.dumps("ü" * ((MAX_TEMPLATE_BYTES - 2) // 2), ensure_ascii=False)
    parse_template(TemplateSource("json", fitting))
    with pytest.raises(TemplateFault, match="a template has at most 64 KiB"):
        parse_template(TemplateSource("json", fitting + " "))


def test_a_template_has_at_most_1000_placeholders() -> None:
    parse_template(TemplateSource("json", values("{a}", MAX_PLACEHOLDERS)))
    with pytest.raises(TemplateFault, match="at most 1,000 placeholders") as caught:
        parse_template(TemplateSource("json", values("{a}", MAX_PLACEHOLDERS + 1)))
    assert caught.value.line == MAX_PLACEHOLDERS + 1


def test_a_template_is_nested_at_most_64_deep() -> None:
    assert rendered("[" * MAX_DEPTH + "{a}" + "]" * MAX_DEPTH, {"a": 1}).body


def test_a_payload_has_at_most_1_mib() -> None:
    assert 4 * len(LARGE) == MAX_OUTPUT_BYTES
    assert len(rendered('["{a}","{a}","{a}"]', {"a": LARGE}).body) == 3 * len(LARGE) + 10
    assert reason_of(values('"{a}"', 5), {"a": LARGE}) == "the payload would be larger than 1,024 KiB."
    assert reason_of(values("{data}", 5), {"a": LARGE}) == "the payload would be larger than 1,024 KiB."


def test_bytes_count_and_not_characters() -> None:
    assert (
        reason_of(values('"{a}"', 3), {"a": "漢" * 128 * 1024})
        == "the payload would be larger than 1,024 KiB."
    )


def test_literal_text_that_is_repeated_counts() -> None:
    assert reason_of(f'["{{item}}{"x" * 60_000}"]', [0] * 20) == "the payload would be larger than 1,024 KiB."


def test_lists_in_lists_do_not_multiply_without_end() -> None:
    rows = [0] * 300
    text = "[{a in data} [{b in data} [{c in data} {c}]]]"
    assert reason_of(text, rows) == f"this list is too long: over {MAX_STEPS:,} values are to be filled in."


def test_a_list_of_ten_thousand_elements_is_rendered() -> None:
    assert json.loads(rendered("[{item}]", list(range(10_000))).body) == list(range(10_000))


def test_looking_for_lists_again_and_again_ends() -> None:
    text = "[" + ",".join(['["{item.n}"]'] * 900) + "]"
    assert reason_of(text, {}).startswith("this list is too long")


def test_formatters_work_on_so_much_text_and_no_more() -> None:
    assert 16 * len(LARGE) == MAX_WORK
    enough = rendered(values('"{a|upper|lower|truncate:1}"', 5), {"a": LARGE})
    assert len(json.loads(enough.body)) == 5
    expected = "this is more work than one payload may be; send less of the event."
    assert reason_of(values('"{a|upper|lower|truncate:1}"', 6), {"a": LARGE}) == expected
    assert rendered('"{a|pluck:x}"', {"a": [0] * 128 * 1024}).body == b'"[]"'
    assert reason_of(values('"{a|pluck:x}"', 2), {"a": [0] * 128 * 1024}) == expected
    assert reason_of("a={a}\nb={a}\nc={a}", {"a": LARGE}, "form") == expected


def test_a_form_may_be_large_without_placeholders() -> None:
    assert rendered("a=" + "ü" * 30_000, {}, format="form").body.startswith(b"a=%C3%BC")


def test_a_form_counts_as_it_is_encoded() -> None:
    assert reason_of("a={a}", {"a": "漢" * 120_000}, "form") == "the payload would be larger than 1,024 KiB."
