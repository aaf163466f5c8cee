"""What the import says about each webhook, before and after. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.services.webhook_import import Candidate, Imported
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.row_parts import webhook_href

NAMELESS = "A webhook without a name"
EXAMPLE = """{
  "items": [
    {
      "name": "Order Sync",
      "url": "https://example.com/webhooks",
      "event_types": ["order.created", "order.updated"]
    }
  ]
}
"""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One webhook of an import. `kind` is new, taken (its name is), refused, or done.

    `words` say what happens or happened, `facts` what it is, `problem` why it is refused, `to_fill_in` what
    its owner has to do; `href` leads to what was made.
    """

    position: int
    kind: str
    words: str
    facts: str = ""
    problem: str = ""
    to_fill_in: str = ""
    href: str = ""
    is_chosen: bool = False


def to_rows(candidates: Sequence[Candidate], chosen: Collection[int]) -> list[ImportRow]:
    """What would happen to each."""
    return [_to_row(number, one, number in chosen) for number, one in enumerate(candidates)]


def to_report(imported: Sequence[Imported]) -> list[ImportRow]:
    """What happened to each."""
    return [_to_result(number, one) for number, one in enumerate(imported)]


def summary_words(candidates: Sequence[Candidate]) -> str:
    """What was found: "3 webhooks found. 1 is refused."."""
    refused = sum(one.read is None for one in candidates)
    found = f"{format_noun(len(candidates), 'webhook')} found."
    return f"{found} {_are(refused)} refused." if refused else found


def report_words(imported: Sequence[Imported]) -> str:
    """What came of it: "2 webhooks are imported, switched off. 1 was refused."."""
    done = sum(one.webhook_id is not None for one in imported)
    refused = len(imported) - done
    words = f"{format_noun(done, 'webhook')} {'is' if done == 1 else 'are'} imported, switched off."
    if not done:
        words = "Nothing is imported."
    return f"{words} {refused:,} {'was' if refused == 1 else 'were'} refused." if refused else words


def says_more(imported: Sequence[Imported]) -> bool:
    """Whether the report holds more than that all is well."""
    return any(one.webhook_id is None or _lacking(one.candidate) for one in imported)


def _to_row(position: int, candidate: Candidate, is_chosen: bool) -> ImportRow:
    if candidate.read is None:
        return ImportRow(position, "refused", candidate.given_name or NAMELESS, problem=candidate.problem)
    draft, name = candidate.read.draft, candidate.given_name
    words = (
        f"{name} exists already: imported as {candidate.name}" if candidate.is_renamed else f"Create {name}"
    )
    return ImportRow(
        position,
        "taken" if candidate.is_renamed else "new",
        words,
        facts=f"{host_of(draft.url.strip())} · {format_noun(len(draft.event_types), 'event type')}",
        to_fill_in=_lacking(candidate),
        is_chosen=is_chosen,
    )


def _to_result(position: int, imported: Imported) -> ImportRow:
    candidate = imported.candidate
    name = candidate.name or candidate.given_name or NAMELESS
    if imported.webhook_id is None:
        return ImportRow(position, "refused", name, problem=imported.problem)
    return ImportRow(
        position, "done", name, to_fill_in=_lacking(candidate), href=webhook_href(imported.webhook_id)
    )


def _lacking(candidate: Candidate) -> str:
    """What has to be filled in: "To fill in before it is switched on: header X-Api-Key."."""
    if candidate.read is None or not candidate.read.to_fill_in:
        return ""
    return f"To fill in before it is switched on: {', '.join(candidate.read.to_fill_in)}."


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"
