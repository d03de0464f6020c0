"""What lies in the carts of the demo's people."""

from __future__ import annotations

from config.kernel.demo import World
from orders.cart.models import Cart, CartLine

WANTED = {"shopper": 4, "shopper2": 2}
ALSO = 40  # other shoppers with something in their cart


def fill_carts(world: World) -> None:
    """A few things each, from several shops, all of them in stock."""
    dice = world.dice("carts")
    products = [product for product in world.products if product.is_in_stock]
    if not products:
        return
    crowd = [one for one in world.shoppers if one not in world.cast.values()]
    owners = [world.cast[name] for name in WANTED] + dice.sample(crowd, min(world.times(ALSO), len(crowd)))
    wishes = [*WANTED.values(), *(dice.randint(1, 4) for _ in owners[len(WANTED) :])]
    carts = Cart.objects.bulk_create(Cart(user=owner) for owner in owners)
    lines = []
    for cart, count in zip(carts, wishes, strict=True):
        for product in dice.sample(products, min(count, len(products))):
            free = [one for one in product.variants.all() if one.is_active and one.stock.available > 2]
            if free:
                variant = dice.choice(free)
                lines.append(
                    CartLine(
                        cart=cart, variant=variant, quantity=dice.randint(1, 2), price_seen_cents=variant.price_cents
                    )
                )
    CartLine.objects.bulk_create(lines)
    world.tell(f"{len(carts)} carts with {len(lines)} lines")
