"""What is wrong with a template is said in a sentence, with line and column."""

import copy
import pickle

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.templates import TemplateFault, TemplateSource, parse_template
from webhook_dashboard.domain.templates.source import Format

NESTED = "[" * 65 + "]" * 65


def fault_of(text: str, format: Format = "json") -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        parse_template(TemplateSource(format, text))
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("", 1, 1, "the template is empty."),
        (" \n ", 2, 2, "the template is empty."),
        ('{"sku": 1\n"quantity": 2}', 2, 1, 'a comma is missing before "quantity".'),
        ("[{a} {b}]", 1, 6, "a comma is missing before {b}."),
        ("[{a}{b.c}]", 1, 5, "a comma is missing before {b.c}."),
        ("[1{a}]", 1, 3, "a comma is missing before {a}."),
        (
            '["a" "a long text that is longer than thirty"]',
            1,
            6,
            'a comma is missing before "a long text that is longer tha.',
        ),
        ('["{a}"x]', 1, 7, "a comma is missing before x."),
        ("[1,]", 1, 3, "the comma before ] is one too many."),
        ('{"a": 1,\n}', 1, 8, "the comma before } is one too many."),
        ('{"a" 1}', 1, 6, 'a colon is missing between "a" and 1.'),
        ('{"a', 1, 2, 'this text is not closed: a " is missing in the same line.'),
        ('{"a": "b\n"}', 1, 7, 'this text is not closed: a " is missing in the same line.'),
        ('{"a": "\t"}', 1, 8, "this character is written \\u0009 inside text."),
        ('{"a": "C:\\x"}', 1, 10, "a backslash inside text is written \\\\."),
        (r'"\u12"', 1, 2, "a backslash inside text is written \\\\."),
        (r'"\ud800"', 1, 2, "a backslash inside text is written \\\\."),
        (r'"\ud800\u0041"', 1, 2, "a backslash inside text is written \\\\."),
        (r'"\u00{a}41"', 1, 2, "a backslash inside text is written \\\\."),
        ('{"a": 1', 1, 8, "} is missing for the { of line 1."),
        ('{"a":\n[1\n', 3, 1, "] is missing for the [ of line 2."),
        ('{"a":', 1, 6, "a value is missing before the end."),
        ('{"a": , "b": 1}', 1, 7, "a value is missing before ,."),
        ("[", 1, 2, "a value is missing before the end."),
        ("{", 1, 2, "expected the name of a field in double quotes, not the end."),
        ('{"a": 1, b: 2}', 1, 10, "expected the name of a field in double quotes, not b."),
        ("{ {a}: 1}", 1, 3, "expected the name of a field in double quotes, not {a}."),
        ("{'a': 1}", 1, 2, "expected the name of a field in double quotes, not 'a'."),
        ("{order.id: 1}", 1, 1, 'the name of a field needs double quotes: "order.id".'),
        ("['a']", 1, 2, "'a' is not a JSON value; text needs double quotes around it."),
        ("[tru]", 1, 2, "tru is not a JSON value; text needs double quotes around it."),
        ("[01]", 1, 2, "01 is not a JSON value; text needs double quotes around it."),
        ("[NaN]", 1, 2, "NaN is not a JSON value; text needs double quotes around it."),
        ("[-{a}]", 1, 2, "- is not a JSON value; text needs double quotes around it."),
        ("{a}\n{b}", 2, 1, "the JSON ends before {b}; remove what follows."),
        ("[1] // ok", 1, 5, "the JSON ends before //; remove what follows."),
        (NESTED, 1, 65, "this is nested deeper than 64 levels."),
    ],
)
def test_what_is_no_json_is_said_where(text: str, line: int, column: int, reason: str) -> None:
    fault = fault_of(text)
    assert (fault.line, fault.column, fault.reason) == (line, column, reason)


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ('"{order.id"', 2, "the placeholder {order.id is not closed: } is missing."),
        ('"{order.id|upper"', 2, "the placeholder {order.id is not closed: } is missing."),
        ('["{a", 1]', 3, "the placeholder {a is not closed: } is missing."),
        ("[{a\n}]", 2, "the placeholder {a is not closed: } is missing."),
        (
            '"{order id}"',
            2,
            r"expected } or | after order, not id. A brace as text has a backslash before it: \{.",
        ),
        (
            '"{order.}"',
            2,
            r"expected } or | after order, not .. A brace as text has a backslash before it: \{.",
        ),
        (
            '"{{order.id}}"',
            2,
            r"a variable has one brace, such as {order.id}; a brace as text is \{.",
        ),
        (
            '"{webhook.name}"',
            2,
            "there is no webhook.name. There are webhook.id, webhook.timestamp, webhook.event, "
            "webhook.attempt, webhook.integration_id; a field of the event's own is data.webhook.name.",
        ),
        (
            '"{event}"',
            2,
            "there is no event. There are event.id, event.type, event.time; a field of the event's own is "
            "data.event.",
        ),
        ('"{a|upper|lower|upper|lower|upper|lower}"', 2, "a has more than 5 formatters."),
        (
            '"{' + ".".join("abcdefghijklmnopqrstu") + '}"',
            2,
            "a field has at most 200 characters and 20 parts; got "
            "'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u'.",
        ),
        (
            '"{a|}"',
            5,
            "a formatter is missing after |. There are upper, lower, trim, truncate, date, number, default, "
            "json, length, pluck, join, urlencode, html.",
        ),
        (
            '"{a | uper}"',
            7,
            "uper is not a formatter. There are upper, lower, trim, truncate, date, number, default, json, "
            "length, pluck, join, urlencode, html.",
        ),
        ('"{a|upper:x}"', 5, "upper: it takes nothing after a colon."),
        ('"{a|number:x}"', 5, "number: expected a whole number from 0 to 10, such as number:2."),
        ('"{a|number:11}"', 5, "number: expected a whole number from 0 to 10, such as number:2."),
        ('"{a|truncate}"', 5, "truncate: expected a whole number from 0 to 100,000, such as truncate:100."),
        (
            '"{a|truncate:99999999999999}"',
            5,
            "truncate: expected a whole number from 0 to 100,000, such as truncate:100.",
        ),
        ('"{a|date}"', 5, "date: expected a date format such as %d.%m.%Y or %H:%M, not nothing."),
        ('"{a|date:YYYY}"', 5, "date: expected a date format such as %d.%m.%Y or %H:%M, not YYYY."),
        ('"{a|date:%d.%Q}"', 5, "date: expected a date format such as %d.%m.%Y or %H:%M, not %Q."),
        ('"{a|date:%d %}"', 5, "date: expected a date format such as %d.%m.%Y or %H:%M, not %."),
        ('"{a|default}"', 5, "default: give the value after a colon, such as default:none."),
        ('"{a|json:nice}"', 5, "json: write json or json:pretty."),
        ('"{a|pluck}"', 5, "pluck: name the field after a colon, such as pluck:name."),
        (r'"{a|default:C:\x}"', 12, r"a backslash here is written \\, a line break \n."),
        ("[1, {line in order.lines}]", 5, None),
        ("[{a.b in order.lines} 1]", 2, "a.b cannot name an element; use one word such as line."),
        ("[{data in order.lines} 1]", 2, "data cannot name an element; use one word such as line."),
        ("[{line in order.lines} ]", 1, "there is nothing to repeat for each line."),
    ],
)
def test_a_placeholder_that_cannot_be_used_is_said_where(text: str, column: int, reason: str | None) -> None:
    fault = fault_of(text)
    assert (fault.line, fault.column) == (1, column)
    assert fault.reason == reason or (
        reason is None
        and fault.reason
        == "{line in order.lines} belongs at the beginning of the list, or of the lines, that it repeats."
    )


def test_a_list_to_repeat_is_checked_like_a_variable() -> None:
    assert fault_of("[{line in webhook.lines} 1]").reason.startswith("there is no webhook.lines.")


@pytest.mark.parametrize(
    ("format", "text", "line", "column", "reason"),
    [
        ("text", " \n", 1, 1, "the template is empty."),
        ("text", "a\nb {c d}", 2, 3, None),
        ("text", "{line in order.lines}\nOrder {order.id}", 1, 1, "no line below uses {line.…}."),
        ("text", "x {line in order.lines}", 1, 3, None),
        ("form", "\n \n", 1, 1, "the template is empty. Write one key=value to a line."),
        ("form", "a=1\n  b", 2, 1, "expected key=value, such as order={order.number}."),
        ("form", " =b", 1, 1, "expected key=value, such as order={order.number}."),
    ],
)
def test_a_line_that_cannot_be_used_is_said_where(
    format: Format, text: str, line: int, column: int, reason: str | None
) -> None:
    fault = fault_of(text, format)
    assert (fault.line, fault.column) == (line, column)
    assert reason is None or fault.reason == reason


def test_a_half_character_in_the_template_is_refused() -> None:
    fault = fault_of('"a\n\udc00"')
    assert (fault.line, fault.column) == (2, 1)
    assert fault.reason == "this is half a character (a lone surrogate); remove it."


def test_a_fault_is_an_input_that_names_its_field_and_survives_copying() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_template(TemplateSource("json", "[1 2]"), field="templates.order.created")
    assert caught.value.field == "templates.order.created"
    assert caught.value.message == "templates.order.created: line 1, column 4: a comma is missing before 2."
    for same in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert isinstance(same, TemplateFault)
        assert (same.message, same.line) == (caught.value.message, 1)
