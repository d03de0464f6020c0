"""The merchant's desk and the operator's queue, as people use them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalog.products.models import ListingReview, ListingStatus, Product
from config.kernel.models import AuditEntry, OutboxEvent
from tests.factories.catalog import make_merchant_user, make_operator, make_product, make_shop, make_variant

pytestmark = pytest.mark.django_db
PAGES = ["merchant:products", "merchant:product-new", "merchant:stock", "merchant:import", "merchant:settings"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_answer_for_the_owner(merchant_client, name):
    assert merchant_client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_closed_to_others(client, shop, name):
    url = reverse(name)
    assert client.get(url).status_code == 302  # to sign in
    client.force_login(make_merchant_user(shop, role="staff", permissions=["orders"]))
    assert client.get(url).status_code == 403
    client.force_login(make_merchant_user(shop, role="staff", permissions=["catalogue"]))
    assert client.get(url).status_code == 200


def test_anothers_product_does_not_exist(merchant_client):
    foreign = make_variant()
    assert merchant_client.get(reverse("merchant:product-edit", args=[foreign.product.slug])).status_code == 404
    answer = merchant_client.post(reverse("merchant:stock-change", args=[foreign.key]), {"on_hand": 1, "low_at": 1})
    assert answer.status_code == 404
    assert merchant_client.get(reverse("merchant:stock-history", args=[foreign.key])).status_code == 404
    foreign.stock.refresh_from_db()
    assert foreign.stock.on_hand == 20
    data = {"action": "unlist", "chosen": [foreign.product.slug]}
    merchant_client.post(reverse("merchant:products-bulk"), data)
    foreign.product.refresh_from_db()
    assert foreign.product.status == ListingStatus.LISTED


def test_the_table_costs_the_same_for_five_and_twenty(merchant_client, shop, django_assert_max_num_queries):
    for _ in range(5):
        make_product(shop)
    with django_assert_max_num_queries(12) as few:
        merchant_client.get(reverse("merchant:products"))
    for _ in range(15):
        make_product(shop, options={"颜色": ["青", "白"]})
    with django_assert_max_num_queries(12) as many:
        merchant_client.get(reverse("merchant:products"))
    assert len(many) == len(few)


def test_states_are_tabs_with_counts_and_search_finds_title_and_sku(merchant_client, shop):
    listed, draft = make_product(shop, title="天青茶杯"), make_product(shop, title="月白碗", status="draft")
    page = merchant_client.get(reverse("merchant:products"), {"state": "draft"})
    assert [product.title for product, _shelf in page.context["rows"]] == ["月白碗"]
    assert {key: count for key, _href, count, _on in page.context["tabs"]}
    assert [p for p, _ in merchant_client.get(reverse("merchant:products"), {"q": "茶杯"}).context["rows"]] == [listed]
    sku = draft.variants.get().sku.lower()
    assert [p for p, _ in merchant_client.get(reverse("merchant:products"), {"q": sku}).context["rows"]] == [draft]


def test_many_at_once(merchant_client, shop):
    first, second = make_product(shop), make_product(shop, status="draft")
    url = reverse("merchant:products-bulk")
    merchant_client.post(url, {"action": "unlist", "chosen": [first.slug, second.slug]})
    assert set(Product.objects.values_list("status", flat=True)) == {"unlisted", "draft"}
    merchant_client.post(url, {"action": "list", "chosen": [first.slug, second.slug]})
    assert set(Product.objects.values_list("status", flat=True)) == {"listed", "pending"}
    merchant_client.post(url, {"action": "price", "percent": "-10", "chosen": [first.slug]})
    first.refresh_from_db()
    assert (first.price_min_cents, first.variants.get().price_cents) == (11_520, 11_520)
    assert OutboxEvent.objects.filter(name="catalog.price_changed").count() == 1


@pytest.mark.parametrize("percent", ["", "-100", "x", "1e99", "99999"])
def test_a_senseless_percentage_changes_nothing(merchant_client, shop, percent):
    product = make_product(shop)
    url = reverse("merchant:products-bulk")
    page = merchant_client.post(url, {"action": "price", "percent": percent, "chosen": [product.slug]}, follow=True)
    assert page.status_code == 200
    product.refresh_from_db()
    assert product.price_min_cents == 12_800


@pytest.mark.parametrize("on_hand", ["-1", "1.5", "１２", "1e9", "", "x" * 50, "99999999999999999999"])
def test_a_senseless_count_is_refused_beside_the_field(merchant_client, shop, on_hand):
    variant = make_variant(shop, stock=7)
    url = reverse("merchant:stock-change", args=[variant.key])
    page = merchant_client.post(url, {"on_hand": on_hand, "low_at": "5"}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert page.context["form"].errors["on_hand"]
    variant.stock.refresh_from_db()
    assert variant.stock.on_hand == 7


def test_counting_stock_leaves_a_trace(merchant_client, shop):
    variant = make_variant(shop, stock=7)
    url = reverse("merchant:stock-change", args=[variant.key])
    merchant_client.post(url, {"on_hand": "9", "low_at": "3"}, headers={"HX-Request": "true"})
    variant.stock.refresh_from_db()
    assert (variant.stock.on_hand, variant.stock.low_at) == (9, 3)
    history = merchant_client.get(reverse("merchant:stock-history", args=[variant.key]))
    assert [one.on_hand_change for one in history.context["movements"]] == [2, 7]
    assert history.context["movements"][0].by is not None


def test_an_operator_lists_and_sends_back(client, shop):
    good, bad = make_product(shop, status="pending"), make_product(shop, status="pending")
    client.force_login(make_operator())
    assert client.get(reverse("platform:listings")).status_code == 200
    client.post(reverse("platform:listing-decide", args=[good.slug]), {"decision": "approve"})
    answer = client.post(reverse("platform:listing-decide", args=[bad.slug]), {"decision": "reject", "reason": " "})
    assert answer.status_code == 422
    bad.refresh_from_db()
    assert bad.status == ListingStatus.PENDING
    client.post(reverse("platform:listing-decide", args=[bad.slug]), {"decision": "reject", "reason": "图不对"})
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == (ListingStatus.LISTED, ListingStatus.REJECTED)
    assert good.listed_at is not None
    assert ListingReview.objects.get(product=bad).reason == "图不对"
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert sorted(actions) == ["catalog.listing_approved", "catalog.listing_rejected"]
    assert client.post(reverse("platform:listing-decide", args=[good.slug]), {"decision": "approve"}).status_code == 404


def test_a_merchant_does_not_review_listings(merchant_client, shop):
    waiting = make_product(shop, status="pending")
    assert merchant_client.get(reverse("platform:listings")).status_code == 404
    answer = merchant_client.post(reverse("platform:listing-decide", args=[waiting.slug]), {"decision": "approve"})
    assert answer.status_code == 404


def test_shop_settings_are_saved_and_keep_what_was_typed(merchant_client, shop):
    url = reverse("merchant:settings")
    data = {"name": "青釉陶社", "tagline": "一座小窑", "place": "龙泉", "about": "三个人", "is_open": "on"}
    assert merchant_client.post(url, data).status_code == 302
    shop.refresh_from_db()
    assert (shop.name, shop.place) == ("青釉陶社", "龙泉")
    page = merchant_client.post(url, data | {"name": "", "tagline": "改了"})
    assert page.status_code == 200
    assert "改了" in page.content.decode()
    shop.refresh_from_db()
    assert shop.tagline == "一座小窑"


def test_a_suspended_merchants_shop_is_gone(client):
    shop = make_shop()
    product = make_product(shop)
    shop.merchant.status = "suspended"
    shop.merchant.save()
    assert client.get(reverse("catalog:shop", args=[shop.slug])).status_code == 404
    assert client.get(reverse("catalog:product", args=[product.slug])).status_code == 404
