"""What is said of a URL beside its field."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.ui.pages.webhook_editor.editor_samples import BERLIN, NOW
from webhook_dashboard.domain.url_findings import Trouble, UrlFinding
from webhook_dashboard.ui.pages.webhook_editor.url_words import checked_words, finding_words, was_words

FOUND = UrlFinding(
    "api.partner.com", 443, True, "203.0.113.24", "a public address", NOW + timedelta(days=61, hours=2)
)
LATER = "Events for it fail and are retried until it does."


def words(found: UrlFinding) -> tuple[str, str]:
    return finding_words(found, NOW, BERLIN)


def test_the_address_and_the_certificate_are_told() -> None:
    assert words(FOUND) == ("ok", "HTTPS, public address 203.0.113.24, certificate valid 61 days.")


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (timedelta(days=13, hours=1), "certificate ends in 13 days."),
        (timedelta(days=1), "certificate ends in 1 day."),
        (timedelta(hours=5), "certificate ends within a day."),
    ],
)
def test_a_certificate_that_ends_soon_is_a_warning(left: timedelta, says: str) -> None:
    tone, sentence = words(replace(FOUND, certificate_until=NOW + left))
    assert tone == "warn"
    assert sentence.endswith(says)


def test_without_https_the_kind_of_address_is_told() -> None:
    found = UrlFinding("10.0.0.5", 80, False, "10.0.0.5", "a private address")
    says = "Private address 10.0.0.5. Without HTTPS anyone on the way can read it."
    assert words(found) == ("ok", says)


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (Trouble.NO_ADDRESS, f"The name api.partner.com does not resolve. {LATER}"),
        (Trouble.REFUSED, "Nothing answers at port 443 of api.partner.com."),
        (Trouble.SILENT, "Nothing answered at port 443 of api.partner.com within 3 s."),
        (Trouble.UNREACHABLE, "api.partner.com cannot be reached from here."),
        (Trouble.HANGS_UP, "api.partner.com closes the connection at port 443."),
        (Trouble.NO_TLS, "Port 443 of api.partner.com does not speak HTTPS."),
        (Trouble.EXPIRED, "The certificate expired on 20 Jan."),
        (Trouble.NOT_YET_VALID, "The certificate is not valid yet."),
        (Trouble.OTHER_NAME, "The certificate is not for api.partner.com."),
        (Trouble.UNTRUSTED, "The certificate is not signed by an authority that this machine trusts."),
    ],
)
def test_what_would_fail_now_is_a_warning_in_plain_words(trouble: Trouble, says: str) -> None:
    until = NOW.replace(month=1)
    assert words(replace(FOUND, trouble=trouble, certificate_until=until)) == ("warn", says)


def test_before_anything_is_connected_to_the_rules_are_told() -> None:
    assert checked_words("/inbox/abc") == "A test inbox of this program."
    assert checked_words(" HTTPS://api.partner.com ") == "HTTPS, and its address may be sent to."
    assert "Without HTTPS" in checked_words("http://10.0.0.5")


@pytest.mark.parametrize(
    ("before", "after", "was"),
    [
        ("https://a.example/webhooks/orders", "https://a.example/webhooks/v2/orders", "/webhooks/orders"),
        ("https://a.example", "https://a.example/v2", "/"),
        ("https://a.example/x?y=1", "https://a.example/x", "/x?y=1"),
        ("https://a.example/x", "https://b.example/x", "https://a.example/x"),
        ("https://a.example/x", " https://a.example/x ", ""),
        ("", "https://a.example/x", ""),
        ("/inbox/abc", "https://a.example", "/inbox/abc"),
    ],
)
def test_what_it_was_is_as_short_as_can_be(before: str, after: str, was: str) -> None:
    assert was_words(before, after) == was
