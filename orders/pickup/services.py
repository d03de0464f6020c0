"""Getting an order ready at a counter, handing it over for its code, and giving up on it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.organisations.models import Merchant
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.live import announce
from config.kernel.locks import locked_one
from config.kernel.ratelimit import give_back, spend
from orders.checkout import deals, moves
from orders.checkout.errors import CaseStillOpen
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import hold_stock
from orders.fulfilment.services.shipping import take_from_stock
from orders.payments.services.cash import check_shippable
from orders.payments.services.giving_back import give_back_whole
from orders.pickup.errors import CodeUnknown, NotForPickup
from orders.pickup.events import OrderPickedUp, PickupReady, PickupReminded
from orders.pickup.models import Collection
from orders.pickup.selectors import code_index

DIGITS = 8
PICKED_UP, NOT_COLLECTED = "picked_up", "not_collected"
TRIES_OF_ONE, TRIES_OF_A_SHOP, WINDOW_SECONDS = 10, 60, 600
DRAWS = 5


@transaction.atomic
def make_ready(*, order: Order, actor: Any) -> Collection:
    """The order lies at its counter: draw a code for the buyer and tell them. Twice is once."""
    order = locked_one(Order.objects.select_related("pickup_point"), order.pk)
    if order.pickup_point is None or order.status != OrderStatus.TO_SHIP:
        raise NotForPickup(number=order.number, state=order.get_status_display())
    if found := Collection.objects.filter(order=order).first():
        return found
    collection = _draw(order)
    publish(PickupReady(order_id=order.pk))
    _tell(order)
    return collection


def _draw(order: Order) -> Collection:
    """A code no other waiting order of the shop has."""
    moment = now()
    for _draws in range(DRAWS):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        try:
            with transaction.atomic():
                return Collection.objects.create(
                    order=order,
                    shop_id=order.shop_id,
                    code=code,
                    code_index=code_index(code),
                    ready_at=moment,
                    kept_until=moment + timedelta(days=settings.PICKUP_KEPT_DAYS),
                )
        except IntegrityError as clash:
            if "pickup_code_once_in_a_shop" not in str(clash):
                raise
    raise AssertionError("five codes in a row were taken")


def hand_out(*, merchant: Merchant, code: str, actor: Any) -> Order:
    """Hand an order over to whoever shows its code. Guessing is limited, by person and by shop."""
    person, shop = f"{merchant.pk}:{actor.pk}", str(merchant.pk)
    spend("pickup-person", person, limit=TRIES_OF_ONE, seconds=WINDOW_SECONDS)
    spend("pickup-shop", shop, limit=TRIES_OF_A_SHOP, seconds=WINDOW_SECONDS)
    order = _hand_out(merchant, clean_code(code), actor)
    give_back("pickup-person", person)
    give_back("pickup-shop", shop)
    return order


def clean_code(text: str) -> str:
    """The digits of what was typed or scanned: full width and spaces don't matter."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        raise CodeUnknown(field="code")
    return digits


@transaction.atomic
def _hand_out(merchant: Merchant, code: str, actor: Any) -> Order:
    waiting = Collection.objects.filter(shop__merchant=merchant, code_index=code_index(code), ended_at=None)
    found = waiting.first()
    if found is None:
        raise CodeUnknown(field="code")
    order = locked_one(Order.objects.select_related("shop"), found.order_id)
    check_shippable(order, is_whole=True)
    moment = now()
    if order.status != OrderStatus.TO_SHIP or not waiting.filter(pk=found.pk).update(
        ended_at=moment, collected_at=moment, handed_by=actor
    ):
        raise CodeUnknown(field="code")
    if order.open_cases:
        raise CaseStillOpen(field="code")
    hold_stock([order])
    lines = list(order.lines.select_related("variant"))
    take_from_stock(order, lines, {line.pk: line.left_to_ship for line in lines})
    moves.move(order, to=OrderStatus.DELIVERED, actor=actor, reason=PICKED_UP)
    moves.move(order, to=OrderStatus.COMPLETED, actor=actor, reason=PICKED_UP)
    publish(OrderPickedUp(order_id=order.pk))
    return order


@transaction.atomic
def remind(*, collection: Collection) -> bool:
    """Tell the buyer once more that the order waits."""
    waiting = Collection.objects.filter(pk=collection.pk, ended_at=None, reminded_at=None)
    if not waiting.update(reminded_at=now()):
        return False
    publish(PickupReminded(order_id=collection.order_id))
    return True


@transaction.atomic
def give_up(*, collection: Collection) -> bool:
    """Nobody came: the pieces are for sale again and the money goes back in full. Once."""
    order = Order.objects.get(pk=collection.order_id)
    if order.trade_id is not None:
        deals.lock_deals(trade_pk=order.trade_id)
    order = locked_one(Order.objects.select_related("trade"), order.pk)
    ended = Collection.objects.filter(pk=collection.pk, ended_at=None).update(ended_at=now())
    if not ended or order.status != OrderStatus.TO_SHIP:
        return False
    give_back_whole(order=order, reason=NOT_COLLECTED)
    return True


def _tell(order: Order) -> None:
    announce(users=[order.buyer_id] if order.buyer_id else [], topic=f"order:{order.number}")
