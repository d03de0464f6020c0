"""A small market for the state machine: two shops, scarce goods, a few buyers, and a clock that can be turned on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from celery import current_app
from django.db import connection

from catalog.inventory.services import set_on_hand
from catalog.products.models import Variant
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.schedule import SCHEDULE
from orders import tasks as _tasks  # noqa: F401 - registers them
from orders.aftersales.models import Case
from orders.cart.shoppers import Shopper
from orders.checkout.models import Order, OrderStatus
from orders.commission.services import add_rule
from orders.groupbuy.models import GroupTeam, TeamStatus
from orders.payments.models import Payment, PaymentSplit, PaymentState, SandboxCharge
from orders.promotions.services import take_coupon
from tests.factories.accounts import CarrierFactory, UserFactory
from tests.factories.catalog import make_merchant_user, make_operator, make_product, make_shop
from tests.factories.groupbuy import make_campaign
from tests.factories.promotions import make_coupons, make_flash

PIECES = (3, 5, 40)
# Everything of the trade that beat starts, but for what only looks after demos and statistics.
NOT_OURS = {"orders.demo_teams", "orders.learn_transit_times", "orders.poll_silent_parcels"}
TIMERS = sorted(
    name
    for name in {str(one["task"]) for one in SCHEDULE.values()} - NOT_OURS
    if name.startswith(("orders.", "kernel.sweep"))
)
# One question after each step instead of four lists.
STANDS = """
    SELECT status, count(*) FROM orders_order WHERE shop_id = ANY(%(shops)s) GROUP BY status
    UNION ALL SELECT p.state, count(*) FROM orders_payment p JOIN orders_trade t ON t.id = p.trade_id
              WHERE t.buyer_id = ANY(%(buyers)s) GROUP BY p.state
    UNION ALL SELECT 'team ' || status, count(*) FROM orders_groupteam WHERE campaign_id = %(campaign)s GROUP BY status
    UNION ALL SELECT 'case ' || c.status, count(*) FROM orders_case c JOIN orders_order o ON o.id = c.order_id
              WHERE o.shop_id = ANY(%(shops)s) GROUP BY c.status"""


class Market:
    """What one run of the machine plays with. Nothing of an earlier run is touched but by the timers."""

    def __init__(self) -> None:
        self.travels: list[Any] = []
        self.carrier = CarrierFactory()
        self.shops = [make_shop(), make_shop()]
        self.owners = {shop.pk: make_merchant_user(shop) for shop in self.shops}
        self.goods: list[Variant] = [
            make_product(self.shops[place % 2], price_cents=1_999 + 333 * place, stock=stock).variants.get()
            for place, stock in enumerate(PIECES)
        ]
        self.buyers = [UserFactory() for _ in range(4)]
        self.coupons = make_coupons(self.shops[0], off_cents=300, total=3, per_user=1)
        make_flash(self.goods[1], 1_200, quota=4, per_user=2)
        for shop in self.shops:
            add_rule(operator=make_operator(), target=shop, basis_points=500)
        self.campaign = make_campaign(self.goods[-1], size=3, hours=1, prices={self.goods[-1].key: 1_500})

    def shopper(self, number: int) -> Shopper:
        return Shopper(user=self.buyers[number % len(self.buyers)])

    def orders(self, *states: str) -> list[Order]:
        """This market's orders in these states, oldest first."""
        mine = Order.objects.filter(shop__in=self.shops).select_related("trade", "shop").order_by("pk")
        return list(mine.filter(status__in=states) if states else mine)

    def payments(self, *states: str) -> list[Payment]:
        mine = Payment.objects.filter(trade__buyer__in=self.buyers).select_related("trade").order_by("pk")
        return list(mine.filter(state__in=states) if states else mine)

    def stands(self) -> Counter[str]:
        """How many orders, payments, teams (`team open`) and cases (`case applied`) there are by state."""
        with connection.cursor() as cursor:
            cursor.execute(
                STANDS,
                {
                    "shops": [shop.pk for shop in self.shops],
                    "buyers": [buyer.pk for buyer in self.buyers],
                    "campaign": self.campaign.pk,
                },
            )
            return Counter(dict(cursor.fetchall()))

    def teams(self, *states: str) -> list[GroupTeam]:
        mine = GroupTeam.objects.filter(campaign=self.campaign).order_by("pk")
        return list(mine.filter(status__in=states) if states else mine)

    def cases(self, *states: str) -> list[Case]:
        mine = Case.objects.filter(order__shop__in=self.shops).select_related("order__shop").order_by("pk")
        return list(mine.filter(status__in=states) if states else mine)

    def restock(self, number: int, on_hand: int) -> None:
        set_on_hand(variant=self.goods[number % len(self.goods)], on_hand=on_hand, actor=None)

    def take_coupon(self, number: int) -> None:
        take_coupon(terms=self.coupons.coupon, person=self.shopper(number).user)

    def settle(self) -> None:
        for name in ("orders.settle_orders", "orders.close_statements", "orders.push_payouts"):
            current_app.tasks[name]()

    def owner_of(self, order: Order) -> Any:
        return self.owners[order.shop_id]

    def later(self, by: timedelta) -> None:
        travel = time_machine.travel(now() + by)
        travel.start()
        self.travels.append(travel)

    def run_timers(self, first: int = 0) -> None:
        """Every timer once, beginning with any of them: beat promises no order."""
        for place in range(len(TIMERS)):
            current_app.tasks[TIMERS[(place + first) % len(TIMERS)]]()

    def back_to_the_present(self) -> None:
        for travel in reversed(self.travels):
            travel.stop()
        self.travels.clear()

    def assert_settled(self) -> None:
        """Nobody waits for anything any more, and the bank's books say what ours say."""
        assert not self.orders(OrderStatus.PENDING_PAYMENT, OrderStatus.REFUNDING)
        assert not self.payments(PaymentState.OPEN)
        assert not self.teams(TeamStatus.FORMING, TeamStatus.OPEN, TeamStatus.EXPIRED)
        for payment in self.payments(PaymentState.PAID):
            charge = SandboxCharge.objects.get(out_trade_no=payment.out_trade_no)
            shares = PaymentSplit.objects.filter(payment=payment).values_list("captured_cents", "refunded_cents")
            kept = sum(captured - refunded for captured, refunded in shares)
            assert charge.amount_cents - charge.refunded_cents == kept


def attempt(act: Callable[[], Any]) -> Any:
    """The answer, or the refusal: people ask for all sorts of things. Anything but a DomainError is a fault."""
    try:
        return act()
    except DomainError as refusal:
        return refusal
