"""Lets the planned deliveries happen: every attempt is judged and retried by the rules of the domain."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webhook_dashboard.demo import faults
from webhook_dashboard.demo.company import Receiver
from webhook_dashboard.demo.faults import Fault
from webhook_dashboard.demo.plan import HELD, THIRD_TRY, Plan, PlannedEvent
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.judging import judge
from webhook_dashboard.domain.outcomes import Outcome, Phases, SendResult
from webhook_dashboard.domain.retry import RetryAt, RetryPolicy, decide, retry_after_of
from webhook_dashboard.domain.webhooks import host_of

NEXT_RETRY: Final = timedelta(seconds=37)
_PASSING_SHARE: Final = 0.014
_SETTLED: Final = timedelta(minutes=15)
_POLICY: Final = RetryPolicy()


@dataclass(slots=True)
class Try:
    """One attempt. `duration_ms` of one that succeeds is filled in when all are known."""

    started_at: datetime
    fault: Fault | None
    duration_ms: float = 0.0


@dataclass(slots=True)
class PastDelivery:
    """A delivery up to now, with its attempts."""

    event: PlannedEvent
    receiver: str
    created_at: datetime
    status: Status = Status.PENDING
    next_at: datetime | None = None
    tries: list[Try] = field(default_factory=list[Try])


class Simulation:
    """Plays the plan; `by_key` are the receivers."""

    def __init__(self, plan: Plan, chance: random.Random, by_key: dict[str, Receiver]) -> None:
        self._plan = plan
        self._chance = chance
        self._by_key = by_key

    def deliveries_of(self, event: PlannedEvent) -> list[PastDelivery]:
        """Return what became of an event at each of its receivers, but for those that are held."""
        return [self._play(PastDelivery(event, receiver, event.at)) for receiver in event.receivers]

    def _play(self, delivery: PastDelivery) -> PastDelivery:
        passing = self._passing_faults(delivery)
        at = delivery.created_at + timedelta(milliseconds=2)
        while at <= self._plan.now:
            number = len(delivery.tries) + 1
            fault = self._fault(delivery, at) or (passing[number - 1] if number <= len(passing) else None)
            attempt = Try(at, fault)
            delivery.tries.append(attempt)
            if fault is None:
                delivery.status, delivery.next_at = Status.SUCCEEDED, None
                return delivery
            attempt.duration_ms = round(
                fault.low_ms + (fault.high_ms - fault.low_ms) * self._chance.random(), 3
            )
            ended_at = at + timedelta(milliseconds=attempt.duration_ms)
            outcome = self.judge(delivery.receiver, self.result(delivery.receiver, attempt), ended_at)
            decision = decide(_POLICY, outcome, number, ended_at, self._chance.random())
            if not isinstance(decision, RetryAt):
                delivery.status, delivery.next_at = Status.FAILED, None
                return delivery
            delivery.status, delivery.next_at = Status.RETRYING, decision.at
            at = decision.at
        return delivery

    def judge(self, receiver: str, result: SendResult, ended_at: datetime) -> Outcome:
        """Return what the domain says about a result."""
        asked = retry_after_of(result, ended_at)
        return judge(result, host_of(self._by_key[receiver].url), retry_after_seconds=asked)

    def result(self, receiver: str, attempt: Try) -> SendResult:
        """Return what the sender would have returned for an attempt."""
        fault = attempt.fault
        target = self._by_key[receiver]
        body = target.answer if fault is None else fault.body
        code = target.code if fault is None else fault.code
        headers = () if code is None else answer_headers(body, fault)
        phases = split_phases(attempt.duration_ms, fault, self._chance)
        return SendResult(
            code,
            fault.kind if fault else None,
            fault.detail if fault else "",
            headers,
            body,
            False,
            attempt.duration_ms,
            phases,
        )

    def _fault(self, delivery: PastDelivery, at: datetime) -> Fault | None:
        for outage in self._plan.outages:
            if outage.receiver == delivery.receiver and outage.start <= at < outage.end:
                return outage.fault
        return delivery.event.stubborn.get(delivery.receiver)

    def _passing_faults(self, delivery: PastDelivery) -> list[Fault]:
        """Faults of the first attempts, now and then; not so late that the retry is still to come."""
        if delivery.created_at > self._plan.now - _SETTLED or self._chance.random() >= _PASSING_SHARE:
            return []
        choices = faults.PASSING[delivery.receiver]
        count = 2 if self._chance.random() < 0.2 else 1
        return [choices[int(self._chance.random() * len(choices))] for _ in range(count)]


def hold_and_queue(waiting: list[PastDelivery], chance: random.Random, now: datetime) -> None:
    """Let most deliveries of the failing receiver wait untried, and the next retry be due in 37 s.

    `waiting` are all that are not finished, in the order of time.
    """
    failing = [delivery for delivery in waiting if delivery.receiver == "crm"]
    newest = failing[-1]
    third = next(delivery for delivery in failing if delivery.created_at >= now - THIRD_TRY)
    others = [delivery for delivery in failing if delivery is not newest and delivery is not third]
    tries = len(failing) - HELD - 2
    tried = {id(others[index * len(others) // tries]) for index in range(tries)} | {id(newest), id(third)}
    for delivery in failing:
        if id(delivery) not in tried:
            delivery.tries.clear()
            delivery.status = Status.PENDING
            delivery.next_at = now + timedelta(minutes=10) + timedelta(hours=6) * chance.random()
    soonest = now + NEXT_RETRY
    for delivery in waiting:
        if delivery.next_at is not None and delivery.next_at < soonest:
            delivery.next_at = soonest + timedelta(seconds=5 + 30 * chance.random())
    newest.next_at = soonest


def answer_headers(body: bytes, fault: Fault | None) -> tuple[tuple[str, str], ...]:
    """Return the response headers of a receiver."""
    kind = "application/json" if body[:1] == b"{" else "text/plain; charset=utf-8"
    return (
        ("content-type", kind),
        ("content-length", str(len(body))),
        ("server", "nginx"),
        *(fault.headers if fault else ()),
    )


def split_phases(duration_ms: float, fault: Fault | None, chance: random.Random) -> Phases:
    """Divide the time of an attempt; a connection that was kept spares the first three phases."""
    ends_early = fault in (faults.CERTIFICATE_EXPIRED, faults.REFUSED)
    fresh = ends_early or chance.random() < 0.3
    dns = connect = tls = read = None
    left = duration_ms
    if fresh:
        part = duration_ms if ends_early else min(duration_ms * 0.45, 60.0)
        dns = part * (0.06 + 0.06 * chance.random())
        connect = part * (0.25 + 0.1 * chance.random())
        tls = part - dns - connect
        left = duration_ms - part
    if fault is faults.REFUSED and dns is not None:
        return Phases(_rounded(dns), _rounded(duration_ms - dns))
    if ends_early:
        return Phases(_rounded(dns), _rounded(connect), _rounded(tls))
    if fault is None or fault.code is not None:
        read = min(0.4 + 2 * chance.random(), left / 2)
    wait = left - (read or 0)
    return Phases(_rounded(dns), _rounded(connect), _rounded(tls), _rounded(wait), _rounded(read))


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)
