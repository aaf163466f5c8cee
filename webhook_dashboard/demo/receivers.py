"""Plays the receivers of the demonstration: they answer, wait and break down without a network."""

import asyncio
import random
import ssl
from typing import Final, NoReturn

import httpx

from webhook_dashboard.demo import faults
from webhook_dashboard.demo.company import CRM, RECEIVERS, Receiver, latency_at
from webhook_dashboard.demo.faults import Fault
from webhook_dashboard.demo.past import answer_headers, split_phases
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.domain.webhooks import host_of

_FAULTY_SHARE: Final = 0.03


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers for the hosts of the company; every other request goes through `real`."""

    def __init__(self, real: httpx.AsyncBaseTransport, chance: random.Random) -> None:
        self._real = real
        self._chance = chance
        self._by_host = {host_of(receiver.url): receiver for receiver in RECEIVERS}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer after a while, or raise what the real transport would."""
        receiver = self._by_host.get(request.url.host)
        if receiver is None:
            return await self._real.handle_async_request(request)
        fault = self._fault(receiver)
        duration_ms = self._duration(receiver, fault)
        phases = split_phases(duration_ms, fault, self._chance)
        given = request.extensions.get("phases", {})
        for name in ("dns_ms", "connect_ms", "tls_ms", "wait_ms"):
            if getattr(phases, name) is not None:
                given[name] = getattr(phases, name)
        await asyncio.sleep(duration_ms / 1_000)
        if fault is not None and fault.code is None:
            _break_down(fault)
        body = receiver.answer if fault is None else fault.body
        code = receiver.code if fault is None else fault.code
        return httpx.Response(code or 200, headers=answer_headers(body, fault), stream=httpx.ByteStream(body))

    async def aclose(self) -> None:
        """Close the real transport."""
        await self._real.aclose()

    def _fault(self, receiver: Receiver) -> Fault | None:
        if receiver is CRM:
            return faults.CERTIFICATE_EXPIRED
        passing = faults.PASSING.get(receiver.key)
        if passing is None or self._chance.random() >= _FAULTY_SHARE:
            return None
        return passing[int(self._chance.random() * len(passing))]

    def _duration(self, receiver: Receiver, fault: Fault | None) -> float:
        if fault is None:
            return latency_at(receiver.latency, self._chance.random())
        return fault.low_ms + (fault.high_ms - fault.low_ms) * self._chance.random()


def _break_down(fault: Fault) -> NoReturn:
    if fault.kind is ErrorKind.TLS_ERROR:
        cause = ssl.SSLCertVerificationError(1, fault.detail)
        cause.verify_message = fault.detail
        raise httpx.ConnectError(fault.detail) from cause
    raise httpx.ReadError(fault.detail) from ConnectionResetError(104, "Connection reset by peer")
