"""Tasks of this app, for Celery to find."""

from orders.checkout import tasks as checkout
from orders.payments import tasks as payments

__all__ = ["checkout", "payments"]
