"""What lies in the carts of the demo's people."""

from __future__ import annotations

from django.db.models import F

from catalog.products.models import Variant
from config.kernel.demo import World
from orders.cart.models import Cart, CartLine

WANTED = {"shopper": 4, "shopper2": 2}
ALSO = 40  # other shoppers with something in their cart


def fill_carts(world: World) -> None:
    """A few things each, from several shops, all of them in stock."""
    dice = world.dice("carts")
    some_left = Variant.objects.filter(is_active=True, stock__on_hand__gt=F("stock__reserved") + 2)
    variants = list(some_left.filter(product__in=world.products).order_by("pk"))
    crowd = [one for one in world.shoppers if one not in world.cast.values()]
    owners = [world.cast[name] for name in WANTED] + dice.sample(crowd, min(world.times(ALSO), len(crowd)))
    wishes = [*WANTED.values(), *(dice.randint(1, 4) for _ in owners[len(WANTED) :])]
    carts = Cart.objects.bulk_create(Cart(user=owner) for owner in owners)
    lines = CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=variant, quantity=dice.randint(1, 2), price_seen_cents=variant.price_cents)
        for cart, count in zip(carts, wishes, strict=True)
        for variant in dice.sample(variants, min(count, len(variants)))
    )
    world.tell(f"{len(carts)} carts with {len(lines)} lines")
