"""Finding things in Chinese and English; filters, counts, pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict

from catalog.products.drafts import ProductDraft, VariantDraft
from catalog.products.models import Product
from catalog.products.services import update_product
from catalog.search.filters import Filters, read_filters
from catalog.search.models import SearchTerm
from catalog.search.selectors import counts_for, product_page, suggestions
from catalog.search.services import remember_search
from catalog.taxonomy.selectors import category_tree
from config.kernel.clock import now
from tests.factories.catalog import make_attribute, make_attribute_value, make_category, make_product, make_shop

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    filters = read_filters(QueryDict(query))
    return [product.title for product in product_page(filters, tree=category_tree()).items]


@pytest.fixture
def shelf():
    shop = make_shop(name="听荷茶社")
    tea = make_category("茶叶", name_en="Tea leaves", slug="tea")
    for title in ("明前龙井 50g 铁罐", "武夷肉桂", "井龙壶", "Oolong Tea Bags", "茶"):
        make_product(shop, title=title, category=tea)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("龙井", {"明前龙井 50g 铁罐"}),
        ("前龙井", {"明前龙井 50g 铁罐"}),
        ("井龙", {"井龙壶"}),
        ("龙", {"明前龙井 50g 铁罐", "井龙壶"}),
        ("龙井 50g", {"明前龙井 50g 铁罐"}),
        ("５０Ｇ 龙井", {"明前龙井 50g 铁罐"}),
        ("oolo", {"Oolong Tea Bags"}),
        ("OOLONG tea", {"Oolong Tea Bags"}),
        ("听荷", {"明前龙井 50g 铁罐", "武夷肉桂", "井龙壶", "Oolong Tea Bags", "茶"}),
        ("不存在", set()),
        ("' | 'x' & !", set()),
        ("'); DROP TABLE catalog_product; --", set()),
        ("\\' \\", None),
        ("%_%", None),
        ("!!!", None),
    ],
)
def test_what_is_found(shelf, text, found):
    result = set(titles(f"q={text.replace('%', '%25').replace('&', '%26').replace(';', '%3B')}"))
    if found is not None:
        assert result == found
    assert Product.objects.count() == 5


def test_nothing_asked_is_everything(shelf):
    assert len(titles("q=")) == 5
    assert len(titles("q=   ")) == 5


@pytest.mark.parametrize("path", ["/search/", "/products/", "/search/suggestions/"])
@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "茶" * 5000, "\u202eevil", "😀", "<script>alert(1)</script>", "*:*", "a:b:c"]
)
def test_no_text_breaks_a_page(client, shelf, path, text):
    answer = client.get(path, {"q": text, "min": text, "category": "", "v": text, "sort": text, "cursor": text})
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()


def test_the_title_counts_more_than_the_description():
    shop = make_shop()
    make_product(shop, title="竹篮", description="装得下一只茶壶")
    make_product(shop, title="茶壶")
    assert titles("q=茶壶") == ["茶壶", "竹篮"]


def test_an_edit_is_found_at_once():
    product = make_product(title="旧名字")
    variant = product.variants.get()
    update_product(
        product=product,
        draft=ProductDraft("青瓷碗", product.category_id, [VariantDraft(variant.sku, 100)]),
    )
    assert titles("q=青瓷") == ["青瓷碗"]
    assert titles("q=旧名字") == []
    assert titles(f"q={variant.sku}") == ["青瓷碗"]


@pytest.fixture
def filtered():
    home, cups = make_category("家居", slug="home"), None
    cups = make_category("杯子", slug="cups", parent=home)
    material, season = make_attribute(), make_attribute("season", "季节")
    bamboo = make_attribute_value("bamboo", attribute=material)
    glass = make_attribute_value("glass", attribute=material)
    summer = make_attribute_value("summer", attribute=season)
    one, two = make_shop(slug="one"), make_shop(slug="two")
    make_product(one, title="A", category=cups, price_cents=1_000, attributes=[bamboo, summer])
    make_product(one, title="B", category=home, price_cents=2_000, attributes=[glass])
    make_product(two, title="C", category=cups, price_cents=3_000, attributes=[glass, summer], stock=0)
    make_product(two, title="D", category=cups, price_cents=4_000, status="draft", attributes=[glass])
    return {"bamboo": bamboo, "glass": glass, "summer": summer}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ABC"),
        ("category=home", "ABC"),
        ("category=cups", "AC"),
        ("shop=one", "AB"),
        ("min=20", "BC"),
        ("max=20", "AB"),
        ("min=20&max=20", "B"),
        ("min=30&max=10", "ABC"),
        ("in_stock=1", "AB"),
        ("v=material.glass", "BC"),
        ("v=material.glass&v=material.bamboo", "ABC"),
        ("v=material.glass&v=season.summer", "C"),
        ("v=material.nonsense", ""),
        ("category=nowhere", ""),
        ("min=abc", "ABC"),
    ],
)
def test_filters(filtered, query, expected):
    assert sorted(titles(query)) == list(expected)


def test_counts_are_those_of_the_next_click(filtered):
    tree = category_tree()
    counts = counts_for(read_filters(QueryDict("v=material.glass")), tree)
    assert counts.total == 2
    assert counts.by_value == {filtered["glass"].pk: 2, filtered["bamboo"].pk: 1, filtered["summer"].pk: 1}
    assert {slug: n for slug, _name, n in counts.by_shop} == {"one": 1, "two": 1}
    by_slug = {one.slug: counts.in_category(tree, one) for one in tree.categories}
    assert by_slug == {"home": 2, "cups": 1}


@pytest.mark.parametrize("sort", ["new", "best", "price", "-price", "relevance"])
def test_pages_have_no_gap_and_no_double_while_products_arrive(sort):
    shop, category = make_shop(), make_category()
    start = now()
    for turn in range(11):
        make_product(shop, title=f"茶 {turn}", category=category, price_cents=100 * (turn % 4 + 1),
                     sold_count=turn % 3, listed_at=start - timedelta(minutes=turn // 2))  # fmt: skip
    before = set(Product.objects.values_list("pk", flat=True))
    filters, tree = Filters(text="茶" if sort == "relevance" else "", sort=sort), category_tree()
    seen, cursor = [], ""
    while True:
        page = product_page(filters, tree=tree, cursor=cursor, size=3)
        seen += [product.pk for product in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
        make_product(shop, title=f"新茶 {len(seen)}", category=category, price_cents=250, sold_count=1)
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_suggestions_show_what_many_searched_then_products():
    make_product(title="龙井茶")
    for _ in range(3):
        remember_search(text="龙井")
    remember_search(text="龙井送礼")  # only once: nobody else's business
    assert [(one.kind, one.text) for one in suggestions("龙")] == [("term", "龙井"), ("product", "龙井茶")]
    assert [one.text for one in suggestions("")] == ["龙井"]


@pytest.mark.parametrize("text", ["13812345678", "me@example.test", "", "x" * 61])
def test_private_looking_searches_are_forgotten(text):
    remember_search(text=text)
    assert not SearchTerm.objects.exists()


def test_a_search_that_finds_nothing_helps_on(client):
    make_product(title="龙井茶")
    page = client.get("/search/", {"q": "龙井咖啡机"})
    assert page.status_code == 200
    assert [product.title for product in page.context["nearby"]] == ["龙井茶"]


@pytest.fixture
def ten_thousand():
    """10,000 products as rows, for the planner; the words differ, so that a search is selective."""
    shop, category = make_shop(), make_category()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalog_product (created_at, updated_at, shop_id, slug, title, subtitle, description,
                category_id, language, status, is_imported, price_min_cents, price_max_cents, is_in_stock, sold_count,
                listed_at, search)
            SELECT now(), now(), %s, 'p-' || n, 'p' || n, '', '', %s, 'zh-hans', 'listed', false, n %% 500 * 100 + 100,
                n %% 500 * 100 + 100, true, n %% 900, now() - n * interval '1 minute',
                to_tsvector('simple', 'word' || n %% 700)
            FROM generate_series(1, 10000) n
            """,
            [shop.pk, category.pk],
        )
        cursor.execute("ANALYZE catalog_product, catalog_shop, accounts_merchant")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("sort=new", "product_newest"),
        ("sort=best", "product_best_selling"),
        ("sort=price", "product_cheapest"),
        ("sort=-price", "product_cheapest"),
        ("q=word42", "product_search"),
    ],
)
def test_plans_use_the_indexes(ten_thousand, query, index, django_assert_num_queries):
    filters, tree = read_filters(QueryDict(query)), category_tree()
    first = product_page(filters, tree=tree)
    with django_assert_num_queries(1) as captured:
        product_page(filters, tree=tree, cursor=first.next_cursor)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan
    assert "Seq Scan on catalog_product" not in plan
