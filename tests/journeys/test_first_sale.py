"""The line through the shop, played by four people: sign up, search, buy from two shops, pay, ship, deliver, receive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.organisations.models import Role
from orders.checkout.models import Order, OrderStatus, Trade
from tests.factories.accounts import PASSWORD, CarrierFactory, MerchantFactory, courier
from tests.factories.accounts import UserFactory as Person
from tests.factories.catalog import make_product, make_shop
from tests.invariants import assert_all_is_well
from tests.journeys.conftest import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh-hans": {"query": "龙井", "title": "明前龙井", "cup": "青釉茶杯", "done": "已收货"},
    "en": {"query": "longjing", "title": "Longjing tea", "cup": "Celadon cup", "done": "Received"},
}


@pytest.fixture
def market():
    """Two shops with one product each, a carrier with a courier; the other person's names in both languages."""
    owners = [Person(email=f"owner{place}@example.test") for place in (1, 2)]
    shops = [make_shop(MerchantFactory(owner=owner), name=f"小店 {place}") for place, owner in enumerate(owners)]
    make_product(
        shops[0],
        title="明前龙井 Longjing tea",
        price_cents=9_800,
        stock=3,
        pictures=0,
        options={"规格": ["50g", "100g"]},
    )
    make_product(shops[1], title="青釉茶杯 Celadon cup", price_cents=5_850, stock=3, pictures=0)
    carrier = CarrierFactory(code="hetang-express", name_zh="荷塘快递", name_en="Hetang Express")
    return {
        "owners": owners,
        "shops": shops,
        "carrier": carrier,
        "courier": courier(carrier, email="courier@example.test"),
    }


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_four_people_make_a_sale(visitor, market, lang):
    words = WORDS[lang]
    shopper = visitor(lang=lang, device=PHONE)
    sign_up(shopper)
    put_in_cart(shopper, words["query"])
    put_in_cart(shopper, words["cup"])
    check_out_and_pay(shopper)

    trade = Trade.objects.get()
    orders = list(trade.orders.order_by("pk"))
    assert {order.status for order in orders} == {OrderStatus.TO_SHIP}
    assert trade.total_cents == sum(order.total_cents for order in orders)
    shopper.go(f"/orders/{orders[0].number}/")  # stays open: the timeline moves without reloading

    for place, owner in enumerate(market["owners"]):
        merchant = visitor(lang=lang, device=DESKTOP)
        merchant.sign_in(owner.email, PASSWORD)
        ship(
            merchant,
            Order.objects.get(shop__merchant__memberships__user=owner, shop__merchant__memberships__role=Role.OWNER),
            f"HT90000{place}12345",
        )

    driver = visitor(lang=lang, device=PHONE)
    driver.sign_in(market["courier"].email, PASSWORD)
    for waybill in ("HT90000012345", "HT90000112345"):
        deliver(driver, waybill)

    state = shopper.page.locator(shopper.on("order-status")).first
    expect(state).to_contain_text(re.compile("已送达|Delivered"), timeout=20_000)
    for order in orders:
        receive(shopper, order.number)
        expect(shopper.page.locator(shopper.on("order-status")).first).to_contain_text(words["done"])
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.COMPLETED}
    assert_all_is_well()


def sign_up(shopper: Visitor) -> None:
    shopper.go("/")
    shopper.go("/accounts/signup/")
    shopper.page.fill("[name=email]", "xiaoman@example.test")
    shopper.page.fill("[name=display_name]", "林小满")
    shopper.page.fill("[name=password1]", "lotus-and-frogs-77")
    assert not shopper.page.locator("input[type=checkbox]:checked").count(), "no consent may be ticked beforehand"
    shopper.page.check("[name=terms]")
    shopper.page.click(shopper.on("signup-submit"))
    shopper.page.wait_for_url(lambda url: "/signup" not in url)


def put_in_cart(shopper: Visitor, query: str) -> None:
    shopper.go(f"/search/?q={query}")
    shopper.page.locator(shopper.on("product-card")).first.click()
    option = shopper.page.locator(shopper.on("variant-option"))
    if option.count():
        option.first.click()
    shopper.page.locator(f"{shopper.on('add-to-cart')}:visible").first.click()
    shopper.page.wait_for_load_state("networkidle")


def check_out_and_pay(shopper: Visitor) -> None:
    shopper.go("/cart/")
    expect(shopper.page.locator(shopper.on("cart-line"))).to_have_count(2)
    shopper.go("/checkout/")
    page = shopper.page
    page.fill("[name=recipient]", "林小满")
    page.fill("[name=phone]", "13812345678")
    for name, code in (("region_code_province", "330000"), ("region_code_city", "330100"), ("region_code", "330106")):
        page.select_option(f"[name={name}]", code)
        page.wait_for_load_state("networkidle")  # the next list has come and listens
    page.fill("[name=street]", "文三路 100 号 3 幢 201")
    page.locator(f"{shopper.on('checkout-submit')}:visible").first.click()
    page.wait_for_url("**/pay/**")
    page.locator(f"{shopper.on('pay-now')}:visible").first.click()
    page.wait_for_load_state("networkidle")


def ship(merchant: Visitor, order: Order, waybill: str) -> None:
    merchant.go(f"/merchant/orders/{order.number}/")
    merchant.page.fill("[name=waybill]", waybill)
    merchant.page.locator(merchant.on("merchant-order-ship")).first.click()
    merchant.page.wait_for_load_state("networkidle")


def deliver(driver: Visitor, waybill: str) -> None:
    for action in ("picked_up", "out_for_delivery", "delivered"):
        driver.go(f"/logistics/scan/?waybill={waybill}")
        driver.page.locator(f'[name=status][value="{action}"]').check(force=True)
        driver.page.click(driver.on("logistics-scan"))
        driver.page.wait_for_load_state("networkidle")


def receive(shopper: Visitor, number: str) -> None:
    shopper.go(f"/orders/{number}/")
    shopper.page.locator(f"form[action$='/{number}/confirm/'] button").first.click()
    shopper.page.wait_for_load_state("networkidle")
