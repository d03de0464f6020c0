"""The catalogue's API."""

from __future__ import annotations

import pytest

from catalog.products.models import Product
from tests.factories.catalog import make_category, make_product, make_shop, make_variant

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def test_walking_the_list_sees_every_product_once(client):
    shop = make_shop()
    for turn in range(7):
        make_product(shop, title=f"茶 {turn}", price_cents=100 + turn % 3)
    seen, url = [], "/api/v1/products/?limit=3&sort=price"
    while url:
        page = client.get(url).json()
        seen += [product["slug"] for product in page["results"]]
        url = page["next"]
    assert len(seen) == 7
    assert set(seen) == set(Product.objects.values_list("slug", flat=True))


def test_a_product_with_its_variants(client):
    product = make_product(options={"颜色": ["青", "白"]}, prices=[5_800, 6_800], stock=3)
    body = client.get(f"/api/v1/products/{product.slug}/").json()
    assert [one["price_cents"] for one in body["variants"]] == [5_800, 6_800]
    assert [one["left"] for one in body["variants"]] == [3, 3]
    assert body["options"] == [{"name": "颜色", "values": ["青", "白"]}]
    assert (body["price_min_cents"], body["currency"]) == (5_800, "CNY")


def test_a_draft_is_nobodys_business(client):
    product = make_product(status="draft")
    answer = client.get(f"/api/v1/products/{product.slug}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize(
    "query", ["min=x", "max=-1", "min=NaN", "min=1e99", "limit=0", "limit=-1", "limit=x", "limit=１２"]
)
def test_nonsense_is_refused_by_name(client, query):
    answer = client.get(f"/api/v1/products/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert query.partition("=")[0] in answer.json()["errors"]


@pytest.mark.parametrize("cursor", ["x", "Wzew", "=" * 50, "WyJiZXN0IixudWxsLG51bGxd", "%00", "a" * 5000])
def test_a_forged_cursor_starts_anew(client, cursor):
    make_product()
    answer = client.get("/api/v1/products/", {"cursor": cursor})
    assert (answer.status_code, len(answer.json()["results"])) == (200, 1)


def test_the_category_tree(client):
    tea = make_category("茶", slug="tea")
    make_category("绿茶", slug="green", parent=tea)
    assert [(one["slug"], one["parent"]) for one in client.get("/api/v1/categories/").json()] == [
        ("tea", None),
        ("green", "tea"),
    ]


def test_search_and_suggestions(client):
    product = make_product(title="明前龙井")
    make_product(title="武夷肉桂")
    assert [one["slug"] for one in client.get("/api/v1/search/?q=龙井").json()["results"]] == [product.slug]
    found = client.get("/api/v1/search/suggestions/?q=龙井").json()
    assert found == [{"kind": "product", "text": "明前龙井", "slug": product.slug}]


def body(cups, **changes):
    return {
        "title": "天青茶杯",
        "category": cups.slug,
        "options": [{"name": "颜色", "labels": ["青", "白"]}],
        "variants": [
            {"sku": "A-1", "choices": ["青"], "price_cents": 5_800, "on_hand": 4},
            {"sku": "A-2", "choices": ["白"], "price_cents": 6_800},
        ],
    } | changes


def test_a_merchant_writes_products(merchant_client, shop, cups):
    url = "/api/v1/merchant/products/"
    made = merchant_client.post(url, body(cups), content_type="application/json")
    assert made.status_code == 201
    assert [one["on_hand"] for one in made.json()["variants"]] == [4, 0]
    slug = made.json()["slug"]
    changed = merchant_client.put(f"{url}{slug}/", body(cups, title="月白茶杯"), content_type="application/json")
    assert (changed.status_code, changed.json()["title"]) == (200, "月白茶杯")
    assert Product.objects.get().shop == shop
    listed = merchant_client.get(url).json()["results"]
    assert [one["slug"] for one in listed] == [slug]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"category": "nowhere"},
        {"variants": []},
        {"variants": [{"sku": "A", "price_cents": 0}]},
        {"variants": [{"sku": "A", "price_cents": 1.5}]},
        {"variants": [{"sku": "A", "price_cents": "１２"}]},
        {"variants": [{"sku": "A", "price_cents": 10**20}]},
        {"variants": [{"sku": "A", "price_cents": 100, "choices": ["黑"]}]},
        {"options": [{"name": "颜色", "labels": [f"{n}" for n in range(101)]}]},
        {"attributes": ["material.unobtainium"]},
        {"pictures": ["NOTMINE"]},
        {"language": "tlh"},
    ],
)
def test_bad_products_are_refused_and_nothing_is_written(merchant_client, cups, changes):
    url = "/api/v1/merchant/products/"
    answer = merchant_client.post(url, body(cups, **changes), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert not Product.objects.exists()


def test_stock_by_sku_and_never_anothers(merchant_client, shop):
    own, foreign = make_variant(shop, stock=5), make_variant(stock=5)
    url = f"/api/v1/merchant/stock/{own.sku}/"
    answer = merchant_client.patch(url, {"on_hand": 8}, content_type="application/json")
    assert (answer.status_code, answer.json()["available"]) == (200, 8)
    refused = merchant_client.patch(url, {"on_hand": -1}, content_type="application/json")
    assert refused.status_code == 422
    foreign_url = f"/api/v1/merchant/stock/{foreign.sku}/"
    assert merchant_client.patch(foreign_url, {"on_hand": 1}, content_type="application/json").status_code == 404
    foreign.stock.refresh_from_db()
    assert foreign.stock.on_hand == 5


def test_others_may_not(client):
    assert client.get("/api/v1/merchant/products/").status_code == 401
