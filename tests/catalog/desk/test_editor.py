"""The product editor: what it writes, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.products.models import Product, Variant
from config.kernel.models import UploadedPicture
from tests.factories.catalog import make_attribute_value, make_picture, make_product, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def photo(name: str = "cup.png") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 400), "#88aa99").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def filled(cups, **changes):
    data = {
        "action": "save", "title": "天青茶杯", "subtitle": "会慢慢开片", "category": cups.pk, "description": "**手作**",
        "language": "zh-hans", "option-0-name": "颜色", "option-0-labels": "天青，月白",
        "row-0-choices": "天青", "row-0-price": "58", "row-0-stock": "20", "row-0-sku": "CUP-1", "row-0-active": "on",
        "row-1-choices": "月白", "row-1-price": "58.50", "row-1-stock": "12", "row-1-sku": "", "row-1-active": "on",
    }  # fmt: skip
    return data | changes


def save(client, cups, **changes):
    return client.post(reverse("merchant:product-new"), filled(cups, **changes))


def test_a_new_product_with_variants_stock_and_pictures(merchant_client, shop, cups):
    value = make_attribute_value()
    answer = save(merchant_client, cups, uploads=[photo(), photo("b.png")], attributes=[value.pk], action="submit")
    assert answer.status_code == 302
    product = Product.objects.get()
    assert (product.shop, product.status, product.title) == (shop, "pending", "天青茶杯")
    rows = [(v.label, v.price_cents, v.stock.on_hand) for v in product.variants.select_related("stock")]
    assert rows == [("天青", 5_800, 20), ("月白", 5_850, 12)]
    assert (product.price_min_cents, product.price_max_cents, product.is_in_stock) == (5_800, 5_850, True)
    assert product.pictures.count() == 2
    assert product.cover_id == product.pictures.first().picture_id
    assert list(product.attributes.all()) == [value]


BAD = [
    ("title", ""),
    ("title", "茶" * 121),
    ("category", "0"),
    ("category", "99999999999999999999"),
    ("row-0-price", "-1"),
    ("row-0-price", "0"),
    ("row-0-price", "0.001"),
    ("row-0-price", "1e9"),
    ("row-0-price", "１２"),
    ("row-0-price", "NaN"),
    ("row-0-price", "99999999999999999999"),
    ("row-0-stock", "-1"),
    ("row-0-stock", "1.5"),
    ("row-0-stock", "１２"),
    ("row-0-weight", "heavy"),
    ("row-0-sku", "x" * 61),
    ("row-1-sku", "CUP-1"),
    ("row-0-picture", "NOTMINE000000000"),
    ("option-0-name", ""),
    ("option-0-labels", "色" * 41),
    ("option-0-labels", "，".join(f"色{n}" for n in range(101))),
    ("language", "klingon"),
    ("attributes", "99999999999999999999"),
    ("attributes", "__class__"),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_bad_input_is_refused_and_everything_typed_stays(merchant_client, cups, field, value):
    page = save(merchant_client, cups, **{field: value, "subtitle": "别丢了我"})
    assert page.status_code == 422
    assert "别丢了我" in page.content.decode()
    assert not Product.objects.exists()


def test_a_nul_byte_is_no_500(merchant_client, cups):
    assert save(merchant_client, cups, **{"title": "a\x00b", "option-0-labels": "a\x00,b"}).status_code in {302, 422}


def test_a_sku_of_another_product_is_refused_but_another_shops_is_not(merchant_client, shop, cups):
    own, foreign = make_variant(shop), make_variant()
    assert save(merchant_client, cups, **{"row-0-sku": own.sku}).status_code == 422
    assert save(merchant_client, cups, **{"row-0-sku": foreign.sku}).status_code == 302


def test_uploads_survive_a_mistake_elsewhere(merchant_client, cups):
    page = save(merchant_client, cups, title="", uploads=[photo()])
    assert page.status_code == 422
    kept = [picture.pk for picture in page.context["pictures"]]
    assert len(kept) == 1
    assert save(merchant_client, cups, picture=kept).status_code == 302
    assert list(Product.objects.get().pictures.values_list("picture_id", flat=True)) == kept


def test_a_picture_of_somebody_else_is_not_taken(merchant_client, cups):
    foreign = make_picture()
    save(merchant_client, cups, picture=[foreign.pk])
    assert not Product.objects.get().pictures.exists()


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)></svg>", b"<html><script>x</script>", b"", b"\x89PNG\r\n"])
def test_hostile_uploads_are_refused(merchant_client, cups, content):
    upload = SimpleUploadedFile("cup.png", content, "image/png")
    page = save(merchant_client, cups, uploads=[upload])
    assert page.status_code in {302, 422}
    assert not UploadedPicture.objects.exists()


def test_editing_keeps_keys_and_retires_what_is_gone(merchant_client, shop, cups):
    product = make_product(shop, category=cups, options={"颜色": ["天青", "月白"]})
    sky, moon = product.variants.all()
    page = merchant_client.get(reverse("merchant:product-edit", args=[product.slug]))
    assert [row.label for row in page.context["matrix"].rows] == ["天青", "月白"]
    data = filled(cups, **{"option-0-labels": "天青，铁锈红", "row-1-choices": "铁锈红", "row-0-stock": "20",
                           "row-0-stock-was": "20"})  # fmt: skip
    assert merchant_client.post(reverse("merchant:product-edit", args=[product.slug]), data).status_code == 302
    sky.refresh_from_db()
    moon.refresh_from_db()
    assert (sky.sku, sky.price_cents, sky.is_active) == ("CUP-1", 5_800, True)
    assert not moon.is_active
    assert Variant.objects.filter(product=product, is_active=True).count() == 2
    product.refresh_from_db()
    assert product.status == "listed"


def test_an_unchanged_number_does_not_undo_a_sale(merchant_client, shop, cups):
    product = make_product(shop, category=cups, stock=20)
    variant = product.variants.get()
    from catalog.inventory.services import adjust

    adjust(variant=variant, change=-3, actor=None)
    data = filled(cups, **{"option-0-name": "", "option-0-labels": "", "row-0-choices": "", "row-0-stock": "20",
                           "row-0-stock-was": "20"})  # fmt: skip
    merchant_client.post(reverse("merchant:product-edit", args=[product.slug]), data)
    variant.stock.refresh_from_db()
    assert variant.stock.on_hand == 17


def test_new_choices_make_rows_and_keep_the_numbers(merchant_client, cups):
    data = filled(cups, **{"option-1-name": "尺寸", "option-1-labels": "大,小", "action": "matrix"})
    page = merchant_client.post(reverse("merchant:product-matrix"), data)
    assert [row.label for row in page.context["matrix"].rows] == ["天青 / 大", "天青 / 小", "月白 / 大", "月白 / 小"]
    filled_in = merchant_client.post(reverse("merchant:product-matrix"), data | {"action": "fill", "fill-price": "66"})
    assert {row.price for row in filled_in.context["matrix"].rows} == {"66"}


def test_pictures_move_without_javascript(merchant_client, shop, cups):
    product = make_product(shop, category=cups, pictures=3)
    one, two, three = product.pictures.values_list("picture_id", flat=True)
    url = reverse("merchant:product-edit", args=[product.slug])
    page = merchant_client.post(url, filled(cups, picture=[one, two, three], action=f"left:{three}"))
    assert [picture.pk for picture in page.context["pictures"]] == [one, three, two]
    assert list(product.pictures.values_list("picture_id", flat=True)) == [one, two, three]
