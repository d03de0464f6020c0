"""Several ways to pay in the demo: cards beside the bank, refunds into wallets, cash at the door, a refund in trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from datetime import timedelta
from random import Random

from config.kernel.demo import World
from orders.checkout.models import Order, OrderMove, OrderStatus, Trade
from orders.ledger.models import LedgerEntry
from orders.payments.models import (
    CashRule,
    Payment,
    PaymentSplit,
    PaymentState,
    Refund,
    RefundState,
    RefundTo,
    RefundWish,
    RefusedNotice,
    SandboxCharge,
)
from orders.payments.services import credit_wallet

CASH_SHOPS = 4
CASH_ORDERS = 14
MOST_CENTS = 80_000
ON_THE_WAY = (OrderStatus.TO_SHIP, OrderStatus.SHIPPED)


def pay_in_many_ways(world: World) -> None:
    """Before the ledger is written: what it books depends on how things were paid."""
    dice = world.dice("ways to pay")
    booked = set(LedgerEntry.objects.values_list("reference", flat=True))  # by services: these stay as they are
    _cards(dice, booked)
    _wallets(world, dice, booked)
    collected = _cash(world, dice, booked)
    _trouble(world)
    world.tell(f"cards, wallets, {collected} orders against cash")


def _cards(dice: Random, booked: Set[str]) -> None:
    """A third of the payments were made by card."""
    paid = Payment.objects.filter(gateway="sandbox").order_by("pk").values_list("pk", "out_trade_no")
    chosen = [row for row in paid if dice.random() < 0.33 and row[1] not in booked]
    Payment.objects.filter(pk__in=[pk for pk, _number in chosen]).update(gateway="sandbox_card")
    numbers = [number for _pk, number in chosen]
    SandboxCharge.objects.filter(out_trade_no__in=numbers).update(gateway="sandbox_card")


def _wallets(world: World, dice: Random, booked: Set[str]) -> None:
    """Some people want their refunds at once."""
    done = Refund.objects.filter(state=RefundState.DONE, payment__trade__buyer__isnull=False)
    done = done.filter(payment__gateway__startswith="sandbox").exclude(number__in=booked).order_by("pk")
    people = sorted({buyer for buyer in done.values_list("payment__trade__buyer_id", flat=True) if buyer})
    chosen = [pk for pk in people if dice.random() < 0.5] + [world.cast["shopper"].pk]
    RefundWish.objects.bulk_create(
        [RefundWish(user_id=pk, to=RefundTo.WALLET) for pk in sorted(set(chosen))], ignore_conflicts=True
    )
    for refund in done.filter(payment__trade__buyer__in=chosen).select_related("payment"):
        _into_wallet(refund)


def _into_wallet(refund: Refund) -> None:
    """The provider never heard of it."""
    refund.to = RefundTo.WALLET
    refund.save(update_fields=["to"])
    charge = SandboxCharge.objects.get(out_trade_no=refund.payment.out_trade_no)
    charge.refunded_cents -= charge.refunds.pop(refund.number, 0)
    charge.save(update_fields=["refunded_cents", "refunds"])


def _cash(world: World, dice: Random, booked: Set[str]) -> int:
    """Some shops send against cash: parcels on the way are owed at the door, delivered ones were paid there."""
    shops = world.shops[:CASH_SHOPS]
    CashRule.objects.bulk_create([CashRule(shop=shop, is_on=True, most_cents=MOST_CENTS) for shop in shops])
    fitting = Order.objects.filter(
        shop__in=shops,
        deal_kind="",
        buyer__isnull=False,
        total_cents__range=(1, MOST_CENTS),
        status__in=[*ON_THE_WAY, OrderStatus.DELIVERED, OrderStatus.COMPLETED],
    ).exclude(buyer=world.cast["shopper"])
    found = _paid_alone(list(fitting.order_by("-pk")[: CASH_ORDERS * 8]), booked)
    for order in dice.sample(found, min(CASH_ORDERS, len(found))):
        _against_cash(order)
    return min(CASH_ORDERS, len(found))


def _paid_alone(orders: Sequence[Order], booked: Set[str]) -> list[Order]:
    """Those that are the only order of their trade and were paid and kept whole. Small questions: nothing that was just
    written in bulk has statistics yet."""
    trades = [one.trade_id for one in orders if one.trade_id]
    in_trade: Counter[int | None] = Counter(Order.objects.filter(trade__in=trades).values_list("trade", flat=True))
    shares = PaymentSplit.objects.filter(order__in=[one.pk for one in orders], refunded_cents=0)
    paid = dict(shares.filter(payment__state=PaymentState.PAID).values_list("order_id", "payment__out_trade_no"))
    return [one for one in orders if in_trade[one.trade_id] == 1 and paid.get(one.pk, "") not in {"", *booked}]


def _against_cash(order: Order) -> None:
    payment = Payment.objects.get(trade=order.trade_id, state=PaymentState.PAID)
    SandboxCharge.objects.filter(out_trade_no=payment.out_trade_no).delete()
    payment.gateway, payment.order = "cod", order
    if order.status in ON_THE_WAY:
        PaymentSplit.objects.filter(payment=payment).delete()
        payment.state, payment.paid_at = PaymentState.PROMISED, None
        Order.objects.filter(pk=order.pk).update(paid_at=None)
        Trade.objects.filter(orders=order).update(paid_at=None, expires_at=None)
    else:
        payment.paid_at = order.delivered_at or order.completed_at
        Order.objects.filter(pk=order.pk).update(paid_at=payment.paid_at)
        Trade.objects.filter(orders=order).update(paid_at=payment.paid_at, expires_at=None)
    payment.save(update_fields=["gateway", "order", "state", "paid_at"])
    OrderMove.objects.filter(order=order, to_status=OrderStatus.TO_SHIP).update(reason="cash_promised")


def give_credit(world: World) -> None:
    """Goodwill for a few people, from the operator."""
    operator = world.cast["operator"]
    gifts = [("shopper", 2_000, "包裹晚到了三天，这是我们的歉意"), ("shopper2", 1_500, "寄错颜色，感谢你的耐心")]
    for place, (name, amount_cents, reason) in enumerate(gifts):
        person = world.cast[name]
        credit_wallet(person=person, amount_cents=amount_cents, reason=reason, actor=operator, key=f"demo-{place}")


def _trouble(world: World) -> None:
    """Something for the operator: a refund the bank refuses, and a forger."""
    stuck = (
        Refund.objects.filter(state=RefundState.ASKED, to=RefundTo.SOURCE, order__isnull=False).order_by("pk").first()
    )
    if stuck is not None:
        stuck.state, stuck.tries, stuck.last_error = RefundState.FAILED, 5, "refused by the provider"
        stuck.save(update_fields=["state", "tries", "last_error"])
        SandboxCharge.objects.filter(out_trade_no=stuck.payment.out_trade_no).update(refunds_fail=True)
    forged = RefusedNotice.objects.bulk_create(
        [RefusedNotice(gateway="sandbox", why=why, size=412) for why in ("signature wrong", "too old")]
    )
    RefusedNotice.objects.filter(pk__in=[one.pk for one in forged]).update(at=world.now - timedelta(hours=3))
