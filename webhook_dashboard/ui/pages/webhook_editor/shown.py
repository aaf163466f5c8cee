"""What the editor shows beside its fields, as text. The values of the state's variables."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the list of sections: `value` stands at its right."""

    key: str
    title: str
    value: str = ""
    is_changed: bool = False
    errors: str = ""


@dataclass(frozen=True, slots=True)
class SaveBar:
    """The line at the foot. `goes_to` is the section of the first mistake, `warning` what a save undoes."""

    is_dirty: bool = False
    may_save: bool = False
    title: str = ""
    what: str = ""
    button: str = "Save"
    why_not: str = ""
    goes_to: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """What must be known first: the webhook does not send. `action` is resume, activate or empty."""

    tone: str = ""
    text: str = ""
    action: str = ""
    until: int = 0


@dataclass(frozen=True, slots=True)
class AuthRow:
    """One value of the kind of authentication that is chosen."""

    name: str
    label: str
    placeholder: str
    value: str
    secret: bool
    error: str


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One header; a secret value is masked."""

    name: str
    value: str
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One header that says something about the event; `source` says what."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature; `says` describes it in a sentence."""

    number: int
    scheme: str
    header: str
    prefix: str
    sign_content: str
    key_encoding: str
    is_standard: bool
    says: str
    error: str


@dataclass(frozen=True, slots=True)
class EventOption:
    """One event type to choose. `covered` names the pattern that covers it already."""

    key: str
    description: str
    rate: str
    is_chosen: bool
    is_changed: bool
    covered: str = ""


@dataclass(frozen=True, slots=True)
class EventGroup:
    """The event types of one category. `mark` is all, some or none."""

    category: str
    count: str
    mark: str
    is_open: bool
    options: list[EventOption] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of several pieces; `kind` of a piece is empty, strong or new."""

    spans: list[Span]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """The filter or template of one event type, in a line."""

    event_type: str
    words: str
    is_set: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of the last 24 hours."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A save: who, when, and what it changed."""

    number: int
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change in the review."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """An attempt in the drawing, at a share (0 to 1) of the width; `wait` stands before it."""

    number: str
    at: float
    wait: str
    wait_at: float


@dataclass(frozen=True, slots=True)
class PlanTick:
    """A mark of the scale below the drawing."""

    label: str
    at: float


@dataclass(frozen=True, slots=True)
class PlanOutage:
    """An outage of the past below the drawing: it ends at a share of the width, and is got over at `at`.

    `reaches` says whether an attempt comes after it; `is_far`, that the words have no room at the right.
    """

    words: str
    ends_at: float
    at: float
    reaches: bool
    is_far: bool


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The retry plan: a sentence, the moment it gives up, the drawing, and what it would have survived."""

    title: str = ""
    second: str = ""
    points: list[PlanPoint] = field(default_factory=list)
    ticks: list[PlanTick] = field(default_factory=list)
    end_at: float = 0.0
    outages: list[PlanOutage] = field(default_factory=list)
    outages_of: str = ""


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan to compare with, by the key of its preset. Without outages nothing was survived or requested."""

    key: str
    name: str
    waits: str
    gives_up: str
    attempts: str
    survived: str
    requests: str
    is_chosen: bool
