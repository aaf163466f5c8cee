"""What is said about a failed attempt: one sentence on what happened, and a second part on what to try."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from webhook_dashboard.domain.outcomes import ErrorKind

SLOW_SECONDS: Final = 5.0
CLOSE_SHARE: Final = 0.8
"""From this share of the response timeout on, an answer is close to being a failure."""


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, and what to try."""

    sentence: str
    advice: str


_BY_KIND: Final = {
    ErrorKind.DNS_ERROR: Words(
        "{host} has no address.",
        "Check the spelling of the host in the URL, and that the DNS of this server knows the name.",
    ),
    ErrorKind.CONNECTION_REFUSED: Words(
        "{host} refused the connection.",
        "Check that the receiver is running and that the port in the URL is the one it listens on.",
    ),
    ErrorKind.CONNECTION_RESET: Words(
        "{host} closed the connection before it answered.",
        "Look into the receiver's log for a crash or a restart, and at proxies with a short idle timeout.",
    ),
    ErrorKind.NETWORK_UNREACHABLE: Words(
        "{host} cannot be reached from this network.",
        "Check the route from this server to the receiver: VPN, firewall, IPv6.",
    ),
    ErrorKind.CONNECT_TIMEOUT: Words(
        "{host} accepted no connection in time.",
        "Check that the receiver's firewall lets this server in, or give a longer connect timeout.",
    ),
    ErrorKind.READ_TIMEOUT: Words(
        "{host} accepted the request and did not answer in time.",
        "Let the receiver answer first and work afterwards, or give a longer response timeout. "
        "It may have processed the event all the same.",
    ),
    ErrorKind.TOTAL_TIMEOUT: Words(
        "{host} was still answering when the total time limit ended.",
        "Let the receiver send a short answer at once: only its code counts, its body is not needed.",
    ),
    ErrorKind.TLS_ERROR: Words(
        "The TLS certificate of {host} was not accepted.",
        "Check that the receiver offers TLS 1.2 or newer on this port, and which certificate it shows.",
    ),
    ErrorKind.REDIRECT: Words(
        "{host} redirects.",
        "Redirects are never followed. If the new address is right, make it the URL of the webhook.",
    ),
    ErrorKind.INVALID_URL: Words("The URL cannot be used.", "Edit the URL of the webhook."),
    ErrorKind.BLOCKED_ADDRESS: Words(
        "{host} leads to an address that is not allowed.",
        "If the receiver is meant to be inside this network, let an administrator allow its host or network.",
    ),
    ErrorKind.PAYLOAD_TOO_LARGE: Words(
        "The payload is too large to be sent.",
        "Let the template send fewer fields, or use POST instead of GET.",
    ),
    ErrorKind.TEMPLATE_ERROR: Words(
        "The payload template could not be rendered.",
        "Open the template and preview it with this event: the preview names line and column.",
    ),
    ErrorKind.PROTOCOL_ERROR: Words(
        "{host} answered with something that is not HTTP.",
        "Check the port, and whether the URL should begin with https instead of http.",
    ),
    ErrorKind.HTTP_ERROR: Words(
        "{host} answered with an error.", "Open the attempt: code and body of the answer usually say why."
    ),
    ErrorKind.INTERNAL_ERROR: Words(
        "The attempt broke off: a fault of this program. Its log says more.",
        "It is tried again by itself. If it comes back, report it with the lines of the log.",
    ),
    ErrorKind.CANCELLED: Words("The attempt was stopped.", "Retry now makes it again."),
}

# What OpenSSL says, and what it means for whoever must mend it; the first that fits.
_TLS: Final = (
    (
        ("has expired",),
        Words(
            "The TLS certificate of {host} has expired.",
            "Let the receiver renew it. If it was renewed, its server must be reloaded.",
        ),
    ),
    (
        ("not yet valid",),
        Words("The TLS certificate of {host} is not valid yet.", "Check the clock of this server first."),
    ),
    (
        ("doesn't match", "not valid for", "mismatch"),
        Words(
            "The TLS certificate of {host} is for another name.",
            "Use the host name that is in the certificate, or let the receiver get one that names {host}.",
        ),
    ),
    (
        ("issuer certificate", "first certificate", "in certificate chain"),
        Words(
            "The TLS certificate of {host} comes from an unknown issuer, or with an incomplete chain.",
            "Let the receiver send its intermediate certificates too. "
            "For an issuer of your own, make this server trust it.",
        ),
    ),
    (
        ("self-signed", "self signed"),
        Words(
            "The TLS certificate of {host} is self-signed, so nobody vouches for it.",
            "Let the receiver use one from a public authority, or make this server trust its issuer.",
        ),
    ),
    (
        ("wrong_version_number", "record_layer_failure"),
        Words(
            "{host} does not speak TLS on this port.",
            "Check the port: an https URL usually has 443 or 8443, one for plain http 80 or 8080.",
        ),
    ),
    (
        ("certificate_required",),
        Words(
            "{host} asks for a client certificate.",
            "None can be sent. Let the receiver accept this webhook without one.",
        ),
    ),
)

_ABOUT_THE_PAYLOAD: Final = (ErrorKind.TEMPLATE_ERROR, ErrorKind.PAYLOAD_TOO_LARGE)
"""Their details are sentences of ours."""

_LOOK_INTO_LOG: Final = "Look into the receiver's log at the time of the attempt."
_BY_CODE: Final = {
    400: "The receiver does not accept this body. Compare payload and Content-Type with what it expects.",
    401: "Check the authentication of the webhook: a token or password may have expired.",
    403: "The receiver knows the sender and refuses it. Check its permissions, its allow list of addresses, "
    "and the signature it verifies.",
    404: "Check the path of the URL: nothing listens there.",
    405: "Choose the method that the receiver expects, usually POST.",
    408: "The receiver waited too long for the request. Look at proxies between here and there.",
    409: "The receiver may have this event already. If it does, let it answer 200 to repeats.",
    410: "The receiver wants no more events here. Edit the URL, or delete the webhook.",
    413: "Let the template send fewer fields, or raise the size limit of the receiver.",
    415: "Choose the format that the receiver expects, JSON or form.",
    422: "The receiver read the body and finds its values wrong. Its answer usually says which.",
    425: "The receiver asks to send it again later.",
    429: "The receiver wants fewer requests. Set a rate limit for this webhook.",
    431: "The headers are too large. Remove custom headers.",
    500: f"The receiver's program failed. {_LOOK_INTO_LOG}",
    501: "The receiver does not know this method. Choose another one, usually POST.",
    502: "A proxy in front of the receiver got no usable answer from it. Check that the receiver is running.",
    503: "The receiver is overloaded or being restarted.",
    504: "A proxy in front of the receiver waited too long for it. Let the receiver answer first and work "
    "afterwards.",
}
_LOCAL_HOSTS: Final = ("localhost", "127.", "::1", "[::1]")
_LOCAL_HINT: Final = " Inside a container this host is the container itself."


def explain_error(kind: ErrorKind, detail: str, host: str) -> Words:
    """Say what an error means.

    `detail` is what TLS said, which tells apart what is wrong with a certificate; or what is wrong with
    the payload, which is said as it is.
    """
    words = _BY_KIND[kind]
    if kind is ErrorKind.TLS_ERROR:
        said = detail.lower()
        words = next((known for parts, known in _TLS if any(part in said for part in parts)), words)
    if kind in _ABOUT_THE_PAYLOAD and detail:
        return Words(f"{words.sentence} {detail}", words.advice)
    hint = ""
    if kind is ErrorKind.CONNECTION_REFUSED and host.startswith(_LOCAL_HOSTS):
        hint = _LOCAL_HINT
    return Words(words.sentence.format(host=host), words.advice.format(host=host) + hint)


def advise(
    kind: ErrorKind, detail: str, host: str, code: int | None = None, asked_seconds: float | None = None
) -> str:
    """Say what to try after a failed attempt: after an error, or an answer `code` that is no success.

    `asked_seconds` is what the receiver asked for by Retry-After, where that counts.
    """
    if kind is not ErrorKind.HTTP_ERROR or code is None:
        return explain_error(kind, detail, host).advice
    asked = "" if asked_seconds is None else f"The receiver asked for {asked_seconds:.0f} s. "
    return asked + advise_on_code(code)


def advise_on_code(code: int) -> str:
    """Say what to try after an answer with this code, which is not a success and not a redirect."""
    known = _BY_CODE.get(code)
    if known is not None:
        return known
    if 200 <= code <= 299:
        return "Its webhook does not count this code as success. Add it to the success codes if it is one."
    if 400 <= code <= 499:
        return "The receiver refuses the request. Its answer usually says why."
    return _LOOK_INTO_LOG


class Speed(StrEnum):
    """How an answer stands to the time it may take."""

    FINE = "fine"
    SLOW = "slow"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class SpeedAdvice:
    """How fast it was and, unless it was fine, what to do about it."""

    speed: Speed
    sentence: str = ""


def advise_on_speed(duration_seconds: float, response_timeout_seconds: float) -> SpeedAdvice:
    """Judge how long an answer took: SLOW above 5 s, CLOSE above 80 % of the response timeout."""
    took = f"It took {duration_seconds:.1f} s."
    mend = "Let the receiver store the event, answer at once and work afterwards."
    if duration_seconds > response_timeout_seconds * CLOSE_SHARE:
        return SpeedAdvice(
            Speed.CLOSE, f"{took} After {response_timeout_seconds:g} s it counts as failed. {mend}"
        )
    if duration_seconds > SLOW_SECONDS:
        return SpeedAdvice(Speed.SLOW, f"{took} An answer within {SLOW_SECONDS:g} s is better. {mend}")
    return SpeedAdvice(Speed.FINE)
