"""A request as a command that people can run again in a shell."""

from collections.abc import Iterable
from typing import Final

from webhook_dashboard.domain.masking import mask_headers

_MADE_BY_CURL: Final = frozenset({"host", "content-length", "accept", "accept-encoding", "connection"})


def write_curl(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """Return a cURL command for POSIX shells that sends the same body and headers; credentials are masked.

    A body that is not UTF-8 is left to the reader: the command then reads it from the file body.bin.
    """
    lines = [f"curl -X {_quote(method)} {_quote(url)}"]
    lines += [
        f"-H {_quote(f'{name}: {value}')}"
        for name, value in mask_headers(headers)
        if name.lower() not in _MADE_BY_CURL
    ]
    try:
        text = body.decode()
    except UnicodeDecodeError:
        lines.append("--data-binary @body.bin")
    else:
        # A leading @ would make cURL read a file.
        lines += [f"--data-raw {_quote(text)}"] if text else []
    return " \\\n  ".join(lines)


def _quote(text: str) -> str:
    """In single quotes, where a shell changes nothing; plain words stay as they are."""
    if text and text.isascii() and text.replace("-", "").isalnum():
        return text
    return "'" + text.replace("'", "'\\''") + "'"
