"""What payments do to the ledger: one small entry for each step of money (docs/money.md).

Booked last in each step, after every other lock: accounts come at the end of the order of locks. The drafts are apart
from posting them, so that many can be posted at once; `opened` finds an account. Money that is only held on a card has
not moved: it is booked when it is taken, and letting it go books nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import prefetch_related_objects

from orders.checkout.models import Order
from orders.ledger.models import AccountKind, EntryKind, LedgerAccount
from orders.ledger.selectors import is_posted
from orders.ledger.services import Draft, Leg, account, post_draft
from orders.payments.models import Payment, PaymentState, Refund, RefundKind, RefundTo

Opened = Callable[..., LedgerAccount]
WALLET, BY_HAND = "wallet", "by_hand"


def settlement_key(order: Order) -> str:
    """The key of the entry by which an order's money became the shop's."""
    return f"settle:{order.number}"


def book_capture(payment: Payment) -> None:
    """The buyer's money is ours to keep for the shops; what belongs to no order waits to go back."""
    if payment.state == PaymentState.PAID:
        post_draft(capture_entry(payment))


def book_refund_asked(refund: Refund) -> None:
    """What was promised to the buyer is no longer the shop's."""
    if refund.kind == RefundKind.REFUND:
        post_draft(refund_asked_entry(refund))


def book_refund_done(refund: Refund) -> None:
    """The buyer has it back: from the provider, in the wallet, or by an operator's hand."""
    if refund.kind == RefundKind.REFUND:
        post_draft(refund_done_entry(refund))


def book_reversal(refund: Refund) -> None:
    """The bank has taken it back by itself: promised and done at once."""
    legs = [
        Leg(_holder(refund, account), -refund.amount_cents, _about(refund)),
        Leg(_source(refund.payment, account), refund.amount_cents),
    ]
    post_draft(_draft(refund, EntryKind.REVERSAL, legs))


def capture_entry(payment: Payment, opened: Opened = account) -> Draft:
    currency = payment.currency
    prefetch_related_objects([payment], "splits__order__shop")
    held = [
        Leg(
            opened(AccountKind.HELD, owner=split.order.shop.slug, currency=currency),
            split.captured_cents,
            split.order.number,
        )
        for split in payment.splits.all()
    ]
    if not held:
        held = [Leg(opened(AccountKind.HELD, currency=currency), payment.amount_cents)]
    return Draft(
        key=f"{EntryKind.CAPTURE}:{payment.out_trade_no}",
        kind=EntryKind.CAPTURE,
        legs=[Leg(_source(payment, opened), -payment.amount_cents), *held],
        reference=payment.out_trade_no,
    )


def refund_asked_entry(refund: Refund, opened: Opened = account, *, is_settled: bool | None = None) -> Draft:
    """`is_settled`: whether the order was by then, where the ledger can't say yet."""
    legs = [
        Leg(_holder(refund, opened, is_settled), -refund.amount_cents, _about(refund)),
        Leg(opened(AccountKind.REFUNDING, currency=refund.payment.currency), refund.amount_cents),
    ]
    return _draft(refund, EntryKind.REFUND_ASKED, legs)


def refund_done_entry(refund: Refund, opened: Opened = account) -> Draft:
    legs = [
        Leg(opened(AccountKind.REFUNDING, currency=refund.payment.currency), -refund.amount_cents),
        Leg(_destination(refund, opened), refund.amount_cents),
    ]
    return _draft(refund, EntryKind.REFUND_DONE, legs)


def _draft(refund: Refund, kind: EntryKind, legs: list[Leg]) -> Draft:
    return Draft(key=f"{kind}:{refund.number}", kind=kind, legs=legs, reference=refund.number, memo=refund.reason)


def _source(payment: Payment, opened: Opened) -> LedgerAccount:
    """Where the money of a payment comes from: its provider, or the buyer's wallet."""
    if payment.gateway == WALLET:
        return _wallet(payment, opened)
    return opened(AccountKind.GATEWAY, owner=payment.gateway, currency=payment.currency)


def _destination(refund: Refund, opened: Opened) -> LedgerAccount:
    """Where a refund arrives."""
    payment = refund.payment
    if refund.to == RefundTo.WALLET:
        return _wallet(payment, opened)
    if refund.to == RefundTo.HAND:
        return opened(AccountKind.GATEWAY, owner=BY_HAND, currency=payment.currency)
    return _source(payment, opened)


def _wallet(payment: Payment, opened: Opened) -> LedgerAccount:
    return opened(AccountKind.WALLET, owner=str(payment.trade.buyer_id), currency=payment.currency)


def _holder(refund: Refund, opened: Opened, is_settled: bool | None = None) -> LedgerAccount:
    """Who has the money now: it is held for the order, or already due to the shop."""
    currency, order = refund.payment.currency, refund.order
    if order is None:
        return opened(AccountKind.HELD, currency=currency)
    if is_settled is None:
        is_settled = is_posted(settlement_key(order))
    kind = AccountKind.MERCHANT if is_settled else AccountKind.HELD
    return opened(kind, owner=order.shop.slug, currency=currency)


def _about(refund: Refund) -> str:
    return refund.order.number if refund.order else refund.payment.out_trade_no
