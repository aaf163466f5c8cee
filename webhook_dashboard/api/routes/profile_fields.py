"""The delivery profile as the API takes and shows it: one described field each."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from webhook_dashboard.domain.profiles import PRESETS, checks

LEFT_OUT: Final[Any] = Field(default_factory=lambda: None)
"""Marks a field that may be left out and has no default of its own: the preset, or what is stored, says."""


_SCHEMES: Final = ("standard-webhooks", "sha256-hex", "t,v1", "none")


PresetKey = Annotated[
    str,
    Field(
        description="Fills every field of the profile that is not given beside it.",
        examples=["standard"],
        json_schema_extra={"enum": list(PRESETS)},
    ),
]


def _one_of(description: str, *allowed: str) -> Any:
    """A text of few values; the domain refuses others in its own words."""
    return Field(description=description, examples=[allowed[0]], json_schema_extra={"enum": list(allowed)})


class ProfileFields(BaseModel):
    """How requests are made, signed, judged, retried and held back. Times are seconds."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    method: Annotated[str, _one_of("The HTTP method; GET sends a query.", *checks.METHODS)] = LEFT_OUT
    content_type: Annotated[str, _one_of("Of the body.", *checks.CONTENT_TYPES)] = LEFT_OUT
    query_style: Annotated[
        str, _one_of("Nested values of a form or query: as JSON, or dotted.", *checks.QUERY_STYLES)
    ] = LEFT_OUT
    envelope: Annotated[str, _one_of("Around the data, without a template.", *checks.ENVELOPES)] = LEFT_OUT
    payload_version: Annotated[str, Field(description="In the napt envelope.", examples=["1.0"])] = LEFT_OUT
    integration_id: Annotated[str, Field(description="In the eudr envelope.", examples=["int_1"])] = LEFT_OUT
    user_agent: Annotated[str, Field(examples=["Webhook-Dashboard/1.0"])] = LEFT_OUT
    identity_headers: Annotated[
        dict[str, str],
        Field(
            description=f"Headers that name what is sent; each holds {', '.join(checks.IDENTITY_SOURCES)}.",
            examples=[{"x-webhook-event": "event_type"}],
        ),
    ] = LEFT_OUT
    signature_scheme: Annotated[str, _one_of("How requests are signed.", *_SCHEMES)] = LEFT_OUT
    signature_header: Annotated[str, Field(examples=["webhook-signature"])] = LEFT_OUT
    signature_prefix: Annotated[
        str, Field(description="Before the hex of sha256-hex.", examples=["sha256="])
    ] = LEFT_OUT
    sign_content: Annotated[str, _one_of("What is signed.", "body", "ts.body", "id.ts.body")] = LEFT_OUT
    key_encoding: Annotated[
        str, _one_of("Which bytes of the secret are the key.", "utf8", "base64-after-prefix")
    ] = LEFT_OUT
    additional_signatures: Annotated[
        list[dict[str, Any]],
        Field(
            description="Sent beside the first: scheme, header, prefix, sign_content, key_encoding.",
            examples=[[{"scheme": "sha256-hex", "header": "X-Webhook-Signature", "prefix": "sha256="}]],
        ),
    ] = LEFT_OUT
    connect_timeout: Annotated[float, Field(description="Look-up, TCP and TLS; 1 to 60.", examples=[10])] = (
        LEFT_OUT
    )
    response_timeout: Annotated[
        float, Field(description="Until the answer begins; 5 to 120.", examples=[30])
    ] = LEFT_OUT
    total_timeout: Annotated[float, Field(description="For everything; 1 to 300.", examples=[60])] = LEFT_OUT
    success_codes: Annotated[str, Field(examples=["200-299,304"])] = LEFT_OUT
    retry_on: Annotated[
        str,
        Field(description="smart, any_non_success, or a list.", examples=["smart", "network,429,500-599"]),
    ] = LEFT_OUT
    pause_on_gone: Annotated[bool, Field(description="Whether an answer 410 pauses it.")] = LEFT_OUT
    retries_enabled: Annotated[bool, Field(description="False keeps the waits and retries nothing.")] = (
        LEFT_OUT
    )
    schedule: Annotated[
        dict[str, Any],
        Field(
            description="What makes the waits: list, exponential or window, with its numbers.",
            examples=[
                {"kind": "exponential", "retries": 3, "base_seconds": 30, "factor": 4, "cap_seconds": 3600}
            ],
        ),
    ] = LEFT_OUT
    retry_waits: Annotated[
        Any,
        Field(
            description="The wait before each retry: seconds, or `1m, 5m, 2h`.",
            examples=[[60, 300, 1800, 7200, 43200]],
        ),
    ] = LEFT_OUT
    max_retries: Annotated[
        int, Field(description="After the first attempt, 0 to 10; cuts or lengthens the waits.", examples=[5])
    ] = LEFT_OUT
    retry_jitter: Annotated[
        float, Field(description="Spreads each wait by up to this share; 0 to 0.2.", examples=[0.1])
    ] = LEFT_OUT
    retry_after_cap: Annotated[
        float, Field(description="The longest Retry-After that is followed.", examples=[3600])
    ] = LEFT_OUT
    concurrency: Annotated[int, Field(description="Requests at a time, 1 to 100.", examples=[16])] = LEFT_OUT
    rate_limit: Annotated[
        float | None, Field(description="Requests a second; null for no limit.", examples=[None])
    ] = LEFT_OUT
    breaker: Annotated[bool, Field(description="Whether deliveries wait while the receiver is down.")] = (
        LEFT_OUT
    )
    breaker_failures: Annotated[
        int, Field(description="Failures in a row that open the breaker, 2 to 100.", examples=[5])
    ] = LEFT_OUT
    probe_interval: Annotated[
        float, Field(description="Between probes of a receiver that is down.", examples=[20])
    ] = LEFT_OUT
    pause_after: Annotated[
        int | None, Field(description="Failures in a row; null for never.", examples=[10])
    ] = LEFT_OUT
    pause_action: Annotated[str, _one_of("What happens then.", "pause", "notify", "disable")] = LEFT_OUT
    count_unit: Annotated[str, _one_of("What is counted: given up, or failed.", *checks.COUNT_UNITS)] = (
        LEFT_OUT
    )
    on_exhausted: Annotated[str, _one_of("After the last retry of a delivery.", *checks.ON_EXHAUSTED)] = (
        LEFT_OUT
    )
    notify_email: Annotated[
        str, Field(description="Who is told, separated by commas.", examples=["ops@example.com"])
    ] = LEFT_OUT
    store_payload: Annotated[
        str, _one_of("Of which deliveries the log keeps bodies.", *checks.STORE_PAYLOAD)
    ] = LEFT_OUT
    active_on_create: Annotated[bool, Field(description="Whether it sends as soon as it is saved.")] = (
        LEFT_OUT
    )

    def given(self) -> dict[str, Any]:
        """Return the fields of the profile that were given."""
        return self.model_dump(include=set(ProfileFields.model_fields), exclude_unset=True)
