"""Verbs about the event catalogue: add, change, delete, import, switch packs, ask for fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import orjson

from webhook_dashboard.domain.catalogue.entries import EventType
from webhook_dashboard.domain.catalogue.packs import find_built_in, find_pack
from webhook_dashboard.domain.errors import Conflict, NotFound
from webhook_dashboard.domain.event_types import (
    EventTypeDraft,
    check_category,
    check_description,
    check_draft,
    check_version,
    parse_import,
    write_sample,
)
from webhook_dashboard.domain.fields import FieldInfo
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.catalogue import (
    OWN,
    CatalogueEntry,
    PackState,
    entry_of,
    find_entry,
    learn,
    naming,
    read_catalogue,
    read_sample,
)
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.remembered import Remembered
from webhook_dashboard.storage import event_types
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_types import StoredEventType
from webhook_dashboard.storage.events import find_events
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks

Result = TypeVar("Result")

MAX_OWN_TYPES: Final = 2_000
FIELDS_KEPT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class EventTypeChange:
    """What to change; None leaves a field as it is. A `sample` is written in JSON."""

    category: str | None = None
    description: str | None = None
    version: str | None = None
    sample: bytes | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The keys of an import, by what it does to the catalogue."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


class EventTypes:
    """Verbs about the event catalogue."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fields: Remembered[str, tuple[FieldInfo, ...]] = Remembered(context.clock, FIELDS_KEPT_SECONDS)

    async def create(self, draft: EventTypeDraft, actor: Actor) -> CatalogueEntry:
        """Add an event type of one's own.

        Raises:
            InvalidInput. NotAllowed: needs admin. Conflict: the catalogue has this key, or is full.
        """
        actor.require(Role.ADMIN)
        event_type = check_draft(draft)

        def work(connection: Connection) -> CatalogueEntry:
            if find_entry(connection, event_type.key) is not None:
                raise Conflict(f"The catalogue has {event_type.key} already. Change it instead.")
            entry = self._save(connection, event_type, OWN)
            self._require_room(connection)
            self._context.note(connection, actor, "event_type.created", event_type.key)
            return entry

        return await self._write(work)

    async def update(self, key: str, change: EventTypeChange, actor: Actor) -> CatalogueEntry:
        """Change an entry; a built-in one goes on to belong to its pack.

        Raises:
            InvalidInput, NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)

        def work(connection: Connection) -> CatalogueEntry:
            before = _require(connection, key)
            after = _changed(before.event_type, change)
            if after == before.event_type:
                return before
            self._context.note(connection, actor, "event_type.updated", key)
            return self._replace(connection, before, after)

        return await self._write(work)

    async def delete(self, key: str, actor: Actor, *, even_if_used: bool = False) -> None:
        """Delete an entry of one's own; a built-in one that was changed becomes what its pack says again.

        Events of this type are taken and delivered as before: the catalogue only describes them.

        Raises:
            NotFound. NotAllowed: needs admin. Conflict: nobody changed the built-in one, or webhooks name
                the type and `even_if_used` is false.
        """
        actor.require(Role.ADMIN)

        def work(connection: Connection) -> None:
            entry = _require(connection, key)
            if entry.origin != OWN and not entry.is_changed:
                pack = find_pack(entry.origin)
                raise Conflict(f"{key} comes with {pack.name}. Switch that pack off to hide its types.")
            users = naming(list_webhooks(connection), key) if entry.origin == OWN else []
            if users and not even_if_used:
                raise Conflict(f"{_names(users)} by name. Take it out there first, or delete it with force.")
            event_types.delete_event_type(connection, key)
            self._context.note(connection, actor, "event_type.deleted", key)

        await self._write(work)

    async def import_types(self, document: object, actor: Actor, *, only_look: bool = False) -> ImportOutcome:
        """Add and change the entries of a parsed JSON document, all or none; `only_look` changes nothing.

        Raises:
            InvalidInput: names the entry at fault. NotAllowed: needs admin. Conflict: the catalogue is full.
        """
        actor.require(Role.ADMIN)
        wanted = parse_import(document)

        def work(connection: Connection) -> ImportOutcome:
            known = {entry.event_type.key: entry for entry in read_catalogue(connection)}
            outcome = _outcome(known, wanted)
            if only_look:
                return outcome
            for event_type in wanted:
                if event_type.key in outcome.created:
                    self._save(connection, event_type, OWN)
                elif event_type.key in outcome.changed:
                    self._replace(connection, known[event_type.key], event_type)
            self._require_room(connection)
            if outcome.created or outcome.changed:
                counts = {"created": len(outcome.created), "changed": len(outcome.changed)}
                self._context.note(connection, actor, "event_type.imported", "", **counts)
            return outcome

        return await (self._context.database.read(work) if only_look else self._write(work))

    async def switch_pack(self, key: str, enabled: bool, actor: Actor) -> PackState:
        """Offer the types of a pack, or hide them. What webhooks subscribe to does not change.

        Raises:
            NotFound. NotAllowed: needs admin.
        """
        actor.require(Role.ADMIN)
        pack = find_pack(key)

        def work(connection: Connection) -> PackState:
            event_types.switch_pack(connection, key, enabled=enabled)
            self._context.note(connection, actor, "event_type_pack.switched", key, enabled=enabled)
            return PackState(pack, enabled)

        return await self._write(work)

    async def draft_from(self, event_id: int) -> EventTypeDraft:
        """Return a draft with the type of a stored event and its data as the sample; stores nothing.

        Raises:
            NotFound: there is no such event, or it was tidied away.
        """
        found = await self._context.database.read(lambda connection: find_events(connection, [event_id]))
        if event_id not in found:
            raise NotFound("There is no such event. It may have been removed by age.")
        event = found[event_id]
        return EventTypeDraft(event.type, sample=orjson.loads(event.data))

    async def fields(self, event_type: str) -> tuple[FieldInfo, ...]:
        """Return the fields of a type, learned from its newest events and its sample; some seconds old."""
        is_known, fields = self._fields.get(event_type)
        if not is_known or fields is None:
            fields = await self._context.database.read(lambda connection: learn(connection, event_type))
            self._fields.put(event_type, fields)
        return fields

    async def sample(self, event_type: str) -> Any:
        """Return the sample of a type, also of one in a pack that is off; None for an unknown type."""
        return await self._context.database.read(lambda connection: read_sample(connection, event_type))

    async def _write(self, work: Callable[[Connection], Result]) -> Result:
        done = await self._context.database.write(work)
        self._fields.clear()  # samples are part of what is learned
        return done

    def _save(self, connection: Connection, event_type: EventType, origin: str) -> CatalogueEntry:
        row = StoredEventType(
            key=event_type.key,
            category=event_type.category,
            description=event_type.description,
            version=event_type.version,
            sample=write_sample(event_type.sample),
            origin=origin,
            updated_at=self._context.clock(),
        )
        event_types.save_event_type(connection, row)
        return entry_of(row)

    def _replace(self, connection: Connection, before: CatalogueEntry, after: EventType) -> CatalogueEntry:
        """Store a change; a built-in type that is as its pack says needs no row of its own."""
        built_in = find_built_in(after.key)
        if before.origin != OWN and built_in is not None and built_in[1] == after:
            event_types.delete_event_type(connection, after.key)
            return CatalogueEntry(after, before.origin)
        return self._save(connection, after, before.origin)

    def _require_room(self, connection: Connection) -> None:
        if len(event_types.list_stored_types(connection)) > MAX_OWN_TYPES:
            raise Conflict(f"The catalogue holds {MAX_OWN_TYPES:,} types of your own, and that is the limit.")


def _require(connection: Connection, key: str) -> CatalogueEntry:
    entry = find_entry(connection, key)
    if entry is None:
        raise NotFound("There is no such event type in the catalogue.")
    return entry


def _changed(before: EventType, change: EventTypeChange) -> EventType:
    return replace(
        before,
        category=before.category if change.category is None else check_category(change.category),
        description=before.description
        if change.description is None
        else check_description(change.description),
        version=before.version if change.version is None else check_version(change.version),
        sample=before.sample if change.sample is None else _read_sample(change.sample),
    )


def _read_sample(written: bytes) -> Any:
    sample: Any = orjson.loads(written)
    write_sample(sample)
    return {} if sample is None else sample


def _outcome(known: dict[str, CatalogueEntry], wanted: Sequence[EventType]) -> ImportOutcome:
    unchanged = {one.key for one in wanted if one.key in known and known[one.key].event_type == one}
    return ImportOutcome(
        created=tuple(one.key for one in wanted if one.key not in known),
        changed=tuple(one.key for one in wanted if one.key in known and one.key not in unchanged),
        unchanged=tuple(one.key for one in wanted if one.key in unchanged),
    )


def _names(webhooks: Sequence[WebhookSummary]) -> str:
    first = webhooks[0].name
    if len(webhooks) == 1:
        return f"{first} subscribes to it"
    others = len(webhooks) - 1
    return f"{first} and {others} other webhook{'s' if others > 1 else ''} subscribe to it"
