"""Campaigns in the portals of merchants and platform: written, previewed, warned about, started, stopped, counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.organisations.models import Role
from config.kernel.clock import now
from orders.promotions.drafts import TierDraft
from orders.promotions.models import Campaign, Coupon, CouponCode, CouponTerms
from orders.promotions.selectors.campaigns import results_of
from orders.promotions.services import stop_campaign
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_operator, make_shop, make_variant
from tests.factories.orders import make_trade, pay
from tests.factories.promotions import give, make_coupons, make_flash, make_member_price, make_tiers

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    made = make_shop()
    client.force_login(make_merchant_user(made))
    return made


def written(instant) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


def basics(**more: Any) -> dict[str, Any]:
    start = now()
    return {"name": "秋茶", "starts_at": written(start), "ends_at": written(start + timedelta(days=7))} | more


def rows(*each: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"row-TOTAL_FORMS": len(each), "row-INITIAL_FORMS": 0}
    for place, one in enumerate(each):
        body |= {f"row-{place}-{name}": value for name, value in one.items()}
    return body


COUPON = {
    "scope": "all", "taken_by": "self", "off": "fixed", "off_cents": "12.50", "min_spend_cents": "９９",
    "total": "100", "per_user": "1", "validity": "days", "valid_days": "30",
}  # fmt: skip


def test_a_coupon_is_written_started_and_stopped(client, shop):
    answer = client.post("/merchant/campaigns/new/coupon/", basics(**COUPON, budget_cents="500"))
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/merchant/campaigns/{campaign.key}/"
    terms = campaign.coupon
    assert (terms.off_cents, terms.min_spend_cents, terms.total, terms.valid_days) == (1_250, 9_900, 100, 30)
    assert (campaign.state, campaign.budget_cents, campaign.bearer) == ("draft", 50_000, "merchant")
    client.post(f"/merchant/campaigns/{campaign.key}/state/", {"action": "start"})
    campaign.refresh_from_db()
    assert campaign.state == "running"
    client.post(f"/merchant/campaigns/{campaign.key}/state/", {"action": "stop"})
    campaign.refresh_from_db()
    assert campaign.state == "stopped"
    assert client.get("/merchant/campaigns/?state=ended").content.decode().count('data-test="campaign-row"') == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"off_cents": "-5"}, "off_cents"),
        ({"off_cents": "1.005"}, "off_cents"),
        ({"off": "percent", "percent": "100"}, "percent"),
        ({"off": "percent"}, "percent"),
        ({"total": "1.5"}, "total"),
        ({"per_user": "0"}, "per_user"),
        ({"validity": "dates"}, "valid_until"),
        ({"scope": "product"}, "products"),
        ({"ends_at": "2020-01-01T00:00"}, "ends_at"),
        ({"name": "  "}, "name"),
        ({"budget_cents": "0"}, "budget_cents"),
    ],
)
def test_bad_input_stands_next_to_its_field_and_writes_nothing(client, shop, wrong, field):
    answer = client.post("/merchant/campaigns/new/coupon/", basics() | COUPON | wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_flash_sale_with_its_items_and_hours(client, shop):
    leaf = make_variant(shop, price_cents=10_000)
    item = {"sku": leaf.sku, "price_cents": "66", "quota": "8", "per_user": "2"}
    answer = client.post("/merchant/campaigns/new/flash/", basics(slot_hours=["10", "20"]) | rows(item))
    assert answer.status_code == 302
    campaign = Campaign.objects.get()
    made = campaign.items.get()
    assert (made.variant, made.price_cents, made.quota, made.per_user) == (leaf, 6_600, 8, 2)
    assert campaign.slot_hours == [10, 20]
    page = client.get(f"/merchant/campaigns/{campaign.key}/").content.decode()
    assert 'data-test="previews"' in page
    assert "¥</small>66" in page


def test_another_shops_sku_does_not_exist(client, shop):
    foreign = make_variant(make_shop())
    item = {"sku": foreign.sku, "price_cents": "1", "quota": "1"}
    answer = client.post("/merchant/campaigns/new/flash/", basics() | rows(item))
    assert (answer.status_code, Campaign.objects.count()) == (422, 0)


def test_steps_by_pieces_and_another_row(client, shop):
    make_variant(shop)
    start = basics(scope="all", counted_by="pieces")
    more = client.post(
        "/merchant/campaigns/new/tiers/", start | rows({"threshold": "2", "off_cents": "5"}) | {"add": "1"}
    )
    assert "row-1-threshold" in more.content.decode()
    steps = rows({"threshold": "2", "off_cents": "5"}, {"threshold": "3", "is_free_shipping": "on"})
    client.post("/merchant/campaigns/new/tiers/", start | steps)
    made = Campaign.objects.get().tiers.values_list("counted_by", "threshold", "off_cents", "is_free_shipping")
    assert list(made) == [("pieces", 2, 500, False), ("pieces", 3, 0, True)]


def test_a_step_may_not_give_more_than_it_asks(client, shop):
    body = basics(scope="all", counted_by="amount") | rows({"threshold": "50", "off_cents": "50"})
    assert client.post("/merchant/campaigns/new/tiers/", body).status_code == 422
    assert not Campaign.objects.exists()


def test_preview_shows_real_cards_and_warnings_and_writes_nothing(client, shop):
    make_variant(shop, price_cents=900, title="便宜的杯子")
    answer = client.post("/merchant/campaigns/new/coupon/", basics() | COUPON | {"min_spend_cents": "", "preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-test="warnings"' in page
    assert page.count("便宜的杯子") >= 2
    assert not Campaign.objects.exists()


def test_warnings_name_what_may_not_be_meant_so(client, shop):
    leaf = make_variant(shop, price_cents=10_000, stock=3)
    make_flash(leaf, 6_000, name="早一点的秒杀")
    make_tiers(shop, TierDraft(5_000, off_cents=2_000))
    other = make_flash(leaf, 5_500, quota=9, name="第二场")
    page = client.get(f"/merchant/campaigns/{other.key}/").content.decode()
    assert "早一点的秒杀" in page  # the same variant twice
    assert "9" in page
    assert "¥35.00" in page  # 55.00 − 20.00, less than half
    free = make_member_price(leaf, 12_000)
    assert 'data-test="warnings"' in client.get(f"/merchant/campaigns/{free.key}/").content.decode()


def test_results_are_those_of_paid_orders(client, shop):
    leaf = make_variant(shop, price_cents=10_000)
    campaign = make_coupons(shop, off_cents=1_000)
    buyers = [UserFactory(), UserFactory(), UserFactory()]
    give(campaign, *buyers)
    for buyer in buyers[:2]:
        pay(make_trade(buyer, {leaf: 1}))
    make_trade(buyers[2], {leaf: 1})
    found = results_of(campaign)
    assert (found.orders, found.buyers, found.gross_cents, found.discount_cents, found.waiting) == (
        2, 2, 20_000, 2_000, 1,
    )  # fmt: skip
    assert (found.shop_cents, found.platform_cents) == (2_000, 0)
    page = client.get(f"/merchant/campaigns/{campaign.key}/").content.decode()
    assert "¥200.00" in page
    order_page = client.get(f"/merchant/orders/{pay(make_trade(None, {leaf: 1})).orders.get().number}/")
    assert order_page.status_code == 200


def test_giving_and_codes(client, shop):
    person = UserFactory(email="friend@example.test")
    given, coded = make_coupons(shop, taken_by="given"), make_coupons(shop, taken_by="code")
    client.post(f"/merchant/campaigns/{given.key}/give/", {"person": "friend@example.test"})
    assert Coupon.objects.get().owner == person
    unknown = client.post(f"/merchant/campaigns/{given.key}/give/", {"person": "nobody@example.test"})
    assert (unknown.status_code, Coupon.objects.count()) == (422, 1)
    again = client.post(f"/merchant/campaigns/{given.key}/give/", {"person": f"@{person.handle}"})
    assert (again.status_code, Coupon.objects.count()) == (409, 1)
    client.post(f"/merchant/campaigns/{coded.key}/codes/", {"count": "5"})
    assert CouponCode.objects.filter(terms=coded.coupon).count() == 5
    assert client.post(f"/merchant/campaigns/{given.key}/codes/", {"count": "5"}).status_code == 404
    assert client.post(f"/merchant/campaigns/{coded.key}/codes/", {"count": "501"}).status_code == 422


def test_others_campaigns_do_not_exist(client, shop):
    theirs = make_coupons(make_shop())
    platforms = make_coupons(None)
    for campaign in (theirs, platforms):
        base = f"/merchant/campaigns/{campaign.key}/"
        assert [client.get(base + end).status_code for end in ("", "edit/")] == [404, 404]
        assert [client.post(base + end).status_code for end in ("state/", "give/", "codes/", "answer/")] == [404] * 4
    assert not CouponCode.objects.exists()


def test_staff_needs_the_permission(client):
    shop = make_shop()
    for permissions, status in ((["orders"], 403), (["marketing"], 200)):
        client.force_login(make_merchant_user(shop, role=Role.STAFF, permissions=permissions))
        assert client.get("/merchant/campaigns/").status_code == status


def test_a_running_campaign_keeps_what_was_promised(client, shop):
    leaf = make_variant(shop, price_cents=10_000)
    campaign = make_coupons(shop, total=5, off_cents=500, budget_cents=5_000)
    give(campaign, UserFactory(), UserFactory())
    buyer = Coupon.objects.first().owner
    pay(make_trade(buyer, {leaf: 1}))
    edit = f"/merchant/campaigns/{campaign.key}/edit/"
    fewer = client.post(edit, basics() | COUPON | {"total": "1"})
    assert fewer.status_code == 422
    poorer = client.post(edit, basics() | COUPON | {"budget_cents": "4"})
    assert poorer.status_code == 422
    assert CouponTerms.objects.get().total == 5
    stop_campaign(campaign=campaign, actor=None)
    assert client.post(edit, basics() | COUPON).status_code == 409


def test_a_stopped_one_that_has_ended_does_not_start(client, shop, time_machine_later):
    campaign = make_coupons(shop)
    stop_campaign(campaign=campaign, actor=None)
    time_machine_later(timedelta(days=8))
    client.post(f"/merchant/campaigns/{campaign.key}/state/", {"action": "start"})
    campaign.refresh_from_db()
    assert campaign.state == "stopped"


def test_the_list_costs_the_same_for_two_and_twelve(client, shop, django_assert_max_num_queries):
    for _turn in range(2):
        make_coupons(shop)
    with django_assert_max_num_queries(12) as few:
        client.get("/merchant/campaigns/")
    for _turn in range(5):
        make_coupons(shop)
        make_tiers(shop)
    with django_assert_max_num_queries(12) as many:
        client.get("/merchant/campaigns/")
    assert len(many) == len(few)


# ---- the platform -------------------------------------------------------------------------------------------------


def test_a_shared_coupon_asks_the_shops(client, settings):
    settings.DEMO = True
    shop, other = make_shop(), make_shop()
    client.force_login(make_operator())
    body = basics() | COUPON | {
        "scope": "shop", "shops": [shop.pk, other.pk], "bearer": "shared", "platform_percent": "40",
    }  # fmt: skip
    assert client.post("/platform/coupons/new/", body).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.shop, campaign.platform_basis_points, campaign.target_pks) == (None, 4_000, [])
    client.post(f"/platform/coupons/{campaign.key}/state/", {"action": "start"})
    assert client.get(f"/platform/coupons/{campaign.key}/").status_code == 200
    client.force_login(make_merchant_user(shop))
    page = client.get("/merchant/campaigns/").content.decode()
    assert 'data-test="invitation"' in page
    assert "60 %" in page
    client.post(f"/merchant/campaigns/{campaign.key}/answer/", {"answer": "yes"})
    campaign.refresh_from_db()
    assert campaign.target_pks == [shop.pk]
    client.post(f"/merchant/campaigns/{campaign.key}/answer/", {"answer": "no"})
    campaign.refresh_from_db()
    assert campaign.target_pks == []


def test_the_platform_pays_or_asks_but_never_takes(client, settings):
    settings.DEMO = True
    client.force_login(make_operator())
    wrong = client.post("/platform/coupons/new/", basics() | COUPON | {"bearer": "merchant"})
    assert (wrong.status_code, Campaign.objects.count()) == (422, 0)
    client.post("/platform/coupons/new/", basics() | COUPON | {"bearer": "platform"})
    assert Campaign.objects.get().platform_basis_points == 10_000


def test_shoppers_and_merchants_do_not_see_the_platforms_pages(client, shop):
    assert client.get("/platform/coupons/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/platform/coupons/").status_code == 404
    assert client.get("/merchant/campaigns/").status_code == 404
