"""Tasks of this app, for Celery to find."""

from orders.aftersales import tasks as aftersales
from orders.bargain import tasks as bargain
from orders.checkout import tasks as checkout
from orders.demo import tasks as demo
from orders.fulfilment import tasks as fulfilment
from orders.groupbuy import tasks as groupbuy
from orders.payments import tasks as payments
from orders.pickup import tasks as pickup
from orders.settlement import tasks as settlement
from orders.tracking import tasks as tracking

__all__ = [
    "aftersales",
    "bargain",
    "checkout",
    "demo",
    "fulfilment",
    "groupbuy",
    "payments",
    "pickup",
    "settlement",
    "tracking",
]
