"""What people read about an alert: subject and plain text for e-mail, blocks for a chat (Slack's format)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from webhook_dashboard.domain.alerts import Alert, AlertKind
from webhook_dashboard.domain.health import CountUnit, PauseAction
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id

_LINE_MAX_CHARACTERS: Final = 300
_SUBJECT_MAX_CHARACTERS: Final = 150
# A receiver may answer with an address that carries a key, in its path as in its query.
_URL: Final = re.compile(r"(https?://)(?:[^\s/?#@]*@)?([^\s/?#]+)[/?#]\S+", re.IGNORECASE)
_QUERY: Final = re.compile(r"[?#]\S+")

_ENDINGS: Final = {PauseAction.PAUSE: "it is paused", PauseAction.DISABLE: "it is switched off"}
_UNITS: Final = {
    CountUnit.DELIVERY: ("delivery", "deliveries"),
    CountUnit.ATTEMPT: ("attempt", "attempts"),
}
_ADVICE: Final = {
    AlertKind.WARNED_HALF: "Failed deliveries are still retried.",
    AlertKind.WARNED_MOST: "Failed deliveries are still retried.",
    AlertKind.REACHED: "It stays on, as its settings say. Failed deliveries are still retried.",
    AlertKind.PAUSED: "Its deliveries wait and are not lost. Mend the receiver, then resume the webhook: "
    "what waits is sent.",
    AlertKind.DISABLED: "It gets no new events until somebody switches it on.",
    AlertKind.GONE: "Its deliveries wait. If the receiver has moved, change the URL and resume the webhook; "
    "if nobody wants the events any more, delete it.",
    AlertKind.EXHAUSTED: "No further attempt is made by itself. Mend the receiver, then retry in the log.",
    AlertKind.RECOVERED: "There is nothing to do.",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready for every channel. `chat` is a JSON document."""

    subject: str
    text: str
    chat: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Link:
    label: str
    url: str


def compose(alert: Alert, public_url: str) -> Message:
    """Write the message; `public_url` is where people reach the dashboard, without a slash at the end."""
    said = _said(alert)
    name, host = _line(alert.webhook_name), _line(alert.host)
    subject = _cut(f"{name} {said}", _SUBJECT_MAX_CHARACTERS)
    details = _details(alert)
    links = _links(alert, public_url)
    advice = _ADVICE[alert.kind]
    paragraphs = [
        f"{name} ({host}) {said}.",
        "\n".join(f"{label + ':':14}{value}" for label, value in details),
        advice,
        "\n".join(f"{link.label}: {link.url}" for link in links),
    ]
    blocks = [
        _section(f"*{_escaped(name)}* ({_escaped(host)}) {_escaped(said)}."),
        _section("\n".join(f"*{label}:* {_escaped(value)}" for label, value in details)),
        {"type": "context", "elements": [_markdown(_escaped(advice))]},
        {"type": "actions", "elements": [_button(link) for link in links]},
    ]
    return Message(subject, "\n\n".join(paragraphs) + "\n", {"text": _escaped(subject), "blocks": blocks})


def compose_test(public_url: str) -> Message:
    """Write the message by which somebody tries whether alerts arrive."""
    subject = "Alerts arrive here"
    text = f"This is a test of Webhook Dashboard at {public_url}. Nothing has failed."
    blocks = [_section(f"*{subject}.* {_escaped(text)}")]
    return Message(subject, f"{text}\n", {"text": f"{subject}. {_escaped(text)}", "blocks": blocks})


def _said(alert: Alert) -> str:
    """The rest of the sentence that begins with the name of the webhook, without its full stop."""
    match alert.kind:
        case AlertKind.WARNED_HALF | AlertKind.WARNED_MOST | AlertKind.REACHED:
            ending = _ENDINGS.get(alert.action, "")
            more = f"; at {alert.limit} {ending}" if ending and alert.failures < (alert.limit or 0) else ""
            return f"has {_failures(alert)}{more}"
        case AlertKind.PAUSED:
            return f"is paused after {_failures(alert)}"
        case AlertKind.DISABLED:
            return f"is switched off after {_failures(alert)}"
        case AlertKind.GONE:
            return "is paused: its receiver answered 410 Gone"
        case AlertKind.EXHAUSTED:
            return "gave up a delivery" if alert.given_up <= 1 else f"gave up {alert.given_up:,} deliveries"
        case _:  # recovered
            return "delivers again"


def _failures(alert: Alert) -> str:
    unit, units = _UNITS[alert.unit]
    return f"{alert.failures:,} failed {unit if alert.failures == 1 else units} in a row"


def _details(alert: Alert) -> list[tuple[str, str]]:
    details: list[tuple[str, str]] = []
    if alert.reason:
        details.append(("Last failure", _line(_QUERY.sub("?…", _URL.sub(r"\1\2/…", alert.reason)))))
    if alert.delivery_id is not None:
        example = f"{encode_id(DELIVERY, alert.delivery_id)}, {alert.event_type}"
        details.append(("Delivery", _line(example)))
    if alert.given_up and alert.given_up_since is not None:
        amount = "1 delivery" if alert.given_up == 1 else f"{alert.given_up:,} deliveries"
        details.append(("Given up", f"{amount} since {_moment(alert.given_up_since)}"))
    return [*details, ("Time", _moment(alert.happened_at))]


def _links(alert: Alert, public_url: str) -> list[_Link]:
    webhook = encode_id(WEBHOOK, alert.webhook_id)
    query = {"webhook": webhook}
    if alert.delivery_id is not None:
        query["id"] = encode_id(DELIVERY, alert.delivery_id)
    return [
        _Link("Deliveries", f"{public_url}/deliveries?{urlencode(query)}"),
        _Link("Webhook", f"{public_url}/webhooks/{webhook}"),
    ]


def _line(text: str) -> str:
    """One line of printable characters: names and answers come from anyone."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return _cut(" ".join(printable.split()), _LINE_MAX_CHARACTERS)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _escaped(text: str) -> str:
    """What Slack asks for; without it `<!channel>` in a name would call everyone."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _markdown(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _markdown(text)}


def _button(link: _Link) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": link.label}, "url": link.url}
