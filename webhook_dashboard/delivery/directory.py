"""The webhooks in memory: who gets an event, and with which configuration it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from webhook_dashboard.delivery.echoes import Echoes
from webhook_dashboard.delivery.lanes import LaneRules
from webhook_dashboard.domain.authentication import Authentication
from webhook_dashboard.domain.custom_headers import masked_headers
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.judging import JudgingRules
from webhook_dashboard.domain.requests import RequestBuilder
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.domain.templates import parse_template, read_source
from webhook_dashboard.domain.webhooks import Webhook, host_of
from webhook_dashboard.storage.credentials import Credentials, open_credentials
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, read_value
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import WebhookSummary, list_sealed

_REMEMBERED_TYPES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What every attempt of one webhook needs, prepared once per revision."""

    webhook: Webhook
    builder: RequestBuilder
    judging: JudgingRules
    retry: RetryPolicy
    lane: LaneRules
    host: str
    echoes: Echoes = field(default=Echoes(()), repr=False)
    """What a receiver may send back to us and the log must not show: credentials, not the signing secret."""

    @classmethod
    def of(cls, webhook: Webhook) -> "Plan":
        """Prepare a webhook."""
        profile = webhook.profile
        return cls(
            webhook=webhook,
            builder=RequestBuilder(webhook),
            judging=profile.judging,
            retry=profile.retry_policy,
            lane=LaneRules(profile.concurrency, profile.rate_limit),
            host=host_of(webhook.url),
            echoes=Echoes(_credentials(webhook)),
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """Who an event type goes to: the webhooks that get it, and those that would if they were active."""

    active: tuple[Webhook, ...]
    inactive: tuple[Webhook, ...]


class Directory:
    """A snapshot of all webhooks, replaced as a whole when their version in the database changes.

    Safe to read from any thread; `refresh` is called inside a transaction, by the writer thread.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._version: str | None = None
        self._is_committed = False
        self._plans: dict[int, Plan] = {}
        self._audiences: dict[str, Audience] = {}
        self.generation = 0
        """Counts the snapshots."""

    def trust(self) -> None:
        """Take note that a transaction was committed: what was read last stands."""
        self._is_committed = True

    def distrust(self) -> None:
        """Take note that one was rolled back: what was read in it is read anew at the next refresh."""
        if not self._is_committed:
            self._version = None

    def refresh(self, connection: Connection) -> None:
        """Take up changes; one small query when there are none."""
        version = read_value(connection, WEBHOOKS_VERSION) or "0"
        if version == self._version:
            return
        plans: dict[int, Plan] = {}
        for sealed in list_sealed(connection):
            summary = sealed.summary
            known = self._plans.get(summary.id) if self._version is not None else None
            if known is not None and known.webhook.revision == summary.revision:
                webhook = replace(known.webhook, held=summary.is_held, paused=summary.paused_at is not None)
                plans[summary.id] = replace(known, webhook=webhook)
            else:
                plans[summary.id] = Plan.of(make_webhook(summary, open_credentials(self._vault, sealed)))
        self._plans, self._audiences, self._version, self._is_committed = plans, {}, version, False
        self.generation += 1

    def find(self, webhook_id: int) -> Webhook | None:
        """Return a webhook that was not deleted, or None."""
        plan = self._plans.get(webhook_id)
        return None if plan is None else plan.webhook

    def plan(self, webhook_id: int) -> Plan | None:
        """Return how to send to a webhook, or None when it was deleted."""
        return self._plans.get(webhook_id)

    def held(self) -> list[Webhook]:
        """Return the active webhooks whose deliveries wait."""
        return [plan.webhook for plan in self._plans.values() if plan.webhook.held and plan.webhook.active]

    def audience(self, event_type: str) -> Audience:
        """Return who subscribes to an event type."""
        known = self._audiences.get(event_type)
        if known is not None:
            return known
        subscribed = [plan.webhook for plan in self._plans.values() if plan.webhook.subscribes(event_type)]
        found = Audience(
            tuple(webhook for webhook in subscribed if webhook.active),
            tuple(webhook for webhook in subscribed if not webhook.active),
        )
        if len(self._audiences) < _REMEMBERED_TYPES:
            self._audiences[event_type] = found
        return found


def make_webhook(summary: WebhookSummary, credentials: Credentials) -> Webhook:
    """Put a webhook together from what is shown of it and what it keeps secret."""
    return Webhook(
        id=summary.id,
        name=summary.name,
        url=summary.url,
        event_types=summary.event_types,
        active=summary.active,
        secret=credentials.secret,
        revision=summary.revision,
        created_at=summary.created_at,
        previous_secrets=credentials.previous,
        profile=summary.profile,
        authentication=_authentication(summary.authentication, credentials.authentication),
        headers=tuple(
            (name, credentials.headers[name] if value is None else value) for name, value in summary.headers
        ),
        filters={key: parse_filter(document) for key, document in summary.filters.items()},
        templates={key: parse_template(read_source(source)) for key, source in summary.templates.items()},
        held=summary.is_held,
        paused=summary.paused_at is not None,
    )


def _credentials(webhook: Webhook) -> set[str]:
    """Return what lets somebody in, as it is and as it is sent."""
    shown = masked_headers(webhook.headers)
    return {
        *webhook.authentication.secret_values().values(),
        *(value.rpartition(" ")[2] for _, value in webhook.authentication.headers()),
        *(value for (_, value), (_, kept) in zip(webhook.headers, shown, strict=True) if value != kept),
    }


def _authentication(public: Mapping[str, str], secret: Mapping[str, str]) -> Authentication:
    values = {name: value for name, value in public.items() if name != "type"} | dict(secret)
    return Authentication(public.get("type", "none"), values)
