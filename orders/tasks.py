"""Tasks of this app, for Celery to find."""

from orders.aftersales import tasks as aftersales
from orders.checkout import tasks as checkout
from orders.fulfilment import tasks as fulfilment
from orders.payments import tasks as payments

__all__ = ["aftersales", "checkout", "fulfilment", "payments"]
