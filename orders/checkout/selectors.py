"""What a checkout would be, and which orders a shopper may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.inventory.selectors import variants_with_offers
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.models import IdempotencyKey
from orders.cart.selectors import Line, by_shop, line_of, lines_now
from orders.cart.shoppers import Shopper
from orders.checkout.deals import Choice, DealChoice, handler_of
from orders.checkout.models import Order, OrderMove, OrderStatus, Trade
from orders.counters.errors import PickupPointGone
from orders.counters.models import PickupPoint
from orders.counters.selectors import open_points
from orders.freight.errors import NotServed
from orders.freight.selectors import Goods, PriceList, Quote, price_lists
from orders.promotions.pricing import Discount, Item, Priced, price

CONFIRM_BATCH = 500


@dataclass(frozen=True)
class DraftOrder:
    """What one shop would get."""

    shop: Shop
    lines: list[Line]
    discounts: list[Discount] = field(default_factory=list)
    shipping: Quote | None = None
    refusal: NotServed | PickupPointGone | None = None
    points: list[PickupPoint] = field(default_factory=list)
    pickup: PickupPoint | None = None

    @property
    def items_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)

    @property
    def shipping_cents(self) -> int:
        return self.shipping.cents if self.shipping else 0

    @property
    def discount_cents(self) -> int:
        return sum(discount.cents for discount in self.discounts)

    @property
    def platform_discount_cents(self) -> int:
        return sum(discount.platform_cents for discount in self.discounts)

    @property
    def total_cents(self) -> int:
        return self.items_cents + self.shipping_cents - self.discount_cents


@dataclass(frozen=True)
class Draft:
    """A checkout that is not placed yet, at the prices of this moment. No region: what sending costs is still open."""

    orders: list[DraftOrder]
    priced: Priced
    region_code: str = ""
    left_out: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for order in self.orders for line in order.lines]

    @property
    def items_cents(self) -> int:
        return sum(order.items_cents for order in self.orders)

    @property
    def shipping_cents(self) -> int:
        return sum(order.shipping_cents for order in self.orders)

    @property
    def discount_cents(self) -> int:
        return sum(order.discount_cents for order in self.orders)

    @property
    def total_cents(self) -> int:
        return self.items_cents + self.shipping_cents - self.discount_cents

    @property
    def currency(self) -> str:
        return self.orders[0].shop.currency if self.orders else "CNY"

    @property
    def refusals(self) -> list[DomainError]:
        """Why it can't be ordered as it is: a coupon that doesn't fit, a region that isn't served."""
        return [*self.priced.refusals, *(order.refusal for order in self.orders if order.refusal)]

    @property
    def seen(self) -> str:
        """Everything that must not change between looking and ordering.

        Goods, freight by shop, discounts by source, coupons promised for paying:
        `key*quantity@cents;…|shop~cents;…|source-cents;…;campaign+gift`.
        """
        lines = ";".join(sorted(f"{line.key}*{line.quantity}@{line.price_cents}" for line in self.lines))
        freight = ";".join(
            sorted(f"{order.shop.slug}~{order.shipping.cents if order.shipping else '?'}" for order in self.orders)
        )
        gifts = [f"{step.campaign.key}+gift" for step in self.priced.steps if step.gift]
        discounts = ";".join(
            sorted([*(f"{one.source}-{one.cents}" for order in self.orders for one in order.discounts), *gifts])
        )
        return f"{lines}|{freight}|{discounts}"


def draft(shopper: Shopper, *, region_code: str = "", choice: Choice | None = None) -> Draft:
    """What would be bought, by shop: the selected lines of the cart or one deal, at today's prices and freight."""
    choice = choice or Choice()
    lines, fixed = _deal_line(shopper, choice.deal) if choice.deal else (_selected(shopper), {})
    bought = [line for line in lines if line.is_bought]
    items = [fixed.get(line.key) or Item(line.key, line.variant, line.quantity) for line in bought]
    priced = price(buyer=shopper.user, items=items, coupons=choice.coupons, at=now(), points=choice.points)
    groups = by_shop(replace(line, priced=priced.items[line.key]) for line in bought)
    lists = price_lists([group.shop for group in groups.values()])
    orders = [_draft_order(groups[pk].shop, groups[pk].lines, priced, lists[pk], region_code) for pk in sorted(groups)]
    orders = _with_counters(orders, choice.pickup)
    left_out = [line for line in lines if line.trouble is not None]
    return Draft(orders, priced, region_code, left_out)


def _with_counters(orders: list[DraftOrder], wanted: Mapping[str, str]) -> list[DraftOrder]:
    """What is fetched costs no freight and is served everywhere; a counter that isn't there is refused."""
    points = open_points([order.shop for order in orders])
    return [_with_counter(order, points[order.shop.pk], wanted.get(order.shop.slug, "")) for order in orders]


def _with_counter(order: DraftOrder, points: list[PickupPoint], key: str) -> DraftOrder:
    order = replace(order, points=points)
    if not key:
        return order
    chosen = next((point for point in points if point.key == key), None)
    if chosen is None:
        return replace(order, refusal=PickupPointGone(shop=order.shop.name))
    return replace(order, pickup=chosen, shipping=Quote(0), refusal=None)


def _selected(shopper: Shopper) -> list[Line]:
    return [line for line in lines_now(shopper) if line.is_selected]


def _deal_line(shopper: Shopper, choice: DealChoice) -> tuple[list[Line], dict[str, Item]]:
    """The one line of a deal, and its item with the price that the deal fixes."""
    handler = handler_of(choice.kind)
    variant = get_or_missing(variants_with_offers().select_related("product__shop__mark"), key=choice.variant_key)
    cost = handler.price(shopper=shopper, choice=choice, variant=variant)
    item = Item(variant.key, variant, choice.quantity, cost.unit_price_cents, cost.label)
    return [line_of(variant, choice.quantity)], {item.key: item}


def _draft_order(shop: Shop, lines: list[Line], priced: Priced, prices: PriceList, region_code: str) -> DraftOrder:
    discounts = priced.discounts_of(shop.pk)
    if prices.has_template and not region_code:
        return DraftOrder(shop, lines, discounts)
    goods = [Goods(line.quantity, line.variant.weight_grams, priced.worth_for_freight(line.key)) for line in lines]
    try:
        quote = prices.quote(goods, region_code)
    except NotServed as refusal:
        return DraftOrder(shop, lines, discounts, refusal=refusal)
    return DraftOrder(shop, lines, discounts, shipping=Quote(0) if shop.pk in priced.free_shipping else quote)


@dataclass(frozen=True)
class Change:
    """One thing that is not as the buyer saw it; None means: was not, or is no longer, part of it."""

    line: Line | None
    shop: Shop | None
    before_cents: int | None
    after_cents: int | None
    before_quantity: int | None = None
    label: str = ""


def changes_since(seen: str, now_: Draft) -> list[Change]:
    """What the buyer should be told, comparing what they saw with what is."""
    lines_part, freight_part, discounts_part = [*seen.split("|"), "", "", ""][:3]
    before = {
        key: (int(quantity), int(cents))
        for key, quantity, cents in (_parsed(part) for part in lines_part.split(";"))
        if quantity.isdecimal() and cents.isdecimal()
    }
    changes = []
    for line in [*now_.lines, *now_.left_out]:
        quantity, cents = before.get(line.key, (None, None))
        after = line.price_cents if line.trouble is None else None
        if (cents, quantity) != (after, line.quantity if after is not None else None):
            changes.append(Change(line, None, cents, after, quantity))
    freight = dict(part.partition("~")[::2] for part in freight_part.split(";"))
    for order in now_.orders:
        was = freight.get(order.shop.slug, "?")
        if order.shipping and was != str(order.shipping.cents):
            changes.append(Change(None, order.shop, int(was) if was.isdecimal() else None, order.shipping.cents))
    return [*changes, *_discounts_since(discounts_part, now_)]


def _discounts_since(seen: str, now_: Draft) -> list[Change]:
    """Discounts that are another sum now, or new; and, together, what has gone."""
    before = {
        source: int(cents)
        for source, _dash, cents in (part.rpartition("-") for part in seen.split(";"))
        if cents.isdecimal()
    }
    changes = []
    for order in now_.orders:
        for one in order.discounts:
            was = before.pop(one.source, None)
            if was != one.cents:
                changes.append(Change(None, order.shop, -was if was is not None else None, -one.cents, label=one.label))
    if gone := sum(before.values()):
        changes.append(Change(None, None, -gone, 0, label=str(_("Discounts"))))
    return changes


def _parsed(part: str) -> tuple[str, str, str]:
    key, _star, rest = part.partition("*")
    quantity, _at, cents = rest.partition("@")
    return key, quantity, cents


# ---- orders -----------------------------------------------------------------------------------------------------


def orders_seen_by(shopper: Shopper) -> QuerySet[Order]:
    """Orders of this member, or those a guest placed in this browser or opened by their link."""
    mine = Q(pk__in=[])
    if shopper.user is not None:
        mine |= Q(buyer=shopper.user)
    if shopper.guest_keys:
        mine |= Q(buyer=None, trade__guest_key__in=shopper.guest_keys)
    return Order.objects.filter(mine)


def trades_seen_by(shopper: Shopper) -> QuerySet[Trade]:
    mine = Q(pk__in=[])
    if shopper.user is not None:
        mine |= Q(buyer=shopper.user)
    if shopper.guest_keys:
        mine |= Q(buyer=None, guest_key__in=shopper.guest_keys)
    return Trade.objects.filter(mine)


def order_for(shopper: Shopper, *, number: str) -> Order:
    """One order with everything its page shows."""
    orders = orders_seen_by(shopper).select_related("shop__mark", "trade", "buyer", "pickup_point")
    moves = Prefetch("moves", queryset=OrderMove.objects.order_by("-pk"))
    return get_or_missing(orders.prefetch_related("lines__variant", "discounts", moves), number=number)


def trade_for(shopper: Shopper, *, number: str) -> Trade:
    return get_or_missing(trades_seen_by(shopper), number=number)


def receipts_due() -> QuerySet[Order]:
    """Orders the calendar confirms: delivered long ago, or sent much longer ago without a word from the carrier."""
    moment = now()
    delivered = Q(status=OrderStatus.DELIVERED, delivered_at__lte=moment - timedelta(days=settings.AUTO_CONFIRM_DAYS))
    unscanned = Q(
        status=OrderStatus.SHIPPED, shipped_at__lte=moment - timedelta(days=settings.AUTO_CONFIRM_UNSCANNED_DAYS)
    )
    due = Order.objects.filter(delivered | unscanned, open_cases=0, paid_at__isnull=False)
    due = due.exclude(parcels__status__in=["returning", "returned"])  # that is settled when the shop has it
    return due.order_by("pk")[:CONFIRM_BATCH]


# The tabs of the order list: name → states.
TABS: dict[str, Sequence[str]] = {
    "all": (),
    "to-pay": (OrderStatus.PENDING_PAYMENT,),
    "to-ship": (OrderStatus.WAIT_GROUP, OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED),
    "to-receive": (OrderStatus.SHIPPED, OrderStatus.DELIVERED),
    "done": (OrderStatus.COMPLETED, OrderStatus.SETTLED),
    "closed": (OrderStatus.REFUNDING, OrderStatus.CLOSED),
}


def trade_placed_with(shopper: Shopper, *, key: str, route: str) -> str:
    """The number of the trade that an idempotency key of this shopper placed."""
    row = get_or_missing(IdempotencyKey.objects.filter(actor=shopper.name, route=route), key=key)
    return str((row.response or {}).get("trade", ""))


def orders_in_tab(shopper: Shopper, tab: str) -> QuerySet[Order]:
    """The orders of one tab with what a card of the list shows."""
    orders = orders_seen_by(shopper).select_related("shop__mark", "trade").prefetch_related("lines")
    return orders.filter(status__in=TABS[tab]) if TABS[tab] else orders


def counts_by_tab(shopper: Shopper) -> dict[str, int]:
    """How many orders each tab holds, in one query."""
    by_status = dict(orders_seen_by(shopper).order_by().values_list("status").annotate(Count("pk")))
    every = sum(by_status.values())
    return {tab: sum(by_status.get(one, 0) for one in states) if states else every for tab, states in TABS.items()}


def trade_to_claim(user: Any, *, trade: Trade) -> bool:
    """Whether a guest's trade may become this member's: nobody's yet, and placed with an address proven theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True, email__iexact=trade.email)
    return trade.buyer_id is None and bool(trade.email) and proven.exists()
