"""Programs that publish an event, as shown on the first screen."""

import ast
import json
import re
import shlex
from html import unescape

import pytest

from webhook_dashboard.ui.pages.overview import snippets

ORIGIN, KEY = "https://hooks.company.com:8443", "whk_live_q7"


@pytest.mark.parametrize("language", [key for key, _ in snippets.SNIPPET_LANGUAGES])
def test_every_program_names_the_true_address_and_key(language: str) -> None:
    text = snippets.write_snippet(language, ORIGIN, KEY)
    assert f"{ORIGIN}/api/v1/events" in text
    assert f"Bearer {KEY}" in text


def test_the_shell_line_sends_json() -> None:
    words = shlex.split(snippets.write_snippet("curl", ORIGIN, KEY).replace("\\\n", ""))
    assert words[:3] == ["curl", "-X", "POST"]
    assert json.loads(words[-1])["type"] == "order.created"


def test_the_python_program_is_python() -> None:
    ast.parse(snippets.write_snippet("python", ORIGIN, KEY))


def test_an_unknown_language_is_the_shell_line() -> None:
    assert snippets.write_snippet("cobol", ORIGIN, KEY) == snippets.write_snippet("curl", ORIGIN, KEY)


def test_the_key_is_marked_and_nothing_else_changes() -> None:
    html = snippets.show_snippet("curl", ORIGIN, KEY)
    assert f'<span class="c-mark">{KEY}</span>' in html
    assert unescape(re.sub(r"<[^>]*>", "", html)) == snippets.write_snippet("curl", ORIGIN, KEY)


def test_the_sample_event_is_json_about_its_record() -> None:
    sample = json.loads(snippets.SAMPLE_EVENT)
    assert sample["data"]["number"] == snippets.SAMPLE_RECORD
    assert unescape(re.sub(r"<[^>]*>", "", snippets.show_sample_event())) == snippets.SAMPLE_EVENT
