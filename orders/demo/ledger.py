"""The ledger of the demo: every payment and refund anybody wrote in bulk is posted, in the order it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from config.kernel.demo import World
from orders.demo.settlement import settle
from orders.ledger.services import Draft, account, post_many
from orders.payments.models import Payment, PaymentState, Refund, RefundKind, RefundState
from orders.payments.services.booking import capture_entry, refund_asked_entry, refund_done_entry
from orders.settlement.models import Settlement


def keep_books(world: World) -> None:
    """Everything that moved money so far. What was posted when it happened is left as it is."""
    settled = settle(world)
    drafts = sorted([*_payments(), *settled], key=lambda draft: draft.at or world.now)
    posted = post_many(drafts)
    world.tell(f"{posted} entries of the ledger")


def _payments() -> Iterator[Draft]:
    opened = cache(account)
    paid = Payment.objects.filter(state=PaymentState.PAID).select_related("trade").order_by("pk")
    for payment in paid.prefetch_related("splits__order__shop"):
        yield replace(capture_entry(payment, opened), at=payment.paid_at)
    settled = dict(Settlement.objects.values_list("order_id", "settled_at"))
    refunds = Refund.objects.filter(kind=RefundKind.REFUND).select_related("payment__trade", "order__shop")
    for refund in refunds.order_by("pk"):
        is_settled = settled.get(refund.order_id or 0, refund.created_at) < refund.created_at
        yield replace(refund_asked_entry(refund, opened, is_settled=is_settled), at=refund.created_at)
        if refund.state == RefundState.DONE:
            yield replace(refund_done_entry(refund, opened), at=refund.done_at)
