"""A quarter of trade, made by dice that fall the same way each time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from analytics.trade.tables import TradeSpec
from catalog.shops.models import Shop
from community.referral.models import OrderAttribution, ShareLink, Target
from orders.checkout.models import Order, Trade
from orders.history.models import CreditNote
from orders.payments.models import Payment, PaymentState, Refund, RefundState
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop

START, END = date(2026, 1, 1), date(2026, 4, 1)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def spec(**more: Any) -> TradeSpec:
    return TradeSpec(**({"start": START, "end": END, "as_of": LATER} | more))


@dataclass
class World:
    shops: Sequence[Shop]
    people: Sequence[Any]
    orders: list[Order] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    notes: list[CreditNote] = field(default_factory=list)

    def of(self, shop: Shop | None) -> list[Order]:
        return [one for one in self.orders if one.currency == "CNY" and shop in {None, one.shop}]

    def back_of(self, shop: Shop | None) -> list[tuple[int | None, datetime, int]]:
        """Buyer, when and cents of all that went back."""
        mine = [one for one in self.refunds if one.order in self.of(shop) and one.state == RefundState.DONE]
        returned = [one for one in self.notes if shop in {None, one.shop}]
        return [(one.order.buyer_id, one.done_at, one.amount_cents) for one in mine] + [
            (one.buyer_id, one.at, one.total_cents) for one in returned
        ]


def trade_of(buyer: Any, at: datetime, cents: int, currency: str = "CNY") -> Trade:
    return Trade.objects.create(
        buyer=buyer, recipient="林", phone="13812345678", region_code="330106", street="1",
        currency=currency, total_cents=cents, paid_at=at,
    )  # fmt: skip


def order_of(shop: Shop, buyer: Any, at: datetime, cents: int, *, trade: Trade | None = None, **more: Any) -> Order:
    currency = more.pop("currency", "CNY")
    return Order.objects.create(
        shop=shop,
        buyer=buyer,
        trade=trade or trade_of(buyer, at, cents, currency),
        currency=currency,
        items_cents=cents,
        total_cents=cents,
        placed_at=at,
        paid_at=at,
        **more,
    )


def refund_of(order: Order, at: datetime | None, cents: int) -> Refund:
    payment = order.trade.payments.first() or Payment.objects.create(
        trade=order.trade, gateway="sandbox", amount_cents=order.trade.total_cents, currency=order.currency,
        state=PaymentState.PAID, paid_at=order.paid_at,
    )  # fmt: skip
    return Refund.objects.create(
        number=f"R{order.pk}-{order.refunds.count()}", payment=payment, order=order, amount_cents=cents, done_at=at,
        state=RefundState.DONE if at else RefundState.ASKED, reason="test",
    )  # fmt: skip


def link_to_note(order: Order, note: Any, sharer: Any) -> None:
    link, _made = ShareLink.objects.get_or_create(
        sharer=sharer, target=Target.NOTE, ref=note.key, defaults={"path": "/"}
    )
    OrderAttribution.objects.create(order=order, link=link, clicked_at=order.paid_at - timedelta(hours=1))


def make_world(*, orders: int = 90) -> World:
    dice = random.Random(7)
    abroad = make_shop(currency="EUR")
    world = World([make_shop(), make_shop()], [UserFactory() for _ in range(12)])
    for _ in range(orders):
        at = datetime(2025, 12, 20, tzinfo=UTC) + timedelta(seconds=dice.randrange(110 * 86_400))
        cents = dice.randrange(100, 90_000)
        shop, buyer = dice.choice([*world.shops * 4, abroad]), dice.choice([*world.people, None])
        order = order_of(shop, buyer, at, cents, currency=shop.currency)
        world.orders.append(order)
        if dice.random() < 0.25:
            part = dice.choice([cents, cents // 2])
            done = dice.choice([at + timedelta(days=dice.randrange(20)), None])
            world.refunds.append(refund_of(order, done, part))
    for number in range(4):
        world.notes.append(
            CreditNote.objects.create(
                shop=world.shops[0], external_ref=f"C{number}", buyer=dice.choice(world.people), lines_count=1,
                total_cents=dice.randrange(100, 5_000),
                at=datetime(2026, 1, 15, tzinfo=UTC) + timedelta(days=20 * number),
            )
        )  # fmt: skip
    return world
