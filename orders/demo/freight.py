"""What the demo's shops charge for sending."""

from __future__ import annotations

from config.kernel.demo import World
from orders.freight.models import FreightRule, FreightTemplate, FreightUnit

FAR = ["15", "54", "62", "63", "64", "65"]  # Inner Mongolia, Tibet, Gansu, Qinghai, Ningxia, Xinjiang
NEAR = ["31", "32", "33"]  # Shanghai, Jiangsu, Zhejiang
FREE_OVER = (6900, 8800, 9900, 12800, 19900)


def price_lists(world: World) -> None:
    """Every shop sends everywhere; far costs more, and enough in one order makes it free."""
    dice = world.dice("freight")
    templates = FreightTemplate.objects.bulk_create(
        FreightTemplate(
            shop=shop,
            name="默认运费",
            unit=FreightUnit.WEIGHT if place % 3 == 1 else FreightUnit.COUNT,
            is_default=True,
        )
        for place, shop in enumerate(world.shops)
    )
    rules = []
    for template in templates:
        first, free_over = dice.choice((500, 600, 800, 1000)), dice.choice(FREE_OVER)
        rules += [
            FreightRule(template=template, first_cents=first, next_cents=200, free_over_cents=free_over),
            FreightRule(
                template=template,
                region_prefixes=NEAR,
                first_cents=first - 200,
                next_cents=100,
                free_over_cents=free_over * 3 // 4,
            ),
            FreightRule(template=template, region_prefixes=FAR, first_cents=first + 1200, next_cents=800),
        ]
    FreightRule.objects.bulk_create(rules)
