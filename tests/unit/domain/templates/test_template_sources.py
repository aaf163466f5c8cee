"""Templates as JSON documents, and the data that they are filled from."""

from typing import Any

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.templates import FORMATS, TemplateSource, read_data, read_source


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_is_read_and_written_alike(format: str) -> None:
    document = {"format": format, "text": "x", "strict": True}
    assert read_source(document).document() == document


def test_format_and_strictness_have_defaults() -> None:
    assert read_source({"text": "{data}"}) == TemplateSource("json", "{data}", strict=False)


@pytest.mark.parametrize(
    ("document", "field", "hint"),
    [
        ("text", "template", "expected an object"),
        (None, "template", "expected an object"),
        ({}, "template.text", "required"),
        ({"text": 7}, "template.text", "required"),
        ({"text": "", "format": "xml"}, "template.format", "expected json, form, text"),
        ({"text": "", "format": []}, "template.format", "expected json, form, text"),
        ({"text": "", "strict": 1}, "template.strict", "expected true or false"),
        ({"text": "", "body": 1}, "template.body", "there is no such field"),
    ],
)
def test_a_document_that_cannot_be_used_names_the_field(document: Any, field: str, hint: str) -> None:
    with pytest.raises(InvalidInput, match=hint) as caught:
        read_source(document)
    assert caught.value.field == field
    assert caught.value.message.startswith(f"{field}: ")


def test_data_is_read_digit_by_digit() -> None:
    assert read_data(b'{"a":1.5,"b":[7]}') == {"a": 1.5, "b": [7]}
    assert read_data(b'{"n":123456789012345678901234567890}') == {"n": 123456789012345678901234567890}
