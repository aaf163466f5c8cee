"""Templates to begin with: the usual envelope of each preset, and messages for Slack, Teams and Discord."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from webhook_dashboard.domain.catalogue.entries import FIRST_VERSION
from webhook_dashboard.domain.paths import entity_of
from webhook_dashboard.domain.subscriptions import matches_pattern
from webhook_dashboard.domain.templates.source import TemplateSource
from webhook_dashboard.domain.templates.values import to_fragment

Envelope = Literal["standard", "napt", "angage", "eudr", "raw"]
ENVELOPES: Final[tuple[Envelope, ...]] = get_args(Envelope)

_STANDARD: Final = """\
{
  "type": "{event.type}",
  "timestamp": "{event.time}",
  "data": {data}
}"""
_NAPT: Final = """\
{
  "event": "{event.type}",
  "timestamp": "{event.time}",
  "version": "%version%",
  "data": {data}
}"""
_ANGAGE: Final = """\
{
  "event": "{webhook.event}",
  "timestamp": "{webhook.timestamp}",
  "data": {data}
}"""
_ANGAGE_ORDER: Final = """\
{
  "event": "{webhook.event}",
  "timestamp": "{webhook.timestamp}",
  "data": {
    "order_id": "{order.id}",
    "order_number": "{order.number}",
    "customer": {
      "id": "{customer.id}",
      "name": "{customer.name}",
      "email": "{customer.email}"
    },
    "items": [
      {
        "sku": "{item.sku}",
        "name": "{item.name}",
        "quantity": "{item.quantity}",
        "price": "{item.price}"
      }
    ],
    "totals": {
      "subtotal": "{order.subtotal}",
      "tax": "{order.tax}",
      "shipping": "{order.shipping}",
      "total": "{order.total}"
    }
  }
}"""
_EUDR: Final = """\
{
  "event": "{event.type}",
  "timestamp": "{event.time}",
  "integrationId": "{webhook.integration_id}",
  "data": {data}
}"""
_TEXTS: Final[Mapping[Envelope, str]] = {
    "standard": _STANDARD,
    "napt": _NAPT,
    "angage": _ANGAGE,
    "eudr": _EUDR,
    "raw": "{data}",
}


def default_template(
    envelope: Envelope, event_type: str, *, payload_version: str = FIRST_VERSION
) -> TemplateSource:
    """Return the template that gives events of a type the usual shape; people go on from there."""
    if envelope == "angage" and entity_of(event_type) == "order":
        return TemplateSource("json", _ANGAGE_ORDER)
    version = to_fragment(payload_version).replace("{", "\\{")
    return TemplateSource("json", _TEXTS[envelope].replace("%version%", version))


@dataclass(frozen=True, slots=True)
class ReadyTemplate:
    """A template for one kind of receiver. `pattern` is what event types it is for (`*`, `order.*`).

    `hosts` are the receivers' names; their subdomains are meant, too.
    """

    key: str
    name: str
    pattern: str
    hosts: tuple[str, ...]
    source: TemplateSource

    def fits(self, host: str, event_type: str) -> bool:
        """Return whether it is for events of this type that go to this host."""
        name = host.lower()
        at_home = any(name == known or name.endswith(f".{known}") for known in self.hosts)
        return at_home and matches_pattern(self.pattern, event_type)


_SLACK_HOSTS: Final = ("hooks.slack.com", "hooks.slack-gov.com")
_TEAMS_HOSTS: Final = ("webhook.office.com", "logic.azure.com", "api.powerplatform.com")
_DISCORD_HOSTS: Final = ("discord.com", "discordapp.com")

_SLACK: Final = r"""{
  "text": "*{event.type}* at {event.time|date:%H:%M:%S} UTC\n```{data|json:pretty|truncate:2500|html}```"
}"""
_SLACK_ORDER: Final = r"""{
  "text": "*{event.type}* {order.number|html}",
  "blocks": [
    {
      "type": "section",
      "text": {
        "type": "mrkdwn",
        "text": "*{event.type}* {order.number|html}\n{customer.name|html}, {order.total|number:2}"
      }
    },
    {
      "type": "context",
      "elements": [
        {
          "type": "mrkdwn",
          "text": "{order.items|pluck:name|join:, |truncate:1500|html|default:no lines}"
        }
      ]
    }
  ]
}"""
_TEAMS: Final = r"""{
  "type": "message",
  "attachments": [
    {
      "contentType": "application/vnd.microsoft.card.adaptive",
      "content": {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
          {"type": "TextBlock", "size": "Medium", "weight": "Bolder", "text": "{event.type}"},
          {"type": "TextBlock", "fontType": "Monospace", "wrap": true, "text": "{data|json|truncate:8000}"}
        ]
      }
    }
  ]
}"""
_TEAMS_ORDER: Final = r"""{
  "type": "message",
  "attachments": [
    {
      "contentType": "application/vnd.microsoft.card.adaptive",
      "content": {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
          {"type": "TextBlock", "size": "Medium", "weight": "Bolder", "text": "{event.type} {order.number}"},
          {"type": "TextBlock", "wrap": true, "text": "{customer.name}, {order.total|number:2}"},
          {"type": "FactSet", "facts": [{"title": "{item.quantity} x", "value": "{item.name}"}]}
        ]
      }
    }
  ]
}"""
_DISCORD: Final = r"""{
  "embeds": [
    {
      "title": "{event.type}",
      "description": "```json\n{data|json:pretty|truncate:3800}\n```",
      "timestamp": "{event.time}"
    }
  ],
  "allowed_mentions": {"parse": []}
}"""
_DISCORD_ORDER: Final = r"""{
  "embeds": [
    {
      "title": "{event.type} {order.number|truncate:200}",
      "description": "{customer.name}\n{order.items|pluck:name|join:\n|truncate:3000}",
      "timestamp": "{event.time}"
    }
  ],
  "allowed_mentions": {"parse": []}
}"""

READY_TEMPLATES: Final = (
    ReadyTemplate(
        "slack-order", "Slack, orders", "order.*", _SLACK_HOSTS, TemplateSource("json", _SLACK_ORDER)
    ),
    ReadyTemplate("slack", "Slack", "*", _SLACK_HOSTS, TemplateSource("json", _SLACK)),
    ReadyTemplate(
        "teams-order",
        "Microsoft Teams, orders",
        "order.*",
        _TEAMS_HOSTS,
        TemplateSource("json", _TEAMS_ORDER),
    ),
    ReadyTemplate("teams", "Microsoft Teams", "*", _TEAMS_HOSTS, TemplateSource("json", _TEAMS)),
    ReadyTemplate(
        "discord-order", "Discord, orders", "order.*", _DISCORD_HOSTS, TemplateSource("json", _DISCORD_ORDER)
    ),
    ReadyTemplate("discord", "Discord", "*", _DISCORD_HOSTS, TemplateSource("json", _DISCORD)),
)
"""The best fit for a host and a type is the first that fits."""
