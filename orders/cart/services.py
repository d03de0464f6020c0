"""Putting things into the cart, changing and taking them out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog.inventory.errors import OutOfStock
from catalog.inventory.selectors import Offer, offer_of, variants_with_offers
from catalog.products.models import Variant
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.events import publish
from orders.cart.errors import BadQuantity, CartFull, NotForSale
from orders.cart.events import PutInCart
from orders.cart.models import MOST_LINES, MOST_OF_ONE, Cart, CartLine
from orders.cart.selectors import carts_of, item_of, lines_now, lines_of, with_goods
from orders.cart.shoppers import Shopper
from orders.promotions.pricing import Item, price_apiece


@dataclass(frozen=True)
class Put:
    """What came of it: the line, and whether fewer than asked fit."""

    line: CartLine
    was_capped: bool = False


def whole_quantity(raw: str) -> int:
    """What a person typed into a quantity field: full-width digits are digits, everything else is refused in words."""
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadQuantity(field="quantity", most=MOST_OF_ONE)
    return checked_quantity(int(text))


def checked_quantity(quantity: int) -> int:
    if not 1 <= quantity <= MOST_OF_ONE:
        raise BadQuantity(field="quantity", most=MOST_OF_ONE)
    return quantity


@transaction.atomic
def put_in(*, shopper: Shopper, variant_key: str, quantity: int, is_exact: bool = False) -> Put:
    """Add pieces of a variant to what is there already. More than there are becomes all there are, or OutOfStock."""
    checked_quantity(quantity)
    offer = _sellable(variant_key)
    variant = offer.variant
    cart = _locked_cart(shopper)
    lines = {row.variant_id: row for row in cart.lines.all()}
    line = lines.get(variant.pk)
    held = line.quantity if line else 0
    fits = min(held + quantity, offer.left, MOST_OF_ONE)
    if is_exact and fits < held + quantity:
        raise OutOfStock(variant, left=max(0, fits - held))
    if line is None:
        if len(lines) >= MOST_LINES:
            raise CartFull(most=MOST_LINES)
        seen = _price_now(shopper, variant, fits)
        line = cart.lines.create(variant=variant, quantity=fits, price_seen_cents=seen)
        if shopper.user is not None:
            publish(PutInCart(user_id=shopper.user.pk, product_id=variant.product_id))
    else:
        line.quantity, line.is_selected = max(fits, 1), True
        line.price_seen_cents = _price_now(shopper, variant, line.quantity)
        line.save(update_fields=["quantity", "price_seen_cents", "is_selected", "updated_at"])
    return Put(line, was_capped=fits < held + quantity)


@transaction.atomic
def buy_now(*, shopper: Shopper, variant_key: str, quantity: int) -> Put:
    """Make this variant, in this quantity, the only thing the next checkout takes along."""
    put = put_in(shopper=shopper, variant_key=variant_key, quantity=quantity)
    lines_of(shopper).exclude(pk=put.line.pk).update(is_selected=False)
    return set_quantity(shopper=shopper, variant_key=variant_key, quantity=quantity)


@transaction.atomic
def set_quantity(*, shopper: Shopper, variant_key: str, quantity: int, is_exact: bool = False) -> Put:
    """Say how many; more than there are becomes as many as there are, or OutOfStock."""
    checked_quantity(quantity)
    line = _line(shopper, variant_key)
    offer = offer_of(_variant(variant_key))
    if is_exact and offer.is_for_sale and offer.left < quantity:
        raise OutOfStock(offer.variant, left=offer.left)
    line.quantity = max(min(quantity, offer.left), 1) if offer.is_for_sale else quantity
    line.save(update_fields=["quantity", "updated_at"])
    return Put(line, was_capped=line.quantity < quantity)


@transaction.atomic
def select_lines(*, shopper: Shopper, variant_keys: Iterable[str], is_selected: bool) -> int:
    """Tick or untick lines for the next checkout."""
    return lines_of(shopper).filter(variant__key__in=list(variant_keys)).update(is_selected=is_selected)


@transaction.atomic
def take_out(*, shopper: Shopper, variant_key: str) -> CartLine:
    """Remove a line. The row returned says what an undo has to put back."""
    line = _line(shopper, variant_key)
    CartLine.objects.filter(pk=line.pk).delete()
    return line


@transaction.atomic
def put_back(*, shopper: Shopper, variant_key: str, quantity: int) -> None:
    """Undo `take_out`: the line comes back as it was, even if the goods have gone off sale meanwhile."""
    checked_quantity(quantity)
    variant = _variant(variant_key)
    cart = _locked_cart(shopper)
    if cart.lines.count() < MOST_LINES:
        cart.lines.get_or_create(
            variant=variant,
            defaults={"quantity": quantity, "price_seen_cents": _price_now(shopper, variant, quantity)},
        )


@transaction.atomic
def empty(*, shopper: Shopper) -> None:
    lines_of(shopper).delete()


@transaction.atomic
def accept_prices(*, shopper: Shopper) -> None:
    """The buyer has seen today's prices: what is shown from now on is measured against them."""
    lines = lines_now(shopper)
    prices = price_apiece(buyer=shopper.user, items=[item_of(line) for line in lines], at=now())
    rows = [line.row for line in lines if line.row is not None]
    for row in rows:
        row.price_seen_cents = prices[row.variant.key].unit_price_cents
    CartLine.objects.bulk_update(rows, ["price_seen_cents"])


def _price_now(shopper: Shopper, variant: Variant, quantity: int) -> int:
    """What one of so many pieces costs this shopper now."""
    item = Item(variant.key, variant, quantity)
    return price_apiece(buyer=shopper.user, items=[item], at=now())[item.key].unit_price_cents


def hold_cart(shopper: Shopper) -> None:
    """Lock the cart until the transaction ends: two tabs don't order the same lines twice."""
    list(carts_of(shopper).select_for_update().values_list("pk"))


@transaction.atomic
def drop_bought(*, shopper: Shopper, variant_pks: Iterable[int]) -> None:
    """Take what was just ordered out of the cart."""
    lines_of(shopper).filter(variant_id__in=list(variant_pks)).delete()


@transaction.atomic
def merge_carts(*, user: Any, token: str) -> None:
    """A guest signed in: their lines join the member's cart, quantities added and capped, and the guest's cart goes."""
    guest = Cart.objects.select_for_update().filter(token=token).first() if token else None
    if guest is None:
        return
    cart = _locked_cart(Shopper(user=user))
    mine = {line.variant_id: line for line in cart.lines.all()}
    for line in with_goods(guest.lines.all()):
        if known := mine.get(line.variant_id):
            most = max(offer_of(line.variant).left, known.quantity, line.quantity)
            known.quantity = min(known.quantity + line.quantity, most, MOST_OF_ONE)
            known.is_selected = known.is_selected or line.is_selected
            known.save(update_fields=["quantity", "is_selected", "updated_at"])
        elif len(mine) < MOST_LINES:
            mine[line.variant_id] = line
            CartLine.objects.filter(pk=line.pk).update(cart=cart)
    guest.delete()


def _locked_cart(shopper: Shopper) -> Cart:
    """The shopper's cart, made if need be and locked, so that two tabs don't write past each other."""
    cart = carts_of(shopper).select_for_update().first()
    if cart is not None:
        return cart
    owner = {"user_id": shopper.user.pk} if shopper.user is not None else {"token": shopper.cart_token}
    Cart.objects.bulk_create([Cart(**owner)], ignore_conflicts=True)
    return carts_of(shopper).select_for_update().get()


def _variant(key: str) -> Variant:
    return get_or_missing(variants_with_offers(), key=key)


def _sellable(key: str) -> Offer:
    offer = offer_of(_variant(key))
    if not offer.is_for_sale:
        raise NotForSale(field="variant")
    if offer.left <= 0:
        raise OutOfStock(offer.variant, left=0)
    return offer


def _line(shopper: Shopper, variant_key: str) -> CartLine:
    return get_or_missing(lines_of(shopper).select_for_update(of=("self",)), variant__key=variant_key)
