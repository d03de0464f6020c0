"""The pages of bargains: beginning, the shared page, helping, the shop's and the operator's desks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from config.kernel.clock import now
from config.kernel.models import AuditEntry
from orders.bargain.models import Bargain, BargainCampaign
from orders.bargain.services import help_out
from tests.factories.accounts import UserFactory
from tests.factories.bargains import make_bargain, make_campaign, order_bargain
from tests.factories.catalog import make_merchant_user, make_operator, make_product, make_variant
from tests.factories.orders import pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def page(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


# ---- shoppers ---------------------------------------------------------------------------------------------------


def test_the_product_page_offers_it_and_the_rule_is_read_before_beginning(client):
    campaign = make_campaign()
    shown = page(client, reverse("orders:offers", args=[campaign.variant.product.slug]))
    start = reverse("orders:bargain-start", args=[campaign.key])
    assert start in shown
    assert "3 friends, each takes ¥10.00 off" in shown
    rule = page(client, start)
    assert "Each of 3 friends takes ¥10.00 off, the same for everybody; with all of them it costs ¥98.00." in rule
    assert "within 24 hours, also when nobody has helped" in rule


def test_an_uneven_rule_is_told_to_the_cent(client):
    campaign = make_campaign(floor_cents=9_801, friends=7)
    rule = page(client, reverse("orders:bargain-start", args=[campaign.key]))
    assert "The first 3 friends take ¥4.29 off each, everybody after ¥4.28; with 7 friends it costs ¥98.01." in rule


def test_beginning_needs_an_account_and_leads_to_the_page_to_share(client):
    start = reverse("orders:bargain-start", args=[make_campaign().key])
    answer = client.post(start)
    assert answer.headers["Location"].startswith("/accounts/login/?next=%2Fbargains%2Fnew%2F")
    assert not Bargain.objects.exists()
    owner = UserFactory()
    client.force_login(owner)
    answer = client.post(start)
    bargain = Bargain.objects.get()
    assert answer.headers["Location"] == reverse("orders:bargain", args=[bargain.token])
    shown = page(client, answer.headers["Location"])
    assert 'data-test="share-open"' in shown
    assert f"deal=bargain%3A{bargain.token}" in shown
    assert client.get(start).headers["Location"] == answer.headers["Location"]


def test_a_guest_sees_it_and_a_friend_helps(client):
    bargain = make_bargain(UserFactory(display_name="小满"), helped=1)
    url = reverse("orders:bargain", args=[bargain.token])
    shown = page(client, url)
    assert 'data-test="bargain-sign-in"' in shown
    assert 'data-test="bargain-buy"' not in shown
    client.force_login(UserFactory(display_name="林一舟"))
    assert "Take ¥10.00 off" in page(client, url)
    answer = client.post(reverse("orders:bargain-help", args=[bargain.token]), follow=True)
    told = answer.content.decode()
    assert "You took ¥10.00 off. Thank you." in told
    assert 'data-test="bargain-help"' not in told
    assert Bargain.objects.get(pk=bargain.pk).helped == 2
    again = client.post(reverse("orders:bargain-help", args=[bargain.token]), follow=True).content.decode()
    assert "You have helped in this offer already." in again
    assert Bargain.objects.get(pk=bargain.pk).helped == 2


def test_names_of_friends_are_masked_for_others(client):
    bargain = make_bargain()
    help_out(bargain=bargain, helper=UserFactory(display_name="林一舟"))
    shown = page(client, reverse("orders:bargain", args=[bargain.token]))
    assert "林**" in shown
    assert "林一舟" not in shown


def test_helping_by_a_link_or_as_a_guest_does_nothing(client):
    bargain = make_bargain()
    url = reverse("orders:bargain-help", args=[bargain.token])
    assert client.post(url).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url).status_code == 405
    assert Bargain.objects.get(pk=bargain.pk).helped == 0


def test_it_is_bought_on_the_checkout_page_at_its_price(client):
    bargain = make_bargain(helped=2)
    client.force_login(bargain.user)
    url = f"{reverse('orders:checkout')}?deal=bargain:{bargain.token}&variant={bargain.campaign.variant.key}&quantity=1"
    shown = page(client, url)
    assert "¥108.00 × 1" in shown
    assert f'name="deal" value="bargain:{bargain.token}"' in shown


def test_someone_elses_bargain_can_not_be_checked_out(client):
    bargain = make_bargain(helped=2)
    client.force_login(UserFactory())
    url = f"{reverse('orders:checkout')}?deal=bargain:{bargain.token}&variant={bargain.campaign.variant.key}&quantity=1"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("path", ["/bargains/NOSUCHTOKEN/", "/bargains/NOSUCHTOKEN/state/", "/bargains/new/NOSUCHKEY/"])
def test_unknown_ones_do_not_exist(client, path):
    assert client.get(path).status_code == 404


def test_every_state_has_its_words(client, django_assert_max_num_queries):
    campaign = make_campaign()
    held, bought, over = (make_bargain(campaign=campaign) for _three in range(3))
    order_bargain(held)
    pay(order_bargain(bought).trade)
    Bargain.objects.filter(pk=over.pk).update(started_at=now() - timedelta(hours=30), ends_at=now())
    words = {
        held: ("You have ordered it at this price", "It is being bought right now"),
        bought: ("It is yours", "It has been bought"),
        over: ("The time is over and nothing is owed", "This bargain's time is over."),
    }
    for bargain, (mine, theirs) in words.items():
        url = reverse("orders:bargain", args=[bargain.token])
        client.force_login(UserFactory())
        assert theirs in page(client, url)
        client.force_login(bargain.user)
        with django_assert_max_num_queries(14):
            assert mine in page(client, url)


def test_my_bargains_are_mine_and_cost_the_same_however_many(client, django_assert_max_num_queries):
    owner = UserFactory()
    client.force_login(owner)
    assert "No bargains yet" in page(client, reverse("orders:bargains"))
    for _each in range(12):
        make_bargain(owner, helped=1)
    make_bargain()
    with django_assert_max_num_queries(8):
        shown = page(client, reverse("orders:bargains"))
    assert shown.count('data-test="bargain-card"') == 10
    assert "?cursor=" in shown


def test_an_offer_adds_two_queries_to_the_offers_of_a_product(client, django_assert_max_num_queries):
    product = make_product(options={"颜色": ["青", "白", "绿"]}, price_cents=12_800)
    for variant in product.variants.all():
        make_campaign(variant)
    client.force_login(UserFactory())
    with django_assert_max_num_queries(15):
        shown = page(client, reverse("orders:offers", args=[product.slug]))
    assert shown.count('data-test="bargain-offer"') == 3


# ---- the shop ---------------------------------------------------------------------------------------------------


def rule_of(**changes: object) -> dict[str, object]:
    start = now()
    return {
        "floor_cents": "98",
        "friends": "3",
        "hours": "24",
        "places": "20",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"),
    } | changes


def test_a_shop_chooses_an_item_sees_the_preview_and_sets_it_up(client):
    variant = make_variant(price_cents=12_800, title="龙井")
    client.force_login(make_merchant_user(variant.product.shop))
    new = reverse("merchant:bargain-new")
    assert f"?variant={variant.key}" in page(client, f"{new}?q=龙井")
    assert "Nothing found" in page(client, f"{new}?q=咖啡")
    assert "What shoppers see" in page(client, f"{new}?variant={variant.key}")
    preview = client.post(f"{reverse('merchant:bargain-preview')}?variant={variant.key}", rule_of(places="30"))
    told = preview.content.decode()
    assert "each takes ¥10.00 off" in told
    assert 'At most <b class="num">¥900.00</b>' in told
    assert "You offer 30 bargains but have 20 pieces in stock." in told
    assert not BargainCampaign.objects.exists()
    answer = client.post(f"{new}?variant={variant.key}", rule_of())
    campaign = BargainCampaign.objects.get()
    assert answer.headers["Location"] == reverse("merchant:bargain-campaign", args=[campaign.key])
    assert (campaign.floor_cents, campaign.friends, campaign.shop) == (9_800, 3, variant.product.shop)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"floor_cents": "128"}, "Choose a lowest price under ¥128.00"),
        ({"floor_cents": "-1"}, "id_floor_cents_error"),
        ({"friends": "51"}, "id_friends_error"),
        ({"friends": "2.5"}, "id_friends_error"),
        ({"hours": "0"}, "id_hours_error"),
        ({"places": "99999999999"}, "id_places_error"),
        ({"ends_at": "2020-01-01T00:00"}, "Choose a time to come"),
        ({"starts_at": ""}, "id_starts_at_error"),
    ],
)
def test_a_wrong_rule_is_refused_beside_its_field(client, wrong, sentence):
    variant = make_variant(price_cents=12_800)
    client.force_login(make_merchant_user(variant.product.shop))
    answer = client.post(f"{reverse('merchant:bargain-new')}?variant={variant.key}", rule_of(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not BargainCampaign.objects.exists()


def test_another_shops_items_and_campaigns_do_not_exist(client):
    campaign = make_campaign()
    client.force_login(make_merchant_user(make_variant().product.shop))
    assert client.get(f"{reverse('merchant:bargain-new')}?variant={campaign.variant.key}").status_code == 404
    assert client.get(reverse("merchant:bargain-campaign", args=[campaign.key])).status_code == 404
    assert client.post(reverse("merchant:bargain-stop", args=[campaign.key])).status_code == 404
    campaign.refresh_from_db()
    assert campaign.stopped_at is None


def test_results_say_what_it_brought(client, django_assert_max_num_queries):
    campaign = make_campaign()
    shop = campaign.shop
    old = UserFactory(joined_at=now() - timedelta(days=90))
    bargain = make_bargain(campaign=campaign)
    help_out(bargain=bargain, helper=old)
    help_out(bargain=bargain, helper=UserFactory())
    pay(order_bargain(bargain).trade)
    make_bargain(campaign=campaign)
    for _more in range(5):
        make_campaign(make_variant(shop, price_cents=12_800))
    client.force_login(make_merchant_user(shop))
    with django_assert_max_num_queries(12):
        listed = page(client, reverse("merchant:bargains"))
    assert listed.count('data-test="bargain-campaign"') == 6
    assert "¥20.00" in listed
    shown = page(client, reverse("merchant:bargain-campaign", args=[campaign.key]))
    assert "1 of them is new here" in shown
    assert "¥108.00 paid" in shown


def test_places_change_and_stopping_is_final(client):
    campaign = make_campaign()
    client.force_login(make_merchant_user(campaign.shop))
    url = reverse("merchant:bargain-campaign", args=[campaign.key])
    later = (now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url, {"places": "5", "ends_at": later}).status_code == 302
    assert client.post(url, {"places": "0", "ends_at": later}).status_code == 422
    campaign.refresh_from_db()
    assert campaign.places == 5
    assert client.post(reverse("merchant:bargain-stop", args=[campaign.key])).status_code == 302
    assert client.post(url, {"places": "9", "ends_at": later}).status_code == 422
    campaign.refresh_from_db()
    assert (campaign.state, campaign.places) == ("stopped", 5)


def test_staff_without_the_permission_stay_outside(client):
    campaign = make_campaign()
    client.force_login(make_merchant_user(campaign.shop, role="staff", permissions=["orders"]))
    assert client.get(reverse("merchant:bargains")).status_code == 403


# ---- the platform -----------------------------------------------------------------------------------------------


def test_an_operator_stops_a_campaign_with_a_reason(client, settings):
    settings.DEMO = True
    campaign = make_campaign()
    client.force_login(make_operator())
    assert "¥98.00" in page(client, reverse("platform:bargains"))
    stop = reverse("platform:bargain-stop", args=[campaign.key])
    assert client.post(stop, {"reason": ""}).status_code == 422
    assert client.post(stop, {"reason": "价格先涨后降"}).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.state, campaign.stopped_by_platform, campaign.stop_reason) == ("stopped", True, "价格先涨后降")
    assert AuditEntry.objects.get(action="orders.bargain_campaign_stopped").reason == "价格先涨后降"
    client.force_login(make_merchant_user(campaign.shop))
    assert "价格先涨后降" in page(client, reverse("merchant:bargain-campaign", args=[campaign.key]))
