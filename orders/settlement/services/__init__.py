"""Orders become the shop's (`settling`), weeks become statements (`stating`), statements transfers (`paying`)."""

from orders.settlement.services.banking import set_bank_account
from orders.settlement.services.paying import approve_payout, learn_transfer, push_payout, retry_payout
from orders.settlement.services.settling import adjust, note_refund, settle_order
from orders.settlement.services.sharing import give_share, take_share_back
from orders.settlement.services.stating import close_week

__all__ = [
    "adjust",
    "approve_payout",
    "close_week",
    "give_share",
    "learn_transfer",
    "note_refund",
    "push_payout",
    "retry_payout",
    "set_bank_account",
    "settle_order",
    "take_share_back",
]
