"""Money in (`paying`), money back (`refunding`), asking the provider what really happened (`watching`), calling off."""

from orders.payments.services.calling_off import cancel_order, close_if_unpaid, give_back_whole
from orders.payments.services.hearing import hear
from orders.payments.services.paying import capture_payment, fail_payment, open_payment
from orders.payments.services.refunding import ask_refund, finish_refund, next_refund_part, send_refund
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
    "give_back_whole",
    "hear",
    "learn",
    "next_refund_part",
    "open_payment",
    "send_refund",
    "start_payment",
]
