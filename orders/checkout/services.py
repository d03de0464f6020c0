"""Placing a trade, and the steps of an order that a buyer takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.loyalty.models import Reason
from accounts.loyalty.services import post_points
from catalog.inventory.errors import OutOfStock
from catalog.inventory.models import Stock
from catalog.inventory.services import release, reserve
from config.kernel.clock import now
from config.kernel.encryption import blind_index
from config.kernel.events import publish
from config.kernel.locks import locked, locked_one
from config.kernel.templatetags.hetang import cents
from orders.cart.selectors import Line, Trouble
from orders.cart.services import drop_bought, hold_cart
from orders.cart.shoppers import Shopper
from orders.checkout import deals, moves
from orders.checkout.deals import Choice
from orders.checkout.errors import AddressNeeded, CaseStillOpen, CheckoutChanged, NothingToBuy, OrderElsewhere
from orders.checkout.events import TradeClaimed, TradePlaced
from orders.checkout.models import Order, OrderDiscount, OrderLine, OrderSource, OrderStatus, Trade
from orders.checkout.selectors import Draft, DraftOrder, draft
from orders.commission.selectors import basis_points_of
from orders.promotions import services as promotions
from orders.promotions.pricing import Priced

PHONE_INDEX = "trades.phone"


DOOR = ("region_code", "street")  # what somebody who fetches everything leaves out


@dataclass(frozen=True)
class Delivery:
    """Where to, and who is told. Guests give an e-mail address; whoever fetches everything needs no door."""

    recipient: str
    phone: str
    region_code: str
    street: str
    email: str = ""

    @property
    def has_door(self) -> bool:
        return bool(self.region_code and self.street)


@dataclass(frozen=True)
class Agreed:
    """What the buyer agreed to: the `seen` text of a page, the total of an API client, or the prices in the cart."""

    seen: str = ""
    total_cents: int | None = None

    def fits(self, now_: Draft) -> bool:
        if self.seen:
            return self.seen == now_.seen
        if self.total_cents is not None:
            return self.total_cents == now_.total_cents
        return all(line.was_cents is None for line in now_.lines)


@transaction.atomic
def place_trade(
    *,
    shopper: Shopper,
    delivery: Delivery,
    agreed: Agreed,
    notes: Mapping[str, str],
    source: str = OrderSource.WEB,
    choice: Choice | None = None,
) -> Trade:
    """Order what is selected in the cart, or one deal: one trade, an order for each shop, the pieces kept until the
    window ends.

    All of it or nothing. What the buyer did not agree to is never placed.
    """
    deal = choice.deal if choice else None
    if deal:
        deals.handler_of(deal.kind).lock(refs=[deal.ref])
    else:
        hold_cart(shopper)
    now_ = draft(shopper, region_code=delivery.region_code, choice=choice)
    _check(now_, agreed)
    if not delivery.has_door and any(one.pickup is None for one in now_.orders):
        raise AddressNeeded(field="street")
    moment = now()
    trade = _trade(shopper, delivery, now_, moment + timedelta(minutes=settings.PAY_WINDOW_MINUTES))
    orders = [_order(trade, one, notes.get(one.shop.slug, ""), source) for one in now_.orders]
    promotions.hold(reference=trade.number, buyer=shopper.user, priced=now_.priced)
    if trade.buyer and (used := now_.priced.points.used):
        post_points(user=trade.buyer, delta=-used, reason=Reason.REDEEMED, ref=trade.number)
    _reserve(trade, orders, now_)
    trade.save()
    for order, one in zip(orders, now_.orders, strict=True):
        order.trade = trade
        _write(order, one, now_.priced)
        moves.begin(order, actor=shopper.user)
        if deal:
            order.deal_kind = deal.kind
            order.deal_ref = deals.handler_of(deal.kind).take(order=order, choice=deal, shopper=shopper)
            order.save(update_fields=["deal_kind", "deal_ref"])
    if not deal:
        drop_bought(shopper=shopper, variant_pks=[line.variant.pk for line in now_.lines])
    publish(TradePlaced(trade_id=trade.pk))
    return trade


def _write(order: Order, one: DraftOrder, priced: Priced) -> None:
    """The order with its lines, and why they cost less than their list price."""
    order.save()
    rates = basis_points_of(line.variant.product for line in one.lines)
    OrderLine.objects.bulk_create([_order_line(order, line, priced, rates) for line in one.lines])
    OrderDiscount.objects.bulk_create(
        OrderDiscount(
            order=order,
            kind=discount.kind,
            source=discount.source,
            label=discount.label[:120],
            cents=discount.cents,
            platform_cents=discount.platform_cents,
        )
        for discount in one.discounts
        if discount.cents
    )


def _check(now_: Draft, agreed: Agreed) -> None:
    if now_.refusals:
        raise now_.refusals[0]
    if agreed.seen and agreed.seen != now_.seen:
        raise CheckoutChanged(total=cents(now_.total_cents, now_.currency))
    for line in now_.left_out:
        if line.trouble != Trouble.GONE:
            raise OutOfStock(line.variant, left=line.available)
    if not now_.orders:
        raise NothingToBuy
    if now_.left_out or not agreed.fits(now_):
        raise CheckoutChanged(total=cents(now_.total_cents, now_.currency))


def _trade(shopper: Shopper, delivery: Delivery, now_: Draft, expires_at: Any) -> Trade:
    return Trade(
        buyer=shopper.user,
        visitor=shopper.visitor,
        email=delivery.email or (shopper.user.email if shopper.user else ""),
        recipient=delivery.recipient,
        phone=delivery.phone,
        phone_index=blind_index(delivery.phone, purpose=PHONE_INDEX),
        region_code=delivery.region_code,
        street=delivery.street,
        currency=now_.currency,
        total_cents=now_.total_cents,
        expires_at=expires_at,
    )


def _order(trade: Trade, one: DraftOrder, note: str, source: str) -> Order:
    return Order(
        shop=one.shop,
        buyer=trade.buyer,
        source=source,
        currency=trade.currency,
        items_cents=one.items_cents,
        pickup_point=one.pickup,
        shipping_cents=one.shipping_cents,
        discount_cents=one.discount_cents,
        platform_discount_cents=one.platform_discount_cents,
        total_cents=one.total_cents,
        note=note[:200],
        placed_at=now(),
    )


def _order_line(order: Order, line: Line, priced: Priced, rates: Mapping[int, int]) -> OrderLine:
    variant, share = line.variant, priced.share_of(line.key)
    picture = variant.picture or variant.product.cover
    return OrderLine(
        order=order,
        variant=variant,
        title=variant.product.title,
        label=variant.label,
        sku=variant.sku,
        picture_url=picture.smallest_url() if picture else "",
        unit_price_cents=line.price_cents,
        list_price_cents=priced.items[line.key].list_price_cents,
        quantity=line.quantity,
        total_cents=line.total_cents,
        discount_cents=share.cents,
        platform_discount_cents=share.platform_cents,
        commission_basis_points=rates[variant.product_id],
    )


def _reserve(trade: Trade, orders: Sequence[Order], now_: Draft) -> None:
    _hold_enough(now_.lines)
    for order, one in zip(orders, now_.orders, strict=True):
        wanted = {line.variant.pk: line.quantity for line in one.lines}
        reserve(reference=order.number, wanted=wanted, expires_at=trade.expires_at)


def _hold_enough(lines: Sequence[Line]) -> None:
    """Lock all stock rows of the trade in pk order, so that nobody waits in a circle, or refuse.

    The lock is only taken where enough is left. Whoever waits is refused by the database in the moment the last piece
    goes, without holding up the others behind: two hundred buyers of ten pieces are answered at once.
    """
    enough = [Q(pk=line.variant.pk, on_hand__gte=F("reserved") + line.quantity) for line in lines]
    rows = Stock.objects.filter(reduce(or_, enough)).order_by("pk").select_for_update(of=("self",))
    held = set(rows.values_list("pk", flat=True))
    for line in lines:
        if line.variant.pk not in held:
            stock = Stock.objects.filter(pk=line.variant.pk).first()
            raise OutOfStock(line.variant, left=stock.available if stock else 0)


# ---- later steps ------------------------------------------------------------------------------------------------


def locked_orders(trade: Trade) -> list[Order]:
    """Every order of a trade, locked; call with the trade locked."""
    return locked(Order.objects.select_related("shop"), trade.orders.values_list("pk", flat=True))


def hold_stock(orders: Sequence[Order]) -> None:
    """Lock the stock rows of several orders at once, in pk order, before any of them changes."""
    lines = OrderLine.objects.filter(order__in=orders, variant__isnull=False)
    locked(Stock.objects.all(), lines.values_list("variant_id", flat=True))


def return_promotions(order: Order) -> None:
    """A paid order came to nothing: what only it used goes back; what the whole trade used, when nothing is left of it.

    Call it with the order locked and already on its way out.
    """
    if order.trade is None:
        return
    gone = {OrderStatus.REFUNDING, OrderStatus.CLOSED}
    is_last = not order.trade.orders.exclude(pk=order.pk).exclude(status__in=gone).exists()
    promotions.give_back(reference=order.trade.number, shop_pk=None if is_last else order.shop_id)


@transaction.atomic
def close_trade(*, trade: Trade, reason: str, actor: Any = None) -> Trade:
    """Give up an unpaid trade: its orders close, their pieces and coupons go back. A paid one stays as it is.

    Only called once the provider has said that nothing was paid (orders.payments).
    """
    deals.lock_deals(trade_pk=trade.pk)
    trade = locked_one(Trade.objects.all(), trade.pk)
    if trade.paid_at or trade.closed_at:
        return trade
    orders = locked_orders(trade)
    promotions.give_back(reference=trade.number)
    hold_stock(orders)
    for order in orders:
        if order.status == OrderStatus.PENDING_PAYMENT:
            moves.move(order, to=OrderStatus.CLOSED, actor=actor, reason=reason)
            release(reference=order.number)
            deals.let_go(order, reason=reason)
    trade.closed_at = now()
    trade.save(update_fields=["closed_at", "updated_at"])
    return trade


@transaction.atomic
def confirm_receipt(*, order: Order, buyer: Any = None, reason: str = "received") -> Order:
    """The goods are there, says the buyer (or the calendar, without a buyer)."""
    order = locked_one(Order.objects.all(), order.pk)
    if order.status == OrderStatus.COMPLETED:
        return order
    if order.status not in {OrderStatus.SHIPPED, OrderStatus.DELIVERED} or order.paid_at is None:
        raise OrderElsewhere(status=order.get_status_display())
    if order.open_cases:
        raise CaseStillOpen
    return moves.move(order, to=OrderStatus.COMPLETED, actor=buyer, reason=reason)


@transaction.atomic
def claim_trade(*, trade: Trade, user: Any) -> Trade:
    """A guest's trade becomes a member's: the caller has checked the signed link and the verified e-mail address."""
    trade = locked_one(Trade.objects.all(), trade.pk)
    if trade.buyer_id is None:
        Trade.objects.filter(pk=trade.pk).update(buyer=user)
        trade.orders.filter(buyer=None).update(buyer=user)
        trade.buyer = user
        publish(TradeClaimed(trade_id=trade.pk, user_id=user.pk))
    return trade
