"""What a part found: one JSON line when it is known, and a Markdown table of all at the end."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim, what it must hold, and what was measured."""

    part: str
    database: str
    did: str
    must: str
    measured: str
    held: bool

    def as_json(self) -> str:
        """Return the finding as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def as_table(findings: Sequence[Finding]) -> str:
    """Return the findings as a Markdown table."""
    rows = [
        (one.database, one.did, one.must, one.measured, "yes" if one.held else "**no**") for one in findings
    ]
    lines = ["| database | what was done | must hold | measured | held |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
