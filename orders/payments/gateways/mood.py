"""How the sandbox misbehaves when it is asked to: it is slow, answers 500 or nonsense, or does the work and then times
out. Set for all processes by rows (`misbehave`), for one by the setting SANDBOX_FAULTS="refund:down,query:slow"."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.db.models import F

from orders.payments.errors import GatewayDown
from orders.payments.models import SandboxFault

A = TypeVar("A")

SLOW_SECONDS = 3
CALLS = ("create", "query", "close", "capture", "void", "refund")


class Fault(StrEnum):
    SLOW = "slow"
    BROKEN = "broken"  # answers 500
    MALFORMED = "malformed"  # answers, but not in its language
    DOWN = "down"  # does not answer
    DONE_UNSAID = "done_unsaid"  # does it, and then times out: the worst


def misbehave(*, call: str, fault: Fault, times: int = 1) -> None:
    """From now on, for the next calls of this kind."""
    if call not in CALLS or times < 1:
        raise ValueError(call)
    SandboxFault.objects.update_or_create(call=call, defaults={"fault": fault, "times": times})


def behave() -> None:
    SandboxFault.objects.all().delete()


def answered(call: str, work: Callable[[], A]) -> A:
    """Do the work as the mood allows."""
    fault = _next_fault(call)
    if fault in {Fault.BROKEN, Fault.MALFORMED, Fault.DOWN}:
        raise GatewayDown
    if fault == Fault.SLOW:
        time.sleep(SLOW_SECONDS)
    done = work()
    if fault == Fault.DONE_UNSAID:
        raise GatewayDown
    return done


def _next_fault(call: str) -> str:
    standing = dict(part.split(":", 1) for part in settings.SANDBOX_FAULTS)
    if call in standing:
        return standing[call]
    row = SandboxFault.objects.filter(call=call, times__gt=0).first()
    if row is None or not SandboxFault.objects.filter(pk=row.pk, times__gt=0).update(times=F("times") - 1):
        return ""
    return row.fault
