"""Which documents must be parsed without losing a digit."""

import pytest

from webhook_dashboard.domain.long_numbers import may_hold_long_number


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b"", False),
        (b'{"n":1}', False),
        (b'{"n":999999999999999999}', False),  # 18 digits fit into 64 bits
        (b'{"n":1234567890123456789}', True),
        (b'{"n":-18446744073709551616}', True),
        (b'["123456789012","3456789012"]', False),  # what stands between them divides them
        (b'{"text":"1234567890123456789"}', True),  # text too: it only costs time
    ],
)
def test_nineteen_digits_in_a_row_may_be_a_long_number(document: bytes, expected: bool) -> None:
    assert may_hold_long_number(document) is expected
