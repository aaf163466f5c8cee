"""Importing webhooks: first what would become of each, then those that were chosen."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from webhook_dashboard.domain.errors import DomainError, InvalidInput
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.webhooks import MAX_NAME_LENGTH
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.webhook_configuration import configure
from webhook_dashboard.services.webhook_documents import (
    ReadDraft,
    name_in,
    read_draft,
    read_list,
    renamed,
)
from webhook_dashboard.services.webhook_secrets import make_secret
from webhook_dashboard.services.webhook_urls import WebhookUrls
from webhook_dashboard.services.webhooks import Webhooks

_LOOK_UPS: Final = 16
"""Hosts that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One webhook of an import, and what would become of it.

    `given_name` is the one in the document; `name` the one it would get, for no two should be called alike.
    `problem` says why it is refused; it begins with the field that is at fault.
    """

    given_name: str
    name: str = ""
    read: ReadDraft | None = None
    problem: str = ""

    @property
    def is_renamed(self) -> bool:
        """Whether another webhook has its name already."""
        return bool(self.name) and self.name != self.given_name


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a candidate: `webhook_id` of the new webhook, or `problem`, why it was refused."""

    candidate: Candidate
    webhook_id: int | None = None
    problem: str = ""


async def examine(urls: WebhookUrls, text: str, names: Collection[str], actor: Actor) -> list[Candidate]:
    """Return what would become of each webhook of a text of JSON; nothing is stored.

    `names` are those of the webhooks there are. Every check of `Webhooks.create` is made, the look-up of
    each host included.

    Raises:
        InvalidInput: the text holds no webhooks. NotAllowed: needs admin.
    """
    actor.require(Role.ADMIN)
    entries = read_list(text)
    gate = asyncio.Semaphore(_LOOK_UPS)

    async def examined(entry: object) -> Candidate:
        try:
            async with gate:
                read = read_draft(entry)
                url = await urls.stored(read.draft.url)
                configure(read.draft, url, make_secret())
        except InvalidInput as error:
            return Candidate(name_in(entry), problem=_sentence(error))
        return Candidate(read.draft.name, read.draft.name, read)

    candidates = await asyncio.gather(*(examined(entry) for entry in entries))
    return _named_apart(candidates, names)


async def carry_out(webhooks: Webhooks, candidate: Candidate, actor: Actor) -> Imported:
    """Create one webhook of an import, switched off; a refusal is data, so that the others go on.

    Raises:
        NotAllowed: needs admin.
    """
    actor.require(Role.ADMIN)
    if candidate.read is None:
        return Imported(candidate, problem=candidate.problem)
    try:
        created = await webhooks.create(candidate.read.draft, actor)
    except DomainError as error:
        return Imported(candidate, problem=_sentence(error))
    return Imported(candidate, created.summary.id)


def _named_apart(candidates: Sequence[Candidate], names: Collection[str]) -> list[Candidate]:
    taken = {name.casefold() for name in names}
    named: list[Candidate] = []
    for candidate in candidates:
        if candidate.read is None:
            named.append(candidate)
            continue
        name = _free_name(candidate.given_name, taken)
        taken.add(name.casefold())
        named.append(replace(candidate, name=name, read=renamed(candidate.read, name)))
    return named


def _sentence(error: DomainError) -> str:
    """Return what is wrong, with the field in front that is at fault."""
    if not isinstance(error, InvalidInput) or error.message.startswith(error.field):
        return error.message
    return f"{error.field}: {error.message}"


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, with the first number from 2 on that nobody has where it is taken."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name[: MAX_NAME_LENGTH - len(str(number)) - 1]} {number}"
    return free
