"""What the payload section shows, as text. The values of the state's variables."""

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["", "ok", "warn", "bad"]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One variable: `insert` goes into the template. `is_missing`: the event in hand does not have it."""

    path: str
    label: str
    value: str
    insert: str
    tip: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class TreeGroup:
    """The variables under one name. `note` says how many rows a list has."""

    key: str
    title: str
    note: str
    rows: list[TreeRow]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A variable as completion offers it."""

    path: str
    value: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to underline. Without a column it is about the variable `name` on that line."""

    line: int
    column: int
    name: str
    message: str
    severity: Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What stands below the editor. `whole` is all there is to say, where `text` has no room for it."""

    tone: Tone = ""
    head: str = ""
    text: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class SentView:
    """The right column. `raw` is exactly what would be sent; `html` is what is shown of it."""

    html: str = ""
    raw: str = ""
    tone: Tone = ""
    verdict: str = ""
    size: str = ""
    limit: str = ""
    refusal: str = ""
    note: str = ""
    signature: list[Pair] = field(default_factory=list[Pair])
    signed_how: str = ""
    headers: list[Pair] = field(default_factory=list[Pair])
    headers_title: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many events lack a variable, and the word for the button that lists them."""

    name: str
    words: str
    show: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """What the template makes of the last events."""

    title: str = ""
    rendered: str = ""
    invalid: str = ""
    has_invalid: bool = False
    lacking: list[Lacking] = field(default_factory=list[Lacking])
    more: str = ""
    sizes: str = ""
    show: str = ""
    show_name: str = ""


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """An event in the list of those that cannot be rendered, or lack something."""

    id: str
    entity: str
    when: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """A template to begin with. `note` says that it fits the address."""

    key: str
    name: str
    note: str = ""
