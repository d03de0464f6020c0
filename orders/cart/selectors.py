"""Questions about carts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse

from catalog.inventory.selectors import offer_of
from catalog.products.models import ListingStatus, Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from orders.cart.models import Cart, CartLine
from orders.cart.shoppers import Shopper
from orders.freight.models import FreightRule, FreightTemplate
from orders.promotions.pricing import Discount, Item, Priced, PricedItem, TierStep, price


class Trouble(StrEnum):
    """Why a line cannot be bought as it is."""

    GONE = "gone"
    SOLD_OUT = "sold_out"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Line:
    """So many pieces of a variant beside the truth of this moment: a line of the cart, or of a deal (without a row)."""

    variant: Variant
    quantity: int
    available: int
    trouble: Trouble | None
    row: CartLine | None = None
    priced: PricedItem | None = None

    @property
    def key(self) -> str:
        return self.variant.key

    @property
    def price_cents(self) -> int:
        """The price apiece, promotions included once it was priced."""
        return self.priced.unit_price_cents if self.priced else self.variant.price_cents

    @property
    def total_cents(self) -> int:
        return self.price_cents * self.quantity

    @property
    def was_cents(self) -> int | None:
        """The price the buyer saw, if it is another one now."""
        seen = self.row.price_seen_cents if self.row else None
        return seen if seen != self.price_cents else None

    @property
    def is_selected(self) -> bool:
        return self.row is None or self.row.is_selected

    @property
    def is_bought(self) -> bool:
        """Whether checking out now takes this line along."""
        return self.is_selected and self.trouble is None

    @property
    def most(self) -> int:
        return max(1, self.available)


@dataclass(frozen=True)
class ShopLines:
    shop: Shop
    lines: list[Line] = field(default_factory=list)
    missing_for_free_cents: int = 0
    discounts: list[Discount] = field(default_factory=list)
    steps: list[TierStep] = field(default_factory=list)

    @property
    def items_cents(self) -> int:
        return sum(line.total_cents for line in self.lines if line.is_bought)

    @property
    def discount_cents(self) -> int:
        return sum(discount.cents for discount in self.discounts)

    @property
    def total_cents(self) -> int:
        return self.items_cents - self.discount_cents

    @property
    def is_selected(self) -> bool:
        fit = [line for line in self.lines if line.trouble is None]
        return bool(fit) and all(line.is_selected for line in fit)


@dataclass(frozen=True)
class CartContents:
    """A cart as it is shown: by shop, newest first, with what changed since."""

    shops: list[ShopLines]

    @property
    def lines(self) -> list[Line]:
        return [line for shop in self.shops for line in shop.lines]

    @property
    def bought(self) -> list[Line]:
        return [line for line in self.lines if line.is_bought]

    @property
    def items_cents(self) -> int:
        return sum(shop.items_cents for shop in self.shops)

    @property
    def discounts(self) -> list[Discount]:
        return [discount for shop in self.shops for discount in shop.discounts]

    @property
    def total_cents(self) -> int:
        """What it comes to before shipping, with the best coupons."""
        return sum(shop.total_cents for shop in self.shops)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.bought)

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.was_cents is not None]

    @property
    def currency(self) -> str:
        return self.shops[0].shop.currency if self.shops else "CNY"


def cart_count(*, user: Any, token: str = "") -> int:
    """Pieces in the cart of a member, or of a guest by token."""
    if user.is_authenticated:
        lines = CartLine.objects.filter(cart__user=user)
    elif token:
        lines = CartLine.objects.filter(cart__token=token)
    else:
        return 0
    return lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0


def carts_of(shopper: Shopper) -> QuerySet[Cart]:
    """The shopper's cart, if there is one."""
    if shopper.user is not None:
        return Cart.objects.filter(user=shopper.user)
    return Cart.objects.filter(token=shopper.cart_token) if shopper.cart_token else Cart.objects.none()


def lines_of(shopper: Shopper) -> QuerySet[CartLine]:
    return CartLine.objects.filter(cart__in=carts_of(shopper))


def with_goods(lines: QuerySet[CartLine]) -> QuerySet[CartLine]:
    """Lines with everything about their goods in the same query."""
    shop = "variant__product__shop"
    return lines.select_related(
        "variant__stock", "variant__picture", "variant__product__cover", f"{shop}__merchant", f"{shop}__mark"
    )


def product_url_of(variant_key: str) -> str:
    """The page of a variant's product, if it is on sale."""
    variant = Variant.objects.filter(key=variant_key, product__status=ListingStatus.LISTED).select_related("product")
    found = variant.first()
    return reverse("catalog:product", args=[found.product.slug]) if found else ""


def line_now(row: CartLine) -> Line:
    """A line (read by `with_goods`) with its trouble, if any."""
    return line_of(row.variant, row.quantity, row=row)


def line_of(variant: Variant, quantity: int, *, row: CartLine | None = None) -> Line:
    """So many pieces of a variant (read by `variants_with_offers`), with what stands in the way."""
    offer = offer_of(variant)
    trouble = None
    if not offer.is_for_sale:
        trouble = Trouble.GONE
    elif offer.left <= 0:
        trouble = Trouble.SOLD_OUT
    elif offer.left < quantity:
        trouble = Trouble.TOO_FEW
    return Line(variant, quantity, offer.left, trouble, row)


def lines_now(shopper: Shopper) -> list[Line]:
    """Every line beside the truth of this moment, newest first, in one query."""
    return [line_now(row) for row in with_goods(lines_of(shopper))]


def by_shop(lines: Iterable[Line]) -> dict[int, ShopLines]:
    groups: dict[int, ShopLines] = {}
    for line in lines:
        groups.setdefault(line.variant.shop_id, ShopLines(line.variant.product.shop)).lines.append(line)
    return groups


def contents(shopper: Shopper) -> CartContents:
    """The whole cart by shop at today's prices with the best coupons, in a fixed number of queries."""
    lines = lines_now(shopper)
    priced = price(buyer=shopper.user, items=[item_of(line) for line in lines], coupons=None, at=now())
    groups = by_shop(replace(line, priced=priced.items[line.key]) for line in lines)
    free_over = _free_over(list(groups))
    return CartContents([_shop_lines(group, priced, free_over.get(pk)) for pk, group in groups.items()])


def item_of(line: Line) -> Item:
    """A line as pricing sees it."""
    return Item(line.key, line.variant, line.quantity, is_counted=line.is_bought)


def _shop_lines(group: ShopLines, priced: Priced, free_over: int | None) -> ShopLines:
    pk = group.shop.pk
    worth = sum(priced.worth_for_freight(line.key) for line in group.lines if line.is_bought)
    missing = 0 if pk in priced.free_shipping else _missing(worth, free_over)
    return ShopLines(group.shop, group.lines, missing, priced.discounts_of(pk), priced.steps_of(pk))


def _missing(total_cents: int, free_over_cents: int | None) -> int:
    return max(0, free_over_cents - total_cents) if free_over_cents and total_cents else 0


def _free_over(shop_pks: Sequence[int]) -> dict[int, int]:
    """From what sum on each shop sends for free (nearly) everywhere: the hint before an address is known."""
    rules = FreightRule.objects.filter(
        template__in=FreightTemplate.objects.filter(shop__in=shop_pks, is_default=True),
        region_prefixes=[],
        is_served=True,
        free_over_cents__isnull=False,
    )
    return {pk: cents for pk, cents in rules.values_list("template__shop_id", "free_over_cents") if cents is not None}
