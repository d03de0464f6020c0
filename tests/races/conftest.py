"""After every race the books must be right."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.products.models import Variant
from tests.factories.accounts import UserFactory
from tests.factories.orders import fill_cart, shopper_for
from tests.invariants import broken_promises
from tests.orders.conftest import time_machine_later

__all__ = ["ROUNDS", "TRIES", "WHERE", "books", "buyers_with", "check_out", "kinds", "time_machine_later"]

TRIES = 30
ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))  # RACE_ROUNDS=20 (make prove) repeats every race that repeats
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}


@pytest.fixture
def books() -> Iterator[None]:
    """Asks for every promise of tests/invariants.py once the race is over."""
    yield
    assert broken_promises() == {}


def kinds(outcomes: list[Any]) -> Counter[str]:
    """What came out, counted: the value, or the name of what was raised."""
    return Counter(type(one).__name__ if isinstance(one, Exception) else str(one) for one in outcomes)


def buyers_with(*wanted: dict[Variant, int]) -> list[APIClient]:
    """Signed-in clients, each with a filled cart."""
    clients = []
    for one in wanted:
        client, shopper = APIClient(), shopper_for(UserFactory())
        fill_cart(shopper, one)
        client.force_authenticate(shopper.user)
        clients.append(client)
    return clients


def check_out(client: APIClient, key: str = "k") -> str:
    """Place what is in the cart; told to try again (503), as on a crowded machine, do so with the same key."""
    for _again in range(TRIES):
        answer = client.post("/api/v1/checkout/", WHERE, format="json", headers={"Idempotency-Key": key})
        if answer.status_code != 503:
            break
    return f"{answer.status_code} {answer.json().get('code', 'placed')}"
