"""What the demo's customers are worth, to the whole site and to the shops of the two merchants one can sign in as."""

from __future__ import annotations

from analytics.value.models import ValueRun
from analytics.value.selectors import currency_of
from analytics.value.services import work_out
from config.kernel.demo import World


def seed(world: World) -> None:
    """As the nightly task does it, with the hour of the world."""
    dice = world.dice("value")
    for shop in (None, *world.shops[:2]):
        run = ValueRun.objects.create(key=world.public_id(dice), shop=shop, as_of=world.now, currency=currency_of(shop))
        work_out(run_pk=run.pk)
    world.tell("customers sorted into groups")
