"""The rows of the event catalogue, made from what was read. Pure: moment and zone are arguments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from webhook_dashboard.domain.catalogue.packs import PACKS, find_built_in
from webhook_dashboard.domain.ids import created_at
from webhook_dashboard.services.catalogue import OWN, CatalogueEntry, receiving
from webhook_dashboard.ui.formatting import format_absolute, format_ago, format_count, format_noun
from webhook_dashboard.ui.pages.event_types.address import TypesAddress
from webhook_dashboard.ui.pages.event_types.reading import Catalogue

UNLISTED: Final = "Published, not in the catalogue"
OWN_WORD: Final = "Your own"
TIP_NAMES: Final = 12
_PACK_NAMES: Final = {pack.key: pack.name for pack in PACKS}


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One event type, as text. `group` stands above the first row of a category, else it is empty.

    `phone` is the second line on a phone, `phone_end` what stands at the right of the first.

    `add_href` leads to the dialog that adds a type that was published without being in the catalogue.
    """

    key: str
    description: str
    origin: str
    version: str
    webhooks: str
    webhooks_tip: str
    last_seen: str
    last_tip: str
    phone: str
    phone_end: str
    category: str
    is_changed: bool = False
    add_href: str = ""
    group: str = ""
    group_count: str = ""


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack with its switch."""

    key: str
    name: str
    description: str
    count: str
    is_enabled: bool


def to_rows(catalogue: Catalogue, address: TypesAddress, now: datetime, zone: tzinfo) -> list[TypeRow]:
    """The types that the search leaves, by category; those that nobody described come last."""
    listed = [_to_row(entry, catalogue, now, zone) for entry in catalogue.entries]
    known = {row.key for row in listed}
    unlisted = [
        _to_unlisted(key, catalogue, address, now, zone)
        for key in sorted(catalogue.newest)
        if key not in known
    ]
    return _grouped([row for row in listed + unlisted if _matches(row, address.search)])


def to_packs(catalogue: Catalogue) -> list[PackRow]:
    """Every pack."""
    return [
        PackRow(
            state.pack.key,
            state.pack.name,
            state.pack.description,
            format_noun(len(state.pack.event_types), "event type"),
            state.is_enabled,
        )
        for state in catalogue.packs
    ]


def count_words(catalogue: Catalogue, found: int | None = None) -> str:
    """How many there are, and how many were published: "35 event types, 12 published".

    Of a search, how many it found of them: "3 of 35 event types".
    """
    seen = sum(entry.event_type.key in catalogue.newest for entry in catalogue.entries)
    total = format_noun(len(catalogue.entries), "event type")
    if found is not None:
        return f"{format_count(found)} of {total}"
    return f"{total}, {format_count(seen)} published" if seen else total


def nothing_words(address: TypesAddress, catalogue: Catalogue) -> str:
    """Why the list is empty although types exist."""
    total = len(catalogue.entries)
    return f"No event type matches “{address.search}”. {format_noun(total, 'event type')} in the catalogue."


def neighbours(rows: Sequence[TypeRow], key: str) -> tuple[str, str]:
    """The keys before and after a row; empty at the ends, and when it is not in the list."""
    keys = [row.key for row in rows]
    if key not in keys:
        return "", ""
    at = keys.index(key)
    return keys[at - 1] if at else "", keys[at + 1] if at + 1 < len(keys) else ""


def origin_words(entry: CatalogueEntry) -> str:
    """Where an entry comes from: the name of its pack, or "Your own"."""
    return OWN_WORD if entry.origin == OWN else _PACK_NAMES[entry.origin]


def seen_words(newest_id: int | None, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """When a type was published last, and the exact moment for the tooltip."""
    if newest_id is None:
        return "Never", ""
    moment = created_at(newest_id)
    return format_ago(moment, now), format_absolute(moment, zone)


def unlisted_words(key: str) -> str:
    """What is known of a type that the catalogue does not offer."""
    built_in = find_built_in(key)
    if built_in is not None:
        return f"{built_in[1].description}. It is in the pack {built_in[0].name}, which is off."
    return "Nobody has described it yet."


def _to_row(entry: CatalogueEntry, catalogue: Catalogue, now: datetime, zone: tzinfo) -> TypeRow:
    event_type = entry.event_type
    last_seen, last_tip = seen_words(catalogue.newest.get(event_type.key), now, zone)
    count, names = _audience(event_type.key, catalogue)
    return TypeRow(
        key=event_type.key,
        description=event_type.description,
        origin=origin_words(entry),
        version=event_type.version,
        webhooks=format_count(count) if count else "–",
        webhooks_tip=names,
        last_seen=last_seen,
        last_tip=last_tip,
        phone=event_type.description or origin_words(entry),
        phone_end=format_noun(count, "webhook") if count else "no webhook",
        category=event_type.category,
        is_changed=entry.is_changed,
    )


def _to_unlisted(
    key: str, catalogue: Catalogue, address: TypesAddress, now: datetime, zone: tzinfo
) -> TypeRow:
    newest_id = catalogue.newest[key]
    last_seen, last_tip = seen_words(newest_id, now, zone)
    count, names = _audience(key, catalogue)
    return TypeRow(
        key=key,
        description=unlisted_words(key),
        origin="",
        version="",
        webhooks=format_count(count) if count else "–",
        webhooks_tip=names,
        last_seen=last_seen,
        last_tip=last_tip,
        phone=unlisted_words(key),
        phone_end=format_noun(count, "webhook") if count else "no webhook",
        category=UNLISTED,
        add_href=address.closed().creating(newest_id).href(),
    )


def _audience(key: str, catalogue: Catalogue) -> tuple[int, str]:
    """How many webhooks get a type, and their names for the tooltip."""
    names = [webhook.name for webhook in receiving(catalogue.webhooks, key)]
    rest = len(names) - TIP_NAMES
    return len(names), ", ".join(names[:TIP_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _matches(row: TypeRow, search: str) -> bool:
    wanted = search.casefold()
    return any(wanted in text.casefold() for text in (row.key, row.description, row.category, row.origin))


def _grouped(rows: Sequence[TypeRow]) -> list[TypeRow]:
    """The rows by category, in the order in which the categories come first; each first row has the head."""
    groups: dict[str, list[TypeRow]] = {}
    for row in rows:
        groups.setdefault(row.category, []).append(row)
    return [
        row if position else replace(row, group=category, group_count=format_count(len(members)))
        for category, members in groups.items()
        for position, row in enumerate(members)
    ]
