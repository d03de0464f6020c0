"""Orders, refunds and settlements move earnings on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.earnings.events import EarningMoved
from community.earnings.models import Earning, EarningState
from community.earnings.services import earn, pay_earnings, refuse_own, weigh_earnings
from community.notifications.kinds import Tab, Target, register_kind
from community.notifications.services import notify
from community.referral.events import OrderAttributed
from config.kernel.events import subscribe
from config.kernel.templatetags.hetang import cents
from orders.checkout.events import OrderClosed, OrderPaid, TradeClaimed
from orders.payments.events import PaymentReversed, RefundAsked
from orders.payments.models import Refund
from orders.settlement.events import OrderSettled


def show_earnings(reader: Any, ids: Collection[int]) -> Mapping[int, Target]:
    rows = Earning.objects.filter(pk__in=ids, person=reader).select_related("order")
    return {
        row.pk: Target(reverse("community:invites") + "?tab=earned", cents(row.full_cents, row.order.currency))
        for row in rows
    }


for name, label, words in (
    ("earning_paid", _("Commission for sharing"), _("Earned by sharing, now in your wallet: %(what)s")),
    ("earning_back", _("Commission taken back"), _("Goods were refunded, so some of this was taken back: %(what)s")),
):
    register_kind(name, tab=Tab.ORDERS, label=label, words=words, show=show_earnings, icon="hand-coins")


@subscribe(OrderAttributed)
def earn_by_link(event: OrderAttributed) -> None:
    earn(order_pk=event.order_id)


@subscribe(OrderPaid)
def earn_when_paid(event: OrderPaid) -> None:
    """Whichever of the two is told later finds both true."""
    earn(order_pk=event.order_id)


@subscribe(TradeClaimed)
def refuse_ones_own(event: TradeClaimed) -> None:
    refuse_own(trade_pk=event.trade_id, buyer_pk=event.user_id)


@subscribe(OrderSettled)
def pay_what_was_earned(event: OrderSettled) -> None:
    pay_earnings(order_pk=event.order_id)


@subscribe(OrderClosed)
def weigh_closed(event: OrderClosed) -> None:
    weigh_earnings(order_pk=event.order_id)


@subscribe(RefundAsked)
def weigh_refunded(event: RefundAsked) -> None:
    _weigh(event.refund_id)


@subscribe(PaymentReversed)
def weigh_reversed(event: PaymentReversed) -> None:
    _weigh(event.refund_id)


def _weigh(refund_pk: int) -> None:
    order_pk = Refund.objects.values_list("order_id", flat=True).get(pk=refund_pk)
    if order_pk:
        weigh_earnings(order_pk=order_pk)


@subscribe(EarningMoved)
def tell_earner(event: EarningMoved) -> None:
    kind = "earning_paid" if event.state == EarningState.PAID else "earning_back"
    back = Earning.objects.values_list("back_cents", flat=True).get(pk=event.earning_id)
    notify(user_id=event.person_id, kind=kind, object_type="earning", object_id=event.earning_id, ref=back)
