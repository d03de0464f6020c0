"""What follows when an order is ready at a counter."""

from __future__ import annotations

from config.kernel.events import subscribe
from orders.checkout.models import Order
from orders.pickup.events import PickupReady, PickupReminded
from orders.pickup.mails import send_waiting


@subscribe(PickupReady)
def write_that_it_is_ready(event: PickupReady) -> None:
    send_waiting(_order(event.order_id), again=False)


@subscribe(PickupReminded)
def write_that_it_still_waits(event: PickupReminded) -> None:
    send_waiting(_order(event.order_id), again=True)


def _order(pk: int) -> Order:
    return Order.objects.select_related("buyer", "trade", "shop", "pickup_point").get(pk=pk)
