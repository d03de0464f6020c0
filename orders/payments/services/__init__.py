"""Money in (`paying`, `holding`, `wallet`, `cash`), money back (`refunding` promises it, `sending` sends it), asking
the provider what really happened (`watching`, `comparing`), hearing what it tells (`hearing`), calling off."""

from orders.payments.services.calling_off import cancel_order, close_if_unpaid
from orders.payments.services.cash import collect_cash, promise_cash, refuse_cash
from orders.payments.services.choosing import methods_for, open_with, switch_method
from orders.payments.services.giving_back import begin_giving_back, end_giving_back, give_back_whole
from orders.payments.services.hearing import hear
from orders.payments.services.holding import take_held
from orders.payments.services.paying import capture_payment, fail_payment, open_payment
from orders.payments.services.refunding import ask_refund, finish_refund, next_refund_part
from orders.payments.services.sending import redirect_refund, send_refund
from orders.payments.services.wallet import credit_wallet, pay_from_wallet, wish_refunds
from orders.payments.services.watching import check_if_slow, check_payment, learn, start_payment

__all__ = [
    "ask_refund",
    "begin_giving_back",
    "cancel_order",
    "capture_payment",
    "check_if_slow",
    "check_payment",
    "close_if_unpaid",
    "collect_cash",
    "credit_wallet",
    "end_giving_back",
    "fail_payment",
    "finish_refund",
    "give_back_whole",
    "hear",
    "learn",
    "methods_for",
    "next_refund_part",
    "open_payment",
    "open_with",
    "pay_from_wallet",
    "promise_cash",
    "redirect_refund",
    "refuse_cash",
    "send_refund",
    "start_payment",
    "switch_method",
    "take_held",
    "wish_refunds",
]
