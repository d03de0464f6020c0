"""The demo's bargains keep the promises of real ones."""

import pytest

from config.kernel.demo import World
from orders.bargain.models import Bargain, BargainCampaign, BargainHelp, BargainStatus
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


def test_bargains_are_alive_bought_and_over(world: World) -> None:
    by_status = {status: Bargain.objects.filter(status=status).count() for status in BargainStatus}
    assert by_status[BargainStatus.OPEN] >= 3
    assert by_status[BargainStatus.BOUGHT] >= 2
    assert by_status[BargainStatus.EXPIRED] >= 1
    assert {campaign.state for campaign in BargainCampaign.objects.all()} <= {"running", "stopped"}
    assert Bargain.objects.filter(user=world.cast["shopper"], status="open").exists()
    for bargain in Bargain.objects.select_related("order"):
        cuts = list(bargain.helps.order_by("place").values_list("cut_cents", flat=True))
        assert cuts == bargain.rule.cuts[: bargain.helped]
        if bargain.order:
            assert bargain.order.items_cents == bargain.paid_cents == bargain.current_cents
            assert bargain.order.deal_ref == bargain.token
    for campaign in BargainCampaign.objects.all():
        assert campaign.taken == campaign.bargains.exclude(status="expired").count()
        helpers = list(BargainHelp.objects.filter(campaign=campaign).values_list("helper", flat=True))
        assert len(helpers) == len(set(helpers))
    assert_all_is_well()
