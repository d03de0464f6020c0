"""Cart, checkout, pay page, orders and freight in a real browser: usable by phone, clean in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orders.checkout.models import Order
from tests.factories.accounts import PASSWORD, AddressFactory
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import fill_cart, freight, make_order, make_paid_order, shopper_for
from tests.journeys.audit import audit
from tests.journeys.conftest import DESKTOP, PHONE

SHOTS = os.environ.get("HETANG_SHOTS", "")


def look(visitor, path: str, lang: str) -> list[str]:
    """Audit the open page, and keep a picture of it when HETANG_SHOTS names a folder."""
    if SHOTS:
        name = f"{path.strip('/').replace('/', '-')}-{lang}-{visitor.page.viewport_size['width']}.png"
        visitor.page.screenshot(path=Path(SHOTS) / name, full_page=True)
    return audit(visitor.page, path, lang=lang)


@pytest.mark.parametrize(("lang", "device"), [("zh-hans", PHONE), ("en", DESKTOP)], ids=["zh-phone", "en-desktop"])
def test_pages_are_clean(visitor, lang: str, device: dict) -> None:
    user = AddressFactory().user
    shop = make_shop(name="听荷茶舍", slug="tinghe")
    freight(shop)
    leaf, cup = (
        make_variant(shop, price_cents=2_500, stock=5, pictures=0),
        make_variant(make_shop(name="青瓷社", slug="qingci"), pictures=0),
    )
    waiting = make_order(user, {make_variant(pictures=0): 1})
    paid = make_paid_order(user, {make_variant(pictures=0): 1})
    fill_cart(shopper_for(user), {leaf: 2, cup: 1})
    type(cup).objects.filter(pk=cup.pk).update(price_cents=13_800)
    guest = visitor(lang=lang, device=device)
    guest.sign_in(user.email, PASSWORD)
    faults = []
    for path in (
        "/cart/",
        "/checkout/",
        "/orders/",
        f"/orders/{waiting.number}/",
        f"/orders/{paid.number}/",
        f"/checkout/{waiting.trade.number}/pay/",
    ):
        guest.go(path)
        faults += look(guest, path, lang)
    assert faults == []


def test_the_merchants_freight_page_is_clean(visitor) -> None:
    shop = make_shop()
    freight(shop, {"first_cents": 800}, {"region_prefixes": ["33", "31"], "first_cents": 500})
    owner = make_merchant_user(shop)
    guest = visitor(device=PHONE)
    guest.sign_in(owner.email, "lotus-pond-2026")
    guest.go("/merchant/freight/")
    assert look(guest, "/merchant/freight/", "zh-hans") == []


def test_cart_to_paid_with_scripts_on_a_phone(visitor) -> None:
    user = AddressFactory().user
    shop = make_shop()
    freight(shop)
    fill_cart(
        shopper_for(user), {make_variant(shop, price_cents=2_500, stock=3, pictures=0): 1, make_variant(pictures=0): 1}
    )
    guest = visitor(lang="en")
    guest.sign_in(user.email, PASSWORD)
    page = guest.page
    guest.go("/cart/")
    more = page.locator('[data-test="cart-line"] [data-step="1"]').last
    more.click()
    page.wait_for_selector('#cart-count[data-count="3"]', state="attached")
    page.locator('[data-test="cart-line"] button:has-text("Remove")').first.click()
    page.wait_for_selector("[data-toast] >> text=Removed")
    page.click("[data-toast] >> text=Undo")
    page.wait_for_load_state()
    assert page.locator('[data-test="cart-line"]').count() == 2
    page.click('a:has-text("Check out"):visible')
    page.dblclick(guest.on("checkout-submit"))
    page.wait_for_selector(guest.on("pay-now"))
    page.click(guest.on("pay-now"))
    page.wait_for_selector(guest.on("order-status"))
    assert set(Order.objects.values_list("status", flat=True)) == {"to_ship"}
    assert Order.objects.count() == 2
