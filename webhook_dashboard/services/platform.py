"""Everything that works behind the two doors, opened and closed as one."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.alerts import AlertOptions, Alerts
from webhook_dashboard.delivery.clock import Clock, utc_now
from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.delivery.dispatcher import Dispatcher
from webhook_dashboard.delivery.engine import Engine
from webhook_dashboard.delivery.jobs import start_jobs
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.delivery.results import Results
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.transport import PooledTransport
from webhook_dashboard.services.accounts import Accounts
from webhook_dashboard.services.api_keys import ApiKeys
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.deliveries import Deliveries
from webhook_dashboard.services.event_types import EventTypes
from webhook_dashboard.services.events import Publisher
from webhook_dashboard.services.inboxes import Inboxes
from webhook_dashboard.services.key_rotation import KeyRotation
from webhook_dashboard.services.past_events import PastSender
from webhook_dashboard.services.stored_webhooks import StoredWebhooks
from webhook_dashboard.services.unsaved_work import UnsavedWork
from webhook_dashboard.services.webhook_secrets import WebhookSecrets
from webhook_dashboard.services.webhook_tests import WebhookTests
from webhook_dashboard.services.webhook_urls import WebhookUrls
from webhook_dashboard.services.webhooks import Webhooks
from webhook_dashboard.storage import deliveries
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.ids import IdSource
from webhook_dashboard.storage.installation import NODE_COUNTER, next_number
from webhook_dashboard.storage.migrate import migrate
from webhook_dashboard.storage.vault import Vault


def _pooled(guard: AddressGuard, own_origin: str) -> Sender:
    return Sender(PooledTransport(guard, own_origin=own_origin))


@dataclass(frozen=True, slots=True)
class Options:
    """What a platform is opened with.

    `reread_vault_keys` returns the keys as they are now (see Vault). `own_origin` is where this process
    listens (`http://127.0.0.1:8000`). `make_sender` gets the address guard and that origin; tests and the
    demonstration pass their own.
    """

    database_url: str
    vault_keys: tuple[str, ...]
    reread_vault_keys: Callable[[], tuple[str, ...]] | None = None
    own_origin: str = "http://127.0.0.1:8000"
    allowed_addresses: tuple[str, ...] = ()
    allow_private_addresses: bool = False
    only_addresses: tuple[str, ...] = ()
    blocked_addresses: tuple[str, ...] = ()
    alerts: AlertOptions = field(default_factory=AlertOptions)
    limits: Limits = field(default_factory=Limits)
    clock: Clock = utc_now
    chance: Callable[[], float] = random.random
    make_sender: Callable[[AddressGuard, str], Sender] = _pooled


class Platform:
    """The database, the services and, once started, the engine."""

    def __init__(self, options: Options) -> None:
        self.clock = options.clock
        self.own_origin = options.own_origin
        self.database = Database(options.database_url)
        migrate(self.database.write_engine)
        node = self.database.writing(lambda connection: next_number(connection, NODE_COUNTER)).result()
        context = Context(self.database, options.clock, IdSource(node, options.clock))
        vault = Vault(options.vault_keys, options.reread_vault_keys)
        guard = AddressGuard(
            options.allowed_addresses,
            allow_private=options.allow_private_addresses,
            only=options.only_addresses,
            blocked=options.blocked_addresses,
        )
        self.directory = Directory(vault)
        self.database.on_commit(self.directory.trust)
        self.database.on_rollback(self.directory.distrust)
        sender = options.make_sender(guard, options.own_origin)
        dispatcher = Dispatcher(
            self.directory, sender, clock=options.clock, chance=options.chance, own_origin=options.own_origin
        )
        public_url = options.alerts.public_url or options.own_origin
        self.alerts = Alerts(replace(options.alerts, public_url=public_url), guard, sender, context.new_id)
        results = Results(self.directory, f"{node}-{secrets.token_hex(4)}", self.alerts.note)
        self.engine = Engine(
            self.database,
            self.directory,
            dispatcher,
            results,
            clock=options.clock,
            limits=options.limits,
        )
        self.context = context
        self.accounts = Accounts(context)
        self.api_keys = ApiKeys(context)
        self.event_types = EventTypes(context)
        stored = StoredWebhooks(context, vault)
        self.webhook_urls = WebhookUrls(context, guard)
        self.webhook_secrets = WebhookSecrets(context, stored, self.engine.wake)
        self.webhooks = Webhooks(context, stored, self.webhook_urls, self.engine.wake)
        self.webhook_tests = WebhookTests(context, self.engine, self.webhook_urls, options.own_origin)
        self.publisher = Publisher(context, self.directory, self.engine)
        self.past_events = PastSender(context, self.directory, self.engine.wake)
        self.deliveries = Deliveries(context, self.engine.wake)
        self.inboxes = Inboxes(context, vault)
        self.key_rotation = KeyRotation(context, vault)
        self.unsaved_work = UnsavedWork(vault)

    def start(self) -> None:
        """Take up what an earlier process left behind, then start the engine."""
        self.database.writing(self._recover).result()
        self.engine.start(partial(start_jobs, alerts=self.alerts))

    def drain(self) -> None:
        """Refuse new events and let the engine finish what it is sending. All else still works."""
        self.publisher.close()
        if self.engine.is_running:
            self.engine.stop()

    def stop(self) -> None:
        """Drain, then close the database."""
        self.drain()
        self.database.close()

    def _recover(self, connection: Connection) -> None:
        # SQLite has one process: whatever another owner holds was left by one that died.
        all_but = self.engine.owner if self.database.is_sqlite else None
        deliveries.rescue(connection, self.clock(), all_but=all_but)
        self.directory.refresh(connection)
