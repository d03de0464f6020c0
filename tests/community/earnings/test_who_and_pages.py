"""Who earns nothing, what is held, and the pages of shop, sharer and operators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.organisations.models import Membership, Role
from community.earnings.models import Earning, EarningState, SharingRate, Suspicion
from community.earnings.services import earn, judge_earning, set_rate
from community.referral.models import OrderAttribution, Referral, ShareLink
from community.referral.services import attribute_order, know_visitor, link_to, note_click
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.ids import public_id
from content.posts.models import Disclosure, Post
from orders.cart.shoppers import Shopper, shopper_of
from orders.checkout.services import claim_trade
from tests.community.earnings.conftest import came, elsewhere, finish, sold, tell_all, wallet
from tests.factories.accounts import UserFactory, operator
from tests.factories.catalog import make_merchant_user, make_variant
from tests.factories.notes import make_note
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db


# ---- who earns nothing, and who is looked at --------------------------------------------------------------------


def test_buyers_and_people_of_the_shop_earn_nothing(shop, rate, keeper, sharer, inviter, variant):
    sold(keeper, variant)
    assert not Earning.objects.exists()
    sold(sharer, variant, buyer=inviter)  # who invited the sharer buys: nothing for their own purchase
    first = Earning.objects.get()
    assert (first.person, first.doubt) == (sharer, Suspicion.CIRCLE)


def test_one_device_one_phone_one_door_are_held(rate, sharer, variant):
    buyer = UserFactory()
    key = public_id(20)
    know_visitor(key=key, user=buyer, network="")
    know_visitor(key=key, user=sharer, network="")
    sold(sharer, variant, buyer=buyer)
    home = elsewhere()
    make_paid_order(sharer, {make_variant(): 1}, delivery=home)
    sold(sharer, variant, delivery=home)
    spelled = elsewhere().__class__("别人", "13700000001", home.region_code, f" {home.street.replace(' ', '')}。", "")
    sold(sharer, variant, delivery=spelled)
    found = list(Earning.objects.order_by("pk").values_list("review", "doubt"))
    assert found == [("held", "same_device"), ("held", "same_phone"), ("held", "same_door")]


def test_buying_by_each_others_links_is_held(rate, sharer, variant):
    other = UserFactory()
    sold(sharer, variant, buyer=other)
    sold(other, variant, buyer=sharer)
    assert list(Earning.objects.order_by("pk").values_list("doubt", flat=True)) == ["", "circle"]


def test_what_is_held_is_decided_once_and_never_by_its_owner(
    rate, sharer, inviter, variant, client, time_machine_later
):
    order = sold(sharer, variant, buyer=inviter)
    finish(order, time_machine_later)
    earning = Earning.objects.get()
    assert (earning.state, wallet(sharer)) == (EarningState.PAYABLE, 0)
    boss = operator()
    client.force_login(boss)
    page = client.get(reverse("platform:earnings"))
    assert page.content.decode().count('data-test="held-earning"') == 1
    judged = reverse("platform:earning-judge", args=[earning.key])
    client.post(judged, {"is_good": "1", "note": ""})
    assert Earning.objects.get().review == "held"
    client.post(judged, {"is_good": "1", "note": "Two friends, both real"})
    assert (Earning.objects.get().state, wallet(sharer)) == (EarningState.PAID, 500)
    judge_earning(earning=earning, is_good=False, note="again", actor=boss)
    assert Earning.objects.get().state == EarningState.PAID
    assert 'data-test="held-earning"' in client.get(reverse("platform:earnings") + "?show=done").content.decode()
    Membership.objects.create(user=sharer, role=Role.OPERATOR)
    with pytest.raises(DomainError, match=r"your own|自己"):
        judge_earning(earning=earning, is_good=True, note="mine", actor=sharer)
    client.force_login(UserFactory())
    assert client.post(judged, {"is_good": "1", "note": "me too"}).status_code in {302, 403, 404}


def test_what_is_refused_is_never_paid(rate, sharer, inviter, variant, time_machine_later):
    order = sold(sharer, variant, buyer=inviter)
    judge_earning(earning=Earning.objects.get(), is_good=False, note="One household", actor=operator())
    finish(order, time_machine_later)
    assert (Earning.objects.get().state, wallet(sharer)) == (EarningState.REFUSED, 0)


# ---- guests -----------------------------------------------------------------------------------------------------


def guest_order(sharer, variant, key):
    link = link_to(sharer=sharer, path=f"/products/{variant.product.slug}/")
    ShareLink.objects.update(created_at=now() - timedelta(minutes=5))
    link.refresh_from_db()
    note_click(link=link, visitor=key, user=None, is_bot=False)
    shopper = Shopper(cart_token=public_id(32), visitor=key)
    return make_paid_order(None, {variant: 1}, shopper=shopper, delivery=elsewhere())


def test_a_guests_order_is_attributed_and_joins_them_later(rate, sharer, variant):
    order = guest_order(sharer, variant, public_id(20))
    tell_all()
    assert OrderAttribution.objects.get(order=order).link.sharer == sharer
    assert Earning.objects.get().state == EarningState.PENDING
    newcomer = UserFactory()
    Referral.objects.create(inviter=sharer, invitee=newcomer, bound_until=now() + timedelta(days=30))
    claim_trade(trade=order.trade, user=newcomer)
    tell_all()
    assert Earning.objects.get().state == EarningState.PENDING


def test_a_guest_who_is_the_sharer_earns_nothing(rate, sharer, variant):
    order = guest_order(sharer, variant, public_id(20))
    tell_all()
    claim_trade(trade=order.trade, user=sharer)
    tell_all()
    earning = Earning.objects.get()
    assert (earning.state, earning.doubt) == (EarningState.REFUSED, Suspicion.SELF)
    key = public_id(20)
    know_visitor(key=key, user=sharer, network="")
    attribute_order(order=(again := guest_order(sharer, variant, key)))  # the sharer, signed out
    assert not OrderAttribution.objects.filter(order=again).exists()


def test_the_browser_is_written_down_when_a_guest_orders(client):
    key = public_id(20)
    client.cookies["visitor"] = key
    request = client.get("/").wsgi_request
    assert shopper_of(request).visitor == key
    client.cookies["visitor"] = "<script>"
    assert shopper_of(client.get("/").wsgi_request).visitor == ""


# ---- pages ------------------------------------------------------------------------------------------------------


def test_a_shop_switches_it_on_and_sees_what_it_costs(shop, keeper, variant, client):
    client.force_login(keeper)
    page = reverse("merchant:sharing")
    assert client.get(page).status_code == 200
    refused = [({"first": "31", "second": "0"}, "At most 30 %."), ({"first": "5", "second": "11"}, "At most 10 %.")]
    refused += [({"first": "5", "second": "6"}, "more than the sharer"), ({"first": "", "second": "0"}, "required")]
    for sent, why in refused:
        answer = client.post(page, sent, headers={"Accept-Language": "en"})
        assert (answer.status_code, why in answer.content.decode()) == (422, True), sent
    assert not SharingRate.objects.exists()
    preview = client.post(reverse("merchant:sharing-preview"), {"first": "5", "second": "1"}).content.decode()
    assert "¥6.00" in preview
    assert "¥94.00" in preview
    assert client.post(page, {"first": "5", "second": "1"}).status_code == 302
    assert client.post(page, {"first": "5", "second": "1"}).status_code == 302  # a second tap changes nothing
    assert SharingRate.objects.count() == 1
    assert client.post(page, {"product": variant.product.slug, "first": "8.5", "second": "0"}).status_code == 302
    assert "8.5%" in client.get(page).content.decode()
    own = SharingRate.objects.get(product=variant.product)
    stranger = Client()
    stranger.force_login(make_merchant_user())
    assert stranger.post(reverse("merchant:sharing-drop", args=[own.key])).status_code == 404
    assert stranger.post(page, {"product": variant.product.slug, "first": "8", "second": "0"}).status_code == 422
    client.post(reverse("merchant:sharing-drop", args=[own.key]))
    assert not SharingRate.objects.filter(product=variant.product, ends_at=None).exists()
    clerk = make_merchant_user(shop, role=Role.STAFF)
    client.force_login(clerk)
    assert client.get(page).status_code in {403, 404}


def test_the_database_keeps_the_caps(shop):
    for first, second in ((3_001, 0), (500, 501), (3_000, 1_001)):
        with pytest.raises(IntegrityError, match="within_its_caps"), transaction.atomic():
            SharingRate.objects.create(shop=shop, first_basis_points=first, second_basis_points=second, starts_at=now())


def test_the_sharer_sees_where_it_stands(rate, sharer, inviter, variant, client, django_assert_max_num_queries):
    for _turn in range(3):
        sold(sharer, variant)
    client.force_login(sharer)
    page = reverse("community:invites") + "?tab=earned"
    html = client.get(page).content.decode()
    assert html.count('data-test="earning"') == 3
    assert 'data-test="earned-pending">¥15.00' in html
    with django_assert_max_num_queries(24):
        client.get(page)
    answer = client.get("/api/v1/me/earnings/").json()
    assert [one["full_cents"] for one in answer["results"]] == [500] * 3
    assert {one["state"] for one in answer["results"]} == {"pending"}
    client.force_login(UserFactory())
    assert client.get("/api/v1/me/earnings/").json()["results"] == []
    assert Client().get("/api/v1/me/earnings/").status_code == 401


# ---- the label of interest --------------------------------------------------------------------------------------


def test_a_note_that_earns_says_so(shop, keeper, rate, sharer, variant):
    note = make_note(sharer, products=[variant.product])
    assert Post.objects.get(pk=note.pk).disclosure == Disclosure.COMMISSION
    plain = make_note(sharer)
    assert Post.objects.get(pk=plain.pk).disclosure == Disclosure.NONE


def test_a_note_says_so_once_its_shop_gives_something(shop, keeper, sharer, variant):
    note = make_note(sharer, products=[variant.product])
    gift = make_note(sharer, products=[variant.product])
    Post.objects.filter(pk=gift.pk).update(disclosure=Disclosure.GIFT)
    assert Post.objects.get(pk=note.pk).disclosure == Disclosure.NONE
    set_rate(shop=shop, product=variant.product, first=500, second=0, actor=keeper)
    tell_all()
    assert Post.objects.get(pk=note.pk).disclosure == Disclosure.COMMISSION
    assert Post.objects.get(pk=gift.pk).disclosure == Disclosure.GIFT


def test_an_order_without_a_link_or_unpaid_earns_nothing(rate, sharer, variant):
    assert earn(order_pk=make_paid_order(None, {variant: 1}).pk) == []
    came(UserFactory(), sharer, variant)
    assert not Earning.objects.exists()
