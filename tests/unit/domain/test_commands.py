"""A request as a cURL command, run by a real shell."""

import subprocess
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhook_dashboard.domain.commands import write_curl

URL: Final = "https://shop.example/hook?a=1&b=2"


def arguments(command: str) -> list[str]:
    """What cURL would be called with: the shell prints its words instead."""
    script = f'curl() {{ printf "%s\\0" "$@"; }}\n{command}\n'
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def test_the_command_reads_like_one_written_by_hand() -> None:
    assert write_curl("POST", URL, [("content-type", "application/json")], b'{"a":1}') == (
        "curl -X POST 'https://shop.example/hook?a=1&b=2' \\\n"
        "  -H 'content-type: application/json' \\\n"
        "  --data-raw '{\"a\":1}'"
    )


@settings(max_examples=10)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text(st.characters(codec="ascii")))
def test_no_text_escapes_its_quotes(body: str, word: str) -> None:
    header = "".join(character for character in word if character.isprintable())
    words = arguments(write_curl("POST", URL, [("x-note", header)], body.encode()))
    assert words[:5] == ["-X", "POST", URL, "-H", f"x-note: {header}"]
    assert words[5:] == (["--data-raw", body] if body else [])


def test_what_curl_adds_by_itself_is_left_out() -> None:
    headers = [("Host", "a"), ("Content-Length", "7"), ("accept", "*/*"), ("connection", "close")]
    assert write_curl("POST", URL, headers, b"") == f"curl -X POST '{URL}'"


def test_credentials_are_not_part_of_it() -> None:
    command = write_curl("POST", URL, [("authorization", "Bearer abc123"), ("x-api-key", "abc123")], b"")
    assert "abc123" not in command
    assert "authorization: Bearer ••••" in command


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{\x80}"])
def test_bytes_that_are_no_text_come_from_a_file(body: bytes) -> None:
    assert write_curl("PUT", URL, [], body).endswith("--data-binary @body.bin")


def test_a_leading_at_sign_reads_no_file() -> None:
    assert arguments(write_curl("POST", URL, [], b"@/etc/passwd"))[-2:] == ["--data-raw", "@/etc/passwd"]
