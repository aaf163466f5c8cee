"""Masks the credentials that a receiver sent back, as one that echoes its requests does."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from webhook_dashboard.delivery.spellings import spellings_of
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.storage.attempts import AttemptRecord

_SHORTEST: Final = 6
"""What is shorter stands in too many answers by chance."""

_PLAIN: Final = re.compile("[A-Za-z0-9]+")


def plainest_part(text: str) -> str:
    """Return the longest run of ASCII letters and digits: nobody writes those in another way."""
    return max(_PLAIN.findall(text), key=len, default="")


class Echoes:
    """The credentials of one webhook, in every way that a receiver may write them."""

    def __init__(self, credentials: Collection[str]) -> None:
        self._credentials = [value for value in credentials if len(value) >= _SHORTEST]
        # Nearly every answer is looked through for these alone.
        self._marks = {plainest_part(value) for value in self._credentials}
        self._marks_as_bytes = [mark.encode() for mark in self._marks]

    @cached_property
    def _spelled(self) -> Sequence[str]:
        """The longest first. They may be hundreds, so they are made for the first answer that needs them."""
        spelled = {text for value in self._credentials for text in spellings_of(value)}
        return sorted(spelled, key=len, reverse=True)

    def mask(self, record: AttemptRecord) -> AttemptRecord:
        """Return the record without the credentials."""
        body, headers, sentence = record.response_body, record.response_headers, record.sentence
        if not (
            any(mark in body for mark in self._marks_as_bytes)
            or any(mark in sentence or any(mark in value for _, value in headers) for mark in self._marks)
        ):
            return record
        for secret in self._spelled:
            body = body.replace(secret.encode(), MASK.encode())
            if not secret.isascii():  # headers are sent in Latin-1
                body = body.replace(secret.encode("latin-1", "xmlcharrefreplace"), MASK.encode())
            headers = tuple([(name, value.replace(secret, MASK)) for name, value in headers])
            sentence = sentence.replace(secret, MASK)
        return replace(record, response_body=body, response_headers=headers, sentence=sentence)
