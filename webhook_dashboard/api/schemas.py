"""What all bodies have in common."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Input(BaseModel):
    """A body that is taken at its word: no unknown fields, no conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """Parameters of an address: no unknown ones."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[Item]):
    """One page of a list. `next` goes into `after` of the next request; null at the end."""

    items: list[Item]
    next: str | None = None


class Problem(BaseModel):
    """What went wrong (RFC 9457): `detail` is a sentence for people, `field` the part that is at fault."""

    type: str = "about:blank"
    title: Annotated[str, Field(examples=["Unprocessable Entity"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[
        str, Field(examples=["event_types: choose at least one event type, or all of them (*)."])
    ]
    field: Annotated[str | None, Field(examples=["event_types"])] = None
    line: Annotated[int | None, Field(description="Of a template, from 1.")] = None
    column: Annotated[int | None, Field(description="In that line, from 1.")] = None
