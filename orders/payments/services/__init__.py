"""Money in (`paying`), money back (`refunding`), asking the provider what really happened (`watching`), calling off."""

from orders.payments.services.calling_off import cancel_order, close_if_unpaid
from orders.payments.services.hearing import hear
from orders.payments.services.paying import capture_payment, fail_payment, open_payment
from orders.payments.services.refunding import ask_refund, finish_refund, send_refund
from orders.payments.services.watching import check_if_slow, check_payment, learn, start_payment

__all__ = [
    "ask_refund",
    "cancel_order",
    "capture_payment",
    "check_if_slow",
    "check_payment",
    "close_if_unpaid",
    "fail_payment",
    "finish_refund",
    "hear",
    "learn",
    "open_payment",
    "send_refund",
    "start_payment",
]
