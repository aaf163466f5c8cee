"""What every verb needs: the database, the clock, new ids, and a place to note changes."""

from dataclasses import dataclass
from typing import Any, Protocol

from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage.accounts import AuditRecord, insert_audit
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.ids import IdSource


class Wake(Protocol):
    """Has the engine look for due deliveries; `released`: among the held ones too."""

    def __call__(self, *, released: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Context:
    """Shared by all services of a process."""

    database: Database
    clock: Clock
    new_id: IdSource

    def note(self, connection: Connection, actor: Actor, action: str, subject: str, **detail: Any) -> None:
        """Write one line of the audit log, in the transaction of the change."""
        now = self.clock()
        insert_audit(connection, AuditRecord(self.new_id(), now, actor.name, action, subject, detail))
