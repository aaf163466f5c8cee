"""Messages to a chat, through our own sender: the right bytes, the guard, and sentences about refusals."""

from collections.abc import Sequence

import orjson
import pytest

from tests.integration.delivery.sending import LOOPBACK, sending
from tests.receivers import Answer, Receiver, redirect_to
from webhook_dashboard.delivery.chat import Chat
from webhook_dashboard.domain.alert_messages import compose_test
from webhook_dashboard.domain.errors import InvalidInput

MESSAGE = compose_test("https://hooks.company.com")
PATH = "/services/T0/B0/T0PS3CRET"


async def post(url: str, allowed: Sequence[str] = LOOPBACK) -> str | None:
    async with sending(allowed) as sender:
        return await Chat(url, sender).post(MESSAGE)


async def test_a_message_arrives_in_slacks_format(receiver: Receiver) -> None:
    receiver.answer(Answer(body=b"ok"))
    assert await post(receiver.url + PATH) is None
    (request,) = receiver.requests
    assert (request.method, request.path) == ("POST", PATH)
    assert request.header("content-type") == "application/json"
    assert request.json() == MESSAGE.chat
    assert request.body == orjson.dumps(MESSAGE.chat)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(status=404, body=b"no_service"), "127.0.0.1 answered 404. no_service"),
        (Answer(status=403, body=b"<html>T0PS3CRET</html>"), "127.0.0.1 answered 403."),
        (redirect_to("https://elsewhere.example/"), "127.0.0.1 redirects to https://elsewhere.example/."),
    ],
)
async def test_a_refusal_is_a_sentence(receiver: Receiver, answer: Answer, sentence: str) -> None:
    receiver.answer(answer)
    said = await post(receiver.url + PATH)
    assert said is not None
    assert said.startswith(sentence)
    assert "T0PS3CRET" not in said


async def test_a_chat_that_is_away_is_a_sentence(closed_port: int) -> None:
    said = await post(f"http://127.0.0.1:{closed_port}{PATH}")
    assert said is not None
    assert said.startswith("127.0.0.1 refused the connection.")


async def test_the_guard_is_asked(receiver: Receiver) -> None:
    said = await post(receiver.url + PATH, allowed=())
    assert said is not None
    assert said.startswith("127.0.0.1 leads to an address that is not allowed.")
    assert receiver.connections == 0


async def test_a_url_that_is_none_is_refused() -> None:
    async with sending() as sender:
        with pytest.raises(InvalidInput):
            Chat("hooks.slack.com", sender)
