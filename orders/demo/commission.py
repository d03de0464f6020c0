"""What the demo's platform keeps: 5 % of everything, less of one category, more of one product."""

from __future__ import annotations

from datetime import timedelta

from config.kernel.demo import World
from orders.commission.models import CommissionRule, Scope


def rules(world: World) -> None:
    since = world.now - timedelta(weeks=40)
    made_by = world.cast["operator"]
    CommissionRule.objects.create(scope=Scope.ALL, basis_points=500, starts_at=since, made_by=made_by)
    if not world.products:
        return
    first, last = world.products[0], world.products[-1]
    CommissionRule.objects.create(
        scope=Scope.CATEGORY, category=first.category, basis_points=300, starts_at=since, made_by=made_by
    )
    CommissionRule.objects.create(
        scope=Scope.PRODUCT, product=last, basis_points=250, starts_at=world.now - timedelta(weeks=6), made_by=made_by
    )
