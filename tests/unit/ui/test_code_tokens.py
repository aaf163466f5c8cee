"""Payloads as coloured, safe HTML."""

import re
from html import unescape

import pytest

from webhook_dashboard.ui.components import code_tokens

HOSTILE = '{"<script>": "</span><img src=x onerror=alert(1)>", "a": "\\"<b>"}'


def _text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("text", ['{"a": 1}', HOSTILE, "not json <b>", '"cut off', "{'a': <i>}", ""])
def test_colours_change_nothing_of_the_text(text: str) -> None:
    assert _text_of(code_tokens.colour_json(text)) == text


def test_nothing_from_outside_becomes_an_element() -> None:
    html = code_tokens.show_body(HOSTILE)
    assert set(re.findall(r"<[^>]*>", html)) == {"</span>", '<span class="c-key">', '<span class="c-str">'}
    assert "<b>" not in code_tokens.show_body("<b>", "text/html")


def test_keys_strings_and_other_values_are_told_apart() -> None:
    html = code_tokens.colour_json('{"total": 150.00, "ok": true, "name": "Ada"}')
    assert '<span class="c-key">&quot;total&quot;</span>' in html
    assert '<span class="c-num">150.00</span>' in html
    assert '<span class="c-num">true</span>' in html
    assert '<span class="c-str">&quot;Ada&quot;</span>' in html


def test_json_is_laid_out_with_its_numbers_as_written() -> None:
    assert code_tokens.pretty_json('{"a":150.00,"b":[1e3,{}],"c":[]}') == (
        '{\n  "a": 150.00,\n  "b": [\n    1e3,\n    {}\n  ],\n  "c": []\n}'
    )


def test_what_is_not_json_stays_as_it_is() -> None:
    assert code_tokens.pretty_json("{broken") == "{broken"
    assert code_tokens.pretty_json("[" * 100_000) == "[" * 100_000


def test_a_very_long_text_is_not_coloured() -> None:
    text = '{"a": "' + "x" * code_tokens.COLOUR_LIMIT_CHARACTERS + '"}'
    assert "<span" not in code_tokens.colour_json(text)


def test_the_key_in_a_snippet_is_marked_wherever_it_stands() -> None:
    assert code_tokens.mark_text("a <K> K", "K") == (
        'a &lt;<span class="c-mark">K</span>&gt; <span class="c-mark">K</span>'
    )
    assert code_tokens.mark_text("<a>", "") == "&lt;a&gt;"
