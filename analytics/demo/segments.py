"""Segments of the demo, with their audiences and a coupon handed out."""

from __future__ import annotations

from datetime import timedelta

from analytics.segments.conditions import Bought, Condition, Every, InGroup, JoinedLately, Lives, Not, Some, written
from analytics.segments.models import Handout, HandoutPerson, HandoutState, Outcome, Segment
from analytics.segments.selectors import people_of, wanting_offers
from analytics.segments.services import refresh_audience
from catalog.shops.models import Shop
from config.kernel.demo import World, times_as_given
from orders.promotions.models import CouponTerms

OF_SHOPS: dict[str, Condition] = {
    "快要流失的老客": InGroup(("at_risk", "dear")),
    "江浙沪买过两次以上": Every(
        (Some((Lives("310000"), Lives("320000"), Lives("330000"))), Bought("count", "least", 2)),
    ),
    "一个月没来的": Every((Bought("count", "least", 1), Not(Bought("last", "most", 30)))),
}
OF_SITE: dict[str, Condition] = {
    "还没下过单的新人": Every((JoinedLately(90), Bought("count", "most", 0))),
    "最佳与忠实客户": InGroup(("champions", "loyal")),
    "近 90 天消费满 ¥500": Bought("sum", "least", 50_000, 90),
}


def seed(world: World) -> None:
    """Three for the whole site, three for each of the shops of the two merchants one can sign in as."""
    dice, count = world.dice("segments"), 0
    with times_as_given(Segment, Handout):
        for shop, trees in ((None, OF_SITE), *((one, OF_SHOPS) for one in world.shops[:2])):
            for place, (name, tree) in enumerate(trees.items()):
                at = world.now - timedelta(days=9 - 2 * place)
                segment = Segment.objects.create(
                    key=world.public_id(dice), shop=shop, name=name, tree=written(tree), created_at=at, updated_at=at
                )
                refresh_audience(segment_pk=segment.pk)
                count += 1
                if shop is not None and place == 0:
                    _hand_out(world, segment, shop, world.public_id(dice))
    world.tell(f"{count} segments with their audiences")


def _hand_out(world: World, segment: Segment, shop: Shop, key: str) -> None:
    """As it looks afterwards. No coupon of the demo changes hands: what people hold stays as it was told elsewhere."""
    terms = CouponTerms.objects.filter(campaign__shop=shop).order_by("pk").first()
    people = people_of(segment)
    if terms is None or not people:
        return
    at = world.now - timedelta(days=2)
    handout = Handout.objects.create(
        key=key,
        segment=segment,
        terms=terms,
        state=HandoutState.DONE,
        finished_at=at,
        created_at=at,
        updated_at=at,
    )
    wanted = wanting_offers(people)
    HandoutPerson.objects.bulk_create(
        HandoutPerson(handout=handout, user_id=pk, outcome=Outcome.HAD if pk in wanted else Outcome.NO_CONSENT)
        for pk in people
    )
