"""What shoppers, merchants and operators see of teams, and what the pages cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.kernel.clock import now
from config.kernel.models import AuditEntry
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy.models import CampaignStatus, GroupCampaign, GroupSeat, TeamStatus
from orders.payments.models import Refund
from tests.factories.accounts import AddressFactory, UserFactory
from tests.factories.catalog import make_merchant_user, make_operator, make_product, make_shop, make_variant
from tests.factories.groupbuy import TEAM_PRICE, join, make_campaign, make_team, orders_of, place_seat, variant_of

pytestmark = pytest.mark.django_db


def test_the_product_page_shows_both_prices_and_two_open_teams(client) -> None:
    campaign = make_campaign()
    for _ in range(3):
        make_team(campaign)
    body = client.get(f"/products/{campaign.product.slug}/").content.decode()
    for hook in ("buy-alone", "start-team", "join-team", "add-to-cart", "team-price"):
        assert f'data-test="{hook}"' in body
    assert body.count('data-test="join-team"') == 3
    assert "<details" in body.partition('data-test="join-team"')[2]


def test_a_product_without_a_campaign_knows_no_team(client) -> None:
    body = client.get(f"/products/{make_variant().product.slug}/").content.decode()
    assert "start-team" not in body


def test_starting_leads_to_the_checkout_at_the_team_price(client) -> None:
    campaign, user = make_campaign(), AddressFactory().user
    client.force_login(user)
    answer = client.post(f"/group/{campaign.key}/", {"variant": variant_of(campaign).key, "quantity": "1"})
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert page.status_code == 200
    assert page.context["draft"].items_cents == TEAM_PRICE
    form = {"seen": page.context["draft"].seen, "key": "k" * 20, "address": page.context["form"].saved[0].key}
    deal = {"deal": f"team:new-{campaign.key}", "variant": variant_of(campaign).key, "quantity": "1", "wish": "merge"}
    placed = client.post("/checkout/", form | deal)
    assert placed.status_code == 302, placed.content.decode()
    seat = GroupSeat.objects.get()
    assert (seat.buyer, seat.may_merge, seat.is_leader) == (user, True, True)


def test_a_guest_signs_in_and_comes_back_to_the_checkout(client) -> None:
    team = make_team()
    answer = client.post(f"/teams/{team.token}/join/", {"variant": variant_of(team.campaign).key})
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=/checkout/%3Fdeal%3Dteam")


def test_somebody_in_a_team_is_led_there(client) -> None:
    user = UserFactory()
    campaign = make_campaign()
    team = make_team(campaign, leader=user)
    client.force_login(user)
    answer = client.post(f"/group/{campaign.key}/", {"variant": variant_of(campaign).key})
    assert answer.url == f"/teams/{team.token}/"
    other = UserFactory()
    order = place_seat(team, other)
    client.force_login(other)
    answer = client.post(f"/teams/{team.token}/join/", {"variant": variant_of(campaign).key})
    assert answer.url == f"/checkout/{order.trade.number}/pay/"


def test_a_full_team_offers_to_start_ones_own(client) -> None:
    team = make_team(paid=3)
    client.force_login(UserFactory())
    body = client.get(f"/teams/{team.token}/").content.decode()
    assert 'data-test="join-team"' not in body
    assert 'data-test="start-team"' in body
    answer = client.post(f"/teams/{team.token}/join/", {"variant": variant_of(team.campaign).key}, follow=True)
    assert answer.status_code == 200
    assert not Order.objects.filter(status=OrderStatus.PENDING_PAYMENT).exists()


def test_coming_too_late_to_the_checkout_leads_back_with_the_reason(client) -> None:
    team = make_team(paid=3)
    address = f"/checkout/?deal=team:{team.token}&variant={variant_of(team.campaign).key}&quantity=1"
    guest = client.get(address)
    assert guest.url.startswith("/accounts/login/?next=/checkout/")
    client.force_login(UserFactory())
    late = client.get(address, follow=True)
    assert late.redirect_chain == [(f"/teams/{team.token}/", 302)]
    assert 'data-test="start-team"' in late.content.decode()
    gone = client.get(f"/checkout/?deal=team:NOSUCHTEAM&variant={variant_of(team.campaign).key}")
    assert client.get(gone.url).status_code == 404


def test_after_the_deadline_the_page_waits_without_a_clock(client, time_machine_later) -> None:
    team = make_team()
    time_machine_later(timedelta(hours=24, seconds=10))
    body = client.get(f"/teams/{team.token}/").content.decode()
    assert "clock:zero" not in body
    assert 'data-test="join-team"' not in body


def test_an_unpaid_team_does_not_exist_for_others(client) -> None:
    order = place_seat(make_campaign())
    token = GroupSeat.objects.get().team.token
    assert client.get(f"/teams/{token}/").status_code == 404
    client.force_login(UserFactory())
    assert client.get(f"/teams/{token}/").status_code == 404
    client.force_login(order.buyer)
    assert client.get(f"/teams/{token}/").status_code == 200
    assert client.get("/teams/NOSUCHTEAM/").status_code == 404


def test_the_page_of_ones_own_team_is_about_sharing(client) -> None:
    team = make_team()
    client.force_login(orders_of(team)[0].buyer)
    body = client.get(f"/teams/{team.token}/").content.decode()
    assert 'data-test="share-open"' in body
    assert 'data-test="join-team"' not in body


@pytest.mark.parametrize("paid", [1, 3])
def test_every_state_of_a_team_has_its_page(client, paid, time_machine_later) -> None:
    team = make_team(paid=paid)
    viewers = [None, UserFactory(), orders_of(team)[0].buyer]
    for hours in (0, 25):
        time_machine_later(timedelta(hours=hours))
        if hours:
            from orders.groupbuy.tasks import expire_teams

            expire_teams()
        for viewer in viewers:
            client.logout()
            if viewer:
                client.force_login(viewer)
            assert client.get(f"/teams/{team.token}/").status_code == 200
            assert client.get(f"/teams/{team.token}/state/").status_code == 200


def test_order_pages_show_the_team(client) -> None:
    team = make_team()
    order = orders_of(team)[0]
    client.force_login(order.buyer)
    body = client.get(f"/orders/{order.number}/").content.decode()
    assert 'data-test="order-team"' in body
    assert 'data-test="share-open"' in body
    assert client.get("/teams/mine/").status_code == 200


def test_query_budgets(client, django_assert_max_num_queries) -> None:
    shop = make_shop()
    campaigns = [make_campaign(make_variant(shop, stock=50)) for _ in range(3)]
    for campaign in campaigns:
        make_team(campaign, paid=2)
    user = UserFactory()
    client.force_login(user)
    pages = {
        "/": 20,
        f"/products/{campaigns[0].product.slug}/": 25,
        f"/teams/{campaigns[0].teams.get().token}/": 20,
        "/teams/": 10,
        "/products/": 20,
    }
    counts = {}
    for path, budget in pages.items():
        client.get(path)
        with django_assert_max_num_queries(budget) as few:
            assert client.get(path).status_code == 200
        counts[path] = len(few)
    for campaign in campaigns:
        for _ in range(3):
            make_team(campaign, paid=2)
        make_campaign(make_variant(shop, stock=50))
    for path, budget in pages.items():
        client.get(path)  # the tree of categories is kept
        with django_assert_max_num_queries(budget) as many:
            client.get(path)
        assert len(many) <= counts[path], path


# ---- merchant and platform --------------------------------------------------------------------------------------


def form_of(product, **other) -> dict[str, str]:
    start = now() - timedelta(hours=1)
    prices = {f"price-{variant.key}": "98" for variant in product.variants.all()}
    times = {"starts_at": start.strftime("%Y-%m-%dT%H:%M"), "ends_at": "2099-01-01T00:00"}
    return {"name": "三人团", "size": "3", "hours": "24", "per_order_limit": "5"} | times | prices | other


def test_a_merchant_writes_starts_and_stops_a_campaign(client) -> None:
    shop = make_shop()
    product = make_product(shop, options={"规格": ["50g", "100g"]})
    client.force_login(make_merchant_user(shop))
    assert client.get("/merchant/groupbuy/").status_code == 200
    assert client.get("/merchant/groupbuy/new/").status_code == 200
    address = f"/merchant/groupbuy/new/?product={product.slug}"
    assert client.get(address).status_code == 200
    wrong = client.post(address, form_of(product, **{f"price-{product.variants.first().key}": "128"}))
    assert wrong.status_code == 422
    assert not GroupCampaign.objects.exists()
    assert client.post(address, form_of(product, **{"people-1": "5", "off-1": "8.5"})).status_code == 302
    campaign = GroupCampaign.objects.get()
    assert list(campaign.steps.values_list("people", "basis_points")) == [(5, 850)]
    assert client.get(f"/merchant/groupbuy/{campaign.key}/").status_code == 200
    assert client.post(f"/merchant/groupbuy/{campaign.key}/start/").status_code == 302
    campaign.refresh_from_db()
    assert campaign.is_running
    assert client.get(f"/merchant/groupbuy/{campaign.key}/edit/").status_code == 302
    make_team(campaign, paid=2)
    assert client.get(f"/merchant/groupbuy/{campaign.key}/").status_code == 200
    assert client.post(f"/merchant/groupbuy/{campaign.key}/extend/", {"ends_at": "2001-01-01T00:00"}).status_code == 422
    assert client.post(f"/merchant/groupbuy/{campaign.key}/extend/", {"ends_at": "2098-01-01T00:00"}).status_code == 302
    assert client.post(f"/merchant/groupbuy/{campaign.key}/stop/").status_code == 302
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.STOPPED
    assert client.post(f"/merchant/groupbuy/{campaign.key}/copy/").status_code == 200
    assert AuditEntry.objects.filter(action__startswith="orders.group_campaign_").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"size": "1"}, {"size": "101"}, {"hours": "0"}, {"hours": "145"}, {"ends_at": "2000-01-01T00:00"},
     {"people-1": "3", "off-1": "5"}, {"people-1": "5"}, {"per_user_limit": "-1"}, {"size": "2.5"}],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_at_their_field(client, wrong) -> None:
    shop = make_shop()
    product = make_product(shop)
    client.force_login(make_merchant_user(shop))
    answer = client.post(f"/merchant/groupbuy/new/?product={product.slug}", form_of(product, **wrong))
    assert answer.status_code == 422
    assert not GroupCampaign.objects.exists()


def test_two_campaigns_of_one_product_never_run_together(client) -> None:
    running = make_campaign()
    draft = make_campaign(variant_of(running), is_started=False)
    client.force_login(make_merchant_user(running.shop))
    answer = client.post(f"/merchant/groupbuy/{draft.key}/start/")
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.status == CampaignStatus.DRAFT


def test_another_shops_campaign_does_not_exist(client) -> None:
    campaign = make_campaign()
    client.force_login(make_merchant_user())
    assert client.get(f"/merchant/groupbuy/{campaign.key}/").status_code == 404
    assert client.post(f"/merchant/groupbuy/{campaign.key}/stop/").status_code == 404
    assert client.get(f"/merchant/groupbuy/new/?product={campaign.product.slug}").status_code == 404


def test_an_operator_ends_a_team_with_a_reason(client, settings) -> None:
    settings.DEMO = True
    team = make_team(paid=2)
    client.force_login(make_operator())
    assert client.get("/platform/teams/").status_code == 200
    assert client.get("/platform/teams/?status=open").status_code == 200
    assert client.get(f"/platform/teams/{team.token}/").status_code == 200
    assert client.post(f"/platform/teams/{team.token}/end/", {"reason": " "}).status_code == 422
    assert client.post(f"/platform/teams/{team.token}/end/", {"reason": "假货"}).status_code == 302
    team.refresh_from_db()
    assert team.status == TeamStatus.EXPIRED
    assert Refund.objects.count() == 2
    assert AuditEntry.objects.get(action="orders.team_ended").reason == "假货"
    assert client.post(f"/platform/teams/{team.token}/end/", {"reason": "again"}).status_code == 422
    assert Refund.objects.count() == 2


def test_joining_from_the_list_and_home(client) -> None:
    team = make_team(paid=2)
    make_team(team.campaign)
    home = client.get("/").content.decode()
    assert f"/teams/{team.token}/" in home
    listed = client.get("/teams/?lacking=1").content.decode()
    assert listed.count('data-test="join-team"') == 1
    join(team)
    assert f"/teams/{team.token}/" not in client.get("/").content.decode()
