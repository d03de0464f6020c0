"""Which of the people one follows bought a product: a number and one name, never a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Subquery

from accounts.identity.models import User
from catalog.products.models import Product
from catalog.taxonomy.selectors import category_tree
from community.graph.models import Follow, Mute
from community.graph.selectors.suggestions import NOT_BOUGHT
from orders.checkout.models import OrderLine

ENOUGH = 100


@dataclass(frozen=True)
class Proof:
    """The one who bought it last, and how many there are with them (up to a hundred)."""

    person: User
    count: int

    @property
    def others(self) -> int:
        return self.count - 1


def friends_who_bought(viewer: Any, product: Product) -> Proof | None:
    """Only buyers who let their followers see it, and only of things one talks about. One query, two when there are
    any."""
    if not viewer.is_authenticated or product.category_id in category_tree().sensitive():
        return None
    mine = Follow.objects.filter(follower=viewer, followee__person_settings__share_purchases=True)
    mine = mine.filter(followee__is_active=True).exclude(
        Exists(Mute.objects.filter(muter=viewer, muted=OuterRef("followee")))
    )
    lines = OrderLine.objects.filter(variant__product=product, order__paid_at__isnull=False)
    lines = (
        lines.exclude(order__status__in=NOT_BOUGHT)
        .exclude(refunded_quantity=F("quantity"))
        .filter(order__buyer__in=Subquery(mine.values("followee")))
    )
    buyers = lines.order_by().values("order__buyer").annotate(last=Max("order__paid_at")).order_by("-last")
    pks = list(buyers.values_list("order__buyer", flat=True)[:ENOUGH])
    if not pks:
        return None
    return Proof(User.objects.select_related("avatar").get(pk=pks[0]), len(pks))
