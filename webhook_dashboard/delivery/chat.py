"""A chat's incoming webhook in Slack's format, called through our own sender and its address guard."""

import re
from typing import Final

import orjson

from webhook_dashboard.delivery.address_guard import host_of, parse_url
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.domain.alert_messages import Message
from webhook_dashboard.domain.judging import judge
from webhook_dashboard.domain.requests import USER_AGENT, OutgoingRequest, Timeouts

_TIMEOUTS: Final = Timeouts(connect_seconds=10, response_seconds=15, total_seconds=30)
_HEADERS: Final = (("content-type", "application/json"), ("user-agent", USER_AGENT), ("accept", "*/*"))
_WORD: Final = re.compile(rb"[a-z_]{2,40}")


class Chat:
    """Posts messages to `url`, which is a secret: whoever has it may post.

    Raises InvalidInput, field `url`, when it cannot be one.
    """

    def __init__(self, url: str, sender: Sender) -> None:
        self._url = url
        self._sender = sender
        self.host = host_of(parse_url(url))

    async def post(self, message: Message) -> str | None:
        """Post one message; None when the chat took it, else a sentence that says why not."""
        body = orjson.dumps(message.chat)
        result = await self._sender.send(OutgoingRequest("POST", self._url, _HEADERS, body, _TIMEOUTS))
        outcome = judge(result, self.host)
        if outcome.succeeded:
            return None
        # Slack says why in one word, such as no_service or channel_is_archived.
        word = _WORD.fullmatch(result.response_body)
        return f"{outcome.sentence} {word[0].decode() if word else outcome.advice}".strip()
