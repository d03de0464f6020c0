"""A child process that dies like one under `kill -9` at a named place of a purchase.

The places are put in here, from outside, by wrapping our own functions: the code of the shop knows nothing of them.
The child is a fork with a database connection of its own; `os._exit` leaves as the kernel's kill does, without a word.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import connection
from rest_framework.test import APIClient

# place → (module, name, "before" or "after" the call in which it dies)
PLACES: dict[str, tuple[str, str, str]] = {
    "before anything": ("orders.checkout.services", "draft", "before"),
    "after looking at the cart": ("orders.checkout.services", "draft", "after"),
    "before keeping stock": ("orders.checkout.services", "_reserve", "before"),
    "after keeping stock": ("orders.checkout.services", "_reserve", "after"),
    "between order and lines": ("orders.checkout.services", "_order_line", "before"),
    "before emptying the cart": ("orders.checkout.services", "drop_bought", "before"),
    "before the trade is told": ("orders.checkout.services", "publish", "before"),
    "after placing, before the answer": ("config.kernel.idempotency", "once", "after"),
    "before the attempt is opened": ("orders.payments.api", "open_payment", "before"),
    "after the attempt is opened": ("orders.payments.api", "open_payment", "after"),
    "before the bank knows": ("orders.payments.api", "start_payment", "before"),
    "after the bank knows": ("orders.payments.api", "start_payment", "after"),
    "after the buyer paid, before the message": ("orders.payments.gateways.sandbox", "_tell_paid", "before"),
    "message lost with the sender": ("orders.payments.tasks", "sandbox_post", "before"),
    "message kept, payment not booked": ("orders.payments.services.hearing", "_act", "before"),
    "payment booked, shares not": ("orders.payments.services.paying", "_accept", "before"),
    "between two orders": ("orders.payments.services.paying", "_keep_goods", "after"),
    "everything booked, not committed": ("orders.payments.services.paying", "_announce", "before"),
    "refund promised, not sent": ("orders.payments.subscribers", "send_refund", "before"),
    "refund done by the bank, not booked": ("orders.payments.services.sending", "finish_refund", "before"),
    "cancelled at the bank, not here": ("orders.payments.services.calling_off", "_close_quiet", "before"),
}


def plant(place: str) -> None:
    """Make the process end at this place as if the plug were pulled: no clean-up, no rollback, no goodbye."""
    module, name, when = PLACES[place]
    home = import_module(module)
    original: Callable[..., Any] = getattr(home, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            original(*args, **kwargs)
        os._exit(137)

    setattr(home, name, deadly)
    if name == "once":
        import_module("config.kernel.api").once = deadly  # type: ignore[attr-defined]  # to die there
    if name == "sandbox_post":
        original.run = deadly  # type: ignore[attr-defined]  # to die there


WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}
STEPS: dict[str, Callable[[Any, str], Any]] = {
    "checkout": lambda client, key: client.post(
        "/api/v1/checkout/", WHERE, format="json", headers={"Idempotency-Key": key}
    ),
    "pay": lambda client, key: client.post(f"/api/v1/payments/{key}/sandbox/", {"outcome": "pay"}, format="json"),
    "cancel": lambda client, number: client.post(f"/api/v1/orders/{number}/cancel/"),
}
_inherited: list[Any] = []


def die(place: str, step: str, user: Any, what: str) -> int:
    """Let a child process do one step and die on the way. Its exit code: 137 when it died where it should."""
    child = os.fork()
    if child == 0:
        try:
            _inherited.append(connection.connection)  # the parent's: kept, never closed by us
            connection.connection = None
            client = APIClient()
            client.force_authenticate(user)
            plant(place)
            STEPS[step](client, what)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
