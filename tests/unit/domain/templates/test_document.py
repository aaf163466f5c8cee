"""docs/TEMPLATES.md: its examples are sent as it says, and it names all there is."""

import json
import re
from pathlib import Path
from typing import cast

import pytest

from tests.unit.domain.templates.template_samples import rendered
from webhook_dashboard.domain.templates import FORMATTERS, SYSTEM_VARIABLES
from webhook_dashboard.domain.templates.dates import CODES
from webhook_dashboard.domain.templates.source import Format

DOCUMENT = (Path(__file__).resolve().parents[4] / "docs" / "TEMPLATES.md").read_text()
EVENT = json.loads(re.findall(r"```json event\n(.*?)```", DOCUMENT, re.DOTALL)[0])
EXAMPLES = re.findall(r"```(\w+) template\n(.*?)\n```\n```\w+ sent\n(.*?)\n```", DOCUMENT, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == DOCUMENT.count(" template\n") == 6


@pytest.mark.parametrize(("format", "text", "sent"), EXAMPLES)
def test_an_example_is_sent_as_the_document_says(format: str, text: str, sent: str) -> None:
    result = rendered(text, EVENT, format=cast("Format", format), strict=True)
    assert result.body.decode() == sent


@pytest.mark.parametrize("name", SYSTEM_VARIABLES)
def test_every_variable_is_in_the_document(name: str) -> None:
    assert f"`{{{name}}}`" in DOCUMENT


@pytest.mark.parametrize("name", FORMATTERS)
def test_every_formatter_is_in_the_document(name: str) -> None:
    assert f"`{name}`" in DOCUMENT or f"`{FORMATTERS[name].example}`" in DOCUMENT


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_a_date_is_in_the_document(code: str) -> None:
    assert f"%{code}" in DOCUMENT
