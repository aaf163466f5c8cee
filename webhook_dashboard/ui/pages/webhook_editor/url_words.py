"""What is said of a URL beside its field: where it leads, its certificate, and what it was before. Pure."""

from datetime import datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import urlsplit

from webhook_dashboard.domain.url_findings import PROBE_SECONDS, Trouble, UrlFinding
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.ui.formatting import format_day, format_noun

OK, WARN = "ok", "warn"
SOON: Final = timedelta(days=14)
"""A certificate that ends within this time is worth a warning."""
_TROUBLES: Final = {
    Trouble.NO_ADDRESS: "The name {host} does not resolve. Events for it fail and are retried until it does.",
    Trouble.REFUSED: "Nothing answers at port {port} of {host}.",
    Trouble.SILENT: f"Nothing answered at port {{port}} of {{host}} within {PROBE_SECONDS:g} s.",
    Trouble.UNREACHABLE: "{host} cannot be reached from here.",
    Trouble.HANGS_UP: "{host} closes the connection at port {port}.",
    Trouble.NO_TLS: "Port {port} of {host} does not speak HTTPS.",
    Trouble.EXPIRED: "The certificate expired.",
    Trouble.NOT_YET_VALID: "The certificate is not valid yet.",
    Trouble.OTHER_NAME: "The certificate is not for {host}.",
    Trouble.UNTRUSTED: "The certificate is not signed by an authority that this machine trusts.",
}


def checked_words(url: str) -> str:
    """What is known as soon as the rules are checked, before anything is connected to."""
    if INBOX_PATH in url:
        return "A test inbox of this program."
    if url.strip().lower().startswith("https://"):
        return "HTTPS, and its address may be sent to."
    return "Its address may be sent to. Without HTTPS anyone on the way can read it."


def finding_words(found: UrlFinding, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """The tone and the sentence for what stands there: what fails now may work when events are sent."""
    if found.trouble is not None:
        return WARN, _trouble_words(found, found.trouble, zone)
    kind = found.address_kind.removeprefix("a ").removeprefix("an ")
    if not found.is_https:
        return (
            OK,
            f"{kind[:1].upper()}{kind[1:]} {found.address}. Without HTTPS anyone on the way can read it.",
        )
    tone, certificate = _certificate_words(found.certificate_until, now)
    return tone, f"HTTPS, {kind} {found.address}{certificate}."


def was_words(before: str, after: str) -> str:
    """What the URL was, when it is another: its path where the rest is the same. Empty when it is not."""
    old, new = before.strip(), after.strip()
    if not old or old == new:
        return ""
    was, now = urlsplit(old), urlsplit(new)
    if (was.scheme, was.netloc) != (now.scheme, now.netloc) or not was.netloc:
        return old
    return old.partition(was.netloc)[2] or "/"


def _certificate_words(until: datetime | None, now: datetime) -> tuple[str, str]:
    if until is None:
        return OK, ""
    left = until - now
    if left < timedelta(days=1):
        return WARN, ", certificate ends within a day"
    days = format_noun(left.days, "day")
    return (WARN, f", certificate ends in {days}") if left < SOON else (OK, f", certificate valid {days}")


def _trouble_words(found: UrlFinding, trouble: Trouble, zone: tzinfo) -> str:
    if trouble is Trouble.EXPIRED and found.certificate_until is not None:
        return f"The certificate expired on {format_day(found.certificate_until, zone)}."
    return _TROUBLES[trouble].format(host=found.host, port=found.port)
