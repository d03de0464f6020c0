"""A provider that is away must not keep pages waiting: after several failures in a row nobody asks it for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.core.cache import cache
from django.utils.functional import Promise

from config.kernel.clock import now
from orders.payments.errors import GatewayDown, GatewayRefuses, GatewayResting
from orders.payments.gateways.base import Attempt, Charge, Counter, Gateway, Notice, RefundAnswer

A = TypeVar("A")

FAILURES = 5
REST_SECONDS = 30
REMEMBERED_SECONDS = 600


class Guarded:
    """A gateway behind a circuit breaker. Its memory is the cache's: without one, every call is tried."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.name = gateway.name
        self.can_hold = gateway.can_hold
        self.thanks = gateway.thanks

    @property
    def label(self) -> str | Promise:
        return self.gateway.label

    @property
    def hint(self) -> str | Promise:
        return self.gateway.hint

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        return self._ask(lambda: self.gateway.create(attempt, counter))

    def query(self, attempt: Attempt) -> Charge:
        return self._ask(lambda: self.gateway.query(attempt))

    def close(self, attempt: Attempt) -> Charge:
        return self._ask(lambda: self.gateway.close(attempt))

    def capture(self, attempt: Attempt) -> Charge:
        return self._ask(lambda: self.gateway.capture(attempt))

    def void(self, attempt: Attempt) -> Charge:
        return self._ask(lambda: self.gateway.void(attempt))

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        return self._ask(lambda: self.gateway.refund(attempt, refund_no=refund_no, amount_cents=amount_cents))

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        return self._ask(lambda: self.gateway.refund_state(attempt, refund_no=refund_no))

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        return self.gateway.verify_webhook(headers=headers, body=body)

    def _ask(self, call: Callable[[], A]) -> A:
        if is_resting(self.name):
            raise GatewayResting
        try:
            answer = call()
        except GatewayRefuses:
            cache.delete(_key(self.name))
            raise
        except GatewayDown:
            _note_failure(self.name)
            raise
        if cache.get(_key(self.name)):
            cache.delete(_key(self.name))
        return answer


def is_resting(name: str) -> bool:
    """Whether this provider is left alone at the moment. After the pause one call in turn finds out."""
    failures, last_at = cache.get(_key(name)) or (0, 0.0)
    return bool(failures >= FAILURES and now().timestamp() - last_at < REST_SECONDS)


def _note_failure(name: str) -> None:
    failures, _last_at = cache.get(_key(name)) or (0, 0.0)
    cache.set(_key(name), (failures + 1, now().timestamp()), REMEMBERED_SECONDS)


def _key(name: str) -> str:
    return f"gateway-failures:{name}"
