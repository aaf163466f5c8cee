"""Whatever way a credential is written, it is found in an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.delivery.echoes import plainest_part
from webhook_dashboard.delivery.spellings import spellings_of


@given(st.text(max_size=40))
def test_the_plainest_part_of_a_text_is_in_all_its_spellings(text: str) -> None:
    for spelled in spellings_of(text):
        assert plainest_part(text) in spelled
        assert plainest_part(text).encode() in spelled.encode("latin-1", "xmlcharrefreplace")


@pytest.mark.parametrize(
    ("text", "part"), [("Bearer sk_live_4f1", "Bearer"), ("a/bc+d", "bc"), ("äöü", ""), ("", "")]
)
def test_the_plainest_part_is_the_longest_run_of_letters_and_digits(text: str, part: str) -> None:
    assert plainest_part(text) == part
