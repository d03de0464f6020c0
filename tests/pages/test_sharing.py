"""The QR code leads to pages of this site and nowhere else; the share sheet says where it leads."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db
QR = "/share/qr/"


def test_a_code_for_a_page_of_ours(client):
    answer = client.get(QR, {"to": "/products/some-tea/?variant=ABC"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml")
    assert b"<script" not in answer.content


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "products/",
        "/no-such-page/",
        "/products/%0d%0a",
        "/products/\x00/",
        "/" + "a" * 400,
        "javascript:alert(1)",
    ],
)
def test_no_code_for_anything_else(client, elsewhere):
    assert client.get(QR, {"to": elsewhere}).status_code == 404


def test_the_product_page_can_be_shared(client, settings):
    product = make_product(title='龙井 "明前" <b>')
    path = reverse("catalog:product", args=[product.slug])
    shown = client.get(path).content.decode()
    assert 'data-test="share-open"' in shown
    assert f'data-copy="{settings.SITE_URL}{path}"' in shown
    assert f'data-src="{QR}?to={path.replace("/", "%2F")}"' in shown
    assert "<b>" not in shown.split("data-heading=")[1][:60]
