"""What the dialogs for a test and for past events show, as text. The values of the states' variables."""

from dataclasses import dataclass, field

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to send: a real record, the sample of the catalogue, or JSON of one's own."""

    key: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class FilterLine:
    """What the filter makes of the event. `passes` is False only where it would be stopped."""

    text: str = ""
    passes: bool = True


@dataclass(frozen=True, slots=True)
class RequestView:
    """What a test sends. `html` is the body (of a GET the query), laid out; `signed` says what was signed."""

    html: str = ""
    copy: str = ""
    size: str = ""
    headers: list[Pair] = field(default_factory=list[Pair])
    signed: str = ""
    filter: FilterLine = field(default_factory=FilterLine)
    warnings: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class PhaseView:
    """One part of the time. `share` is its width beside the others."""

    key: str
    word: str
    time: str
    share: float


@dataclass(frozen=True, slots=True)
class ResultView:
    """What came back. `status` is the line "200 OK · 234 ms"; `about` stands beside it.

    `body` is the beginning of the answer as HTML; `body_words` say how much of it that is, and `more` is the
    word on the button for the rest, or empty.
    """

    succeeded: bool = False
    sentence: str = ""
    status: str = ""
    about: str = ""
    advice: str = ""
    speed: str = ""
    phases: list[PhaseView] = field(default_factory=list[PhaseView])
    headers: list[Pair] = field(default_factory=list[Pair])
    body: str = ""
    body_words: str = ""
    more: str = ""
    copy: str = ""
    curl: str = ""
    log_href: str = ""
    log_words: str = ""


@dataclass(frozen=True, slots=True)
class PastView:
    """What sending past events would do, or has done. `button` is the word on it; empty: nothing to send."""

    title: str = ""
    detail: str = ""
    button: str = ""
