"""Experiments of the demo: what was tried, what runs, what waits for a decision. People are shared out as ever; the
demo's orders know nothing of it, so nothing is found but chance, and the pages say so."""

from __future__ import annotations

from datetime import timedelta

from analytics.experiments.assigning import arm_at
from analytics.experiments.models import Arm, Experiment, Exposure, Metric, Subject
from catalog.products.models import Product
from config.kernel.demo import World, times_as_given
from content.feed.orders import ORDERS

WEEKS = timedelta(weeks=1)


def seed(world: World) -> None:
    count = 0
    for shop in world.shops[:2]:
        goods = sorted(
            (one for one in world.products if one.shop_id == shop.pk and one.is_listed),
            key=lambda one: (-one.sold_count, one.pk),
        )
        if len(goods) < 3:
            continue
        _title(world, goods[0], begun=6, ended=1)
        _title(world, goods[-1], begun=1, ended=None)
        _title(world, goods[1], begun=None, ended=None)
        count += 3
    order = ORDERS["fresher"]
    _experiment(
        world,
        subject=Subject.FEED,
        name="发现页多放一些新笔记",
        metric=Metric.BOUGHT,
        guardrails=[Metric.REVENUE.value, Metric.REFUNDED.value],
        arms=[("照常", {}), (str(order.label), {"order": order.name})],
        begun=5,
        ended=1,
    )
    world.tell(f"{count + 1} experiments")


def _title(world: World, product: Product, *, begun: int | None, ended: int | None) -> None:
    title = f"{product.title[:100]} · 送礼也合适"
    _experiment(
        world,
        subject=Subject.TITLE,
        shop=product.shop,
        product=product,
        name=f"{product.title[:60]}：换个标题",
        metric=Metric.BOUGHT,
        guardrails=[Metric.REFUNDED.value],
        arms=[(product.title, {}), (title, {"title": title})],
        begun=begun,
        ended=ended,
    )


def _experiment(
    world: World, *, arms: list[tuple[str, dict[str, str]]], begun: int | None, ended: int | None, **fields: object
) -> None:
    """Begun and ended so many weeks ago."""
    dice = world.dice(f"experiment-{fields['name']}-{begun}")
    start = world.now - (begun or 0) * WEEKS
    with times_as_given(Experiment):
        experiment = Experiment.objects.create(
            key=world.public_id(dice),
            salt=world.public_id(dice, 20),
            window_hours=168,
            ends_at=world.now + 2 * WEEKS,
            created_at=start,
            updated_at=start,
            **fields,
        )
    rows = Arm.objects.bulk_create(
        Arm(experiment=experiment, place=place, name=name, weight=50, shows=shows)
        for place, (name, shows) in enumerate(arms)
    )
    mine = Experiment.objects.filter(pk=experiment.pk)
    if begun is not None:
        mine.update(state="running", started_at=start)
        hours = (begun - (ended or 0)) * 7 * 24
        Exposure.objects.bulk_create(
            Exposure(
                experiment=experiment,
                arm=rows[arm_at(experiment.salt, person.pk, [50, 50])],
                user=person,
                first_at=start + timedelta(hours=dice.randrange(hours)),
            )
            for person in world.shoppers
        )
    if ended is not None:
        mine.update(state="stopped", stopped_at=world.now - ended * WEEKS)
