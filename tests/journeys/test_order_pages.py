"""Cart, checkout, pay page, orders and freight in a real browser: usable by phone, clean in both languages."""

from __future__ import annotations

from orders.checkout.models import Order
from tests.factories.accounts import PASSWORD, AddressFactory
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import fill_cart, freight, shopper_for


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
