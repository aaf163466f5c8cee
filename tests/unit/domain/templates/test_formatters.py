"""What may follow a variable behind a bar."""

from typing import Any

import pytest

from tests.unit.domain.templates.template_samples import MOMENT, ORDER, read, rendered, shown
from webhook_dashboard.domain.templates import FORMATTERS, TemplateFault
from webhook_dashboard.domain.templates.dates import CODES


@pytest.mark.parametrize(
    ("steps", "value", "literal"),
    [
        ("upper", "straße", "STRASSE"),
        ("upper", True, "TRUE"),
        ("upper", None, None),
        ("lower", "ÄB", "äb"),
        ("trim", " a b\n", "a b"),
        ("trim|upper|lower", " Ab ", "ab"),
        ("truncate:3", "abcd", "ab…"),
        ("truncate:3", "abc", "abc"),
        ("truncate:1", "abc", "…"),
        ("truncate:0", "abc", ""),
        ("truncate:2", 1234, "1…"),
        ("number:2", 60, 60.00),
        ("number:2", 0.125, 0.13),
        ("number:0", 2.5, 3),
        ("number:2", "1234.5", 1234.50),
        ("number", "12.50", 12.5),
        ("number", "0E+3", 0),
        ("number:10", 5e-324, 0),
        ("number|number:1", 2, 2.0),
        ("default:none", "", "none"),
        ("default:none", None, "none"),
        ("default:none", 0, 0),
        ("default:none", False, False),
        ("default:0", None, 0),
        ('default:"0"', None, "0"),
        (r'default:"a}|\"b\n"', None, 'a}|"b\n'),
        (r"default:\ta\"b", None, '\ta"b'),
        ("default:[1, 2]", None, [1, 2]),
        ("default:", None, ""),
        ("default:a|upper", None, "A"),
        ("json", {"a": 1}, {"a": 1}),
        ("json|default:x", None, None),
        ("json|truncate:4", {"a": 1}, '{"a…'),
        ("length", "abc", 3),
        ("length", [1, 2], 2),
        ("length", {"a": 1}, 1),
        ("join", ["a", 1, None, [2]], "a, 1, , [2]"),
        (r"join:\n", ["a", "b"], "a\nb"),
        ("join:", ["a", "b"], "ab"),
        ("pluck:n", [{"n": 1}, {}, 7, {"n": None}], [1, None]),
        ("pluck:n|join:-", [{"n": 1}, {"n": 2}], "1-2"),
        ("urlencode", "a b/ü&", "a%20b%2F%C3%BC%26"),
        ("urlencode", "\ud800", "%EF%BF%BD"),
        ("html", "<a & b>", "&lt;a &amp; b&gt;"),
    ],
)
def test_a_formatter_changes_the_value(steps: str, value: Any, literal: Any) -> None:
    assert read(f"{{field | {steps}}}", {"field": value}) == literal


@pytest.mark.parametrize(
    ("steps", "value", "text"),
    [
        ("number:2", 60, "60.00"),
        ("number:2", 1e16, "10000000000000000.00"),
        ("number:1", 1.7e308, str(int(1.7e308)) and None),
        ("number", "1e3", "1000"),
        ("json", "a", '"a"'),
        ("json", None, "null"),
        ("json", {"a": ["b"]}, '{"a":["b"]}'),
        ("json:pretty", {"a": ["b"]}, '{\n  "a": [\n    "b"\n  ]\n}'),
        ("json:pretty", [2**70], f"[\n  {2**70}\n]"),
        ("default:0", None, "0"),
        ('default:"0"', None, "0"),
        ("default:none", None, "none"),
    ],
)
def test_in_a_string_and_in_a_line_a_formatter_gives_text(steps: str, value: Any, text: str | None) -> None:
    data = {"field": value}
    expected = text if text is not None else format(value, ".0f").replace(".0", "")
    inside, line = read(f'"{{field|{steps}}}"', data), shown(f"{{field|{steps}}}", data, format="text")
    assert inside == line
    assert inside == expected or float(inside) == value


def test_decimals_are_kept_in_a_json_number() -> None:
    assert shown('{"price": {order.total|number:2}}') == '{"price": 150.00}'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2026-11-20", "20.11.2026 00:00"),
        ("2026-11-20T13:32:07.412Z", "20.11.2026 13:32"),
        ("20261120T133207+0100", "20.11.2026 13:32"),
        (" 2026-11-20T13:32 ", "20.11.2026 13:32"),
        (1795181527, "20.11.2026 13:32"),
        (1795181527412, "20.11.2026 13:32"),
        (0, "01.01.1970 00:00"),
        (-86400.5, "30.12.1969 23:59"),
    ],
)
def test_a_date_is_written_in_a_format(value: object, written: str) -> None:
    assert read('"{field|date:%d.%m.%Y %H:%M}"', {"field": value}) == written


def test_every_code_of_a_date_means_what_it_says() -> None:
    written = {code: read(f'"{{webhook.timestamp|date:%{code}}}"') for code in CODES}
    assert written == {
        "Y": "2026", "y": "26", "m": "11", "d": "20", "e": "20", "H": "13", "I": "01", "M": "32", "S": "07",
        "L": "412", "p": "PM", "j": "324", "B": "November", "b": "Nov", "A": "Friday", "a": "Fri",
        "z": "+0000", "s": str(int(MOMENT.timestamp())), "%": "%",
    }  # fmt: skip
    assert read('"{field|date:%I %p}"', {"field": "2026-01-01T00:05"}) == "12 AM"


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("date:%Y", "soon"),
        ("date:%Y", ""),
        ("date:%Y", "2026-11-20" + " " * 60),
        ("date:%Y", True),
        ("date:%Y", []),
        ("date:%Y", 1e300),
        ("date:%Y", 10**400),
        ("date:%Y", float("nan")),
        ("number:2", "many"),
        ("number:2", "9" * 65),
        ("number:2", "1e9999"),
        ("number:2", "NaN"),
        ("number", "Infinity"),
        ("number:2", True),
        ("number:2", [1]),
        ("number:10", 10**395),
        ("length", 7),
        ("join", "a"),
        ("pluck:a", {"a": 1}),
        ("truncate:3", {"a": 1}),
        ("truncate:3", [1]),
    ],
)
def test_a_value_that_a_formatter_has_no_use_for_is_left_as_it_is(step: str, value: Any) -> None:
    result = rendered(f'"{{field|{step}}}"', {"field": value})
    assert result.body == rendered('"{field}"', {"field": value}).body
    assert result.warnings == (f"Line 1: {step} cannot be applied to field, it is left as it is.",)
    assert result.missing == ()
    with pytest.raises(TemplateFault, match=f"{step} cannot be applied to field"):
        rendered(f'"{{field|{step}}}"', {"field": value}, strict=True)


def test_what_is_missing_passes_formatters_but_for_a_default() -> None:
    result = rendered('["{a|upper|number:2|date:%Y|json}", {a|length}]', {})
    assert result.body == b'["", null]'
    assert result.missing == ("a",)
    assert rendered('"{a|upper|default:x|upper}"', {}, strict=True).body == b'"X"'


def test_a_default_that_looks_like_a_number_is_one_outside_of_a_string() -> None:
    assert read('[{a|default:0}, {a|default:"0"}, "{a|default:0}", {a|default:0x}]', {}) == [
        0,
        "0",
        "0",
        "0x",
    ]


@pytest.mark.parametrize("name", FORMATTERS)
def test_the_example_of_each_formatter_is_accepted(name: str) -> None:
    formatter = FORMATTERS[name]
    assert formatter.example.partition(":")[0] == formatter.name == name
    assert rendered(f'"{{order.number|{formatter.example}}}"', ORDER).body
    assert formatter.description
