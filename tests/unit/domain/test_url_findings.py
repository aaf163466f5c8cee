"""What stands at the end of a URL."""

from webhook_dashboard.domain.url_findings import PROBE_SECONDS, Trouble, UrlFinding


def test_what_was_not_reached_has_no_address_and_no_certificate() -> None:
    found = UrlFinding("api.partner.com", 443, True, trouble=Trouble.REFUSED)
    assert (found.address, found.address_kind, found.certificate_until) == ("", "", None)


def test_what_was_reached_has_no_trouble() -> None:
    assert UrlFinding("10.0.0.5", 80, False, "10.0.0.5", "a private address").trouble is None


def test_an_answer_is_waited_for_three_seconds() -> None:
    assert PROBE_SECONDS == 3
