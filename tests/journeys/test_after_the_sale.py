"""A coupon, a purchase, and a quarrel with a good end, played by four people: the shopper wants to send a cracked pot back,
the shop says no, the platform says yes, the courier brings it back, and the money is where it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from orders.aftersales.models import Case, CaseStatus
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import confirm_receipt
from orders.fulfilment.services import ship
from orders.payments.models import SandboxCharge
from tests.factories.accounts import AddressFactory
from tests.factories.promotions import make_coupons
from tests.invariants import assert_all_is_well
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.orders.aftersales.conftest import FREIGHT, PRICES, make_scene

pytestmark = pytest.mark.django_db(transaction=True)
OFF = 500
DONE = {"zh-hans": "已退款", "en": "Refunded"}


def enter(visitor: Visitor, person: Any) -> None:
    """Signed in, second step and all; how people sign in is test_first_sale's business."""
    client = Client()
    client.force_login(person)
    visitor.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visitor.base}]
    )


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_coupon_and_a_return_that_the_platform_decides(visitor, lang):
    scene = make_scene(pictures=0)
    scene.address()
    AddressFactory(user=scene.buyer)
    make_coupons(scene.shop, off_cents=OFF, name="见面礼")
    shopper = visitor(lang=lang, device=PHONE)
    enter(shopper, scene.buyer)
    order = buy_with_coupon(shopper, scene)
    ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    scene.deliver(order.parcels.get())
    confirm_receipt(order=scene.fresh(order), buyer=scene.buyer)

    case = apply(shopper, order)
    owner = visitor(lang=lang, device=DESKTOP)
    enter(owner, scene.owner)
    say_no(owner, case)
    press_with_words(shopper, f"/aftersales/{case.number}/", "case-escalate", "收到时就裂了，有照片。")
    judge = visitor(lang=lang, device=DESKTOP)
    enter(judge, scene.operator)
    decide(judge, case)
    send_back(shopper, case, "SF770000123456")
    driver = visitor(lang=lang, device=PHONE)
    enter(driver, scene.courier)
    bring_back(driver, "SF770000123456")
    owner.go(f"/merchant/aftersales/{case.number}/")
    owner.page.locator(owner.on("case-receive")).first.click()
    owner.page.wait_for_load_state("networkidle")

    shopper.go(f"/aftersales/{case.number}/")
    expect(shopper.page.locator(shopper.on("case-status")).first).to_contain_text(DONE[lang])
    case.refresh_from_db()
    assert case.status == CaseStatus.REFUNDED
    charge = SandboxCharge.objects.get()
    assert charge.amount_cents == PRICES[0] + FREIGHT - OFF
    assert charge.refunded_cents == case.agreed_cents >= PRICES[0] - OFF
    assert_all_is_well()


def buy_with_coupon(shopper: Visitor, scene: Any) -> Order:
    page = shopper.page
    shopper.go(f"/products/{scene.variants[0].product.slug}/")
    page.locator(f"{shopper.on('coupon-take')}:visible").first.click()
    page.wait_for_load_state("networkidle")
    shopper.go(f"/products/{scene.variants[0].product.slug}/")
    page.locator(f"{shopper.on('add-to-cart')}:visible").first.click()
    page.wait_for_load_state("networkidle")
    shopper.go("/checkout/")
    expect(page.locator(shopper.on("discount")).first).to_contain_text("5.00")
    page.locator(f"{shopper.on('checkout-submit')}:visible").first.click()
    page.wait_for_url("**/pay/**")
    page.locator(f"{shopper.on('pay-now')}:visible").first.click()
    page.wait_for_load_state("networkidle")
    order = Order.objects.get()
    assert (order.status, order.discount_cents) == (OrderStatus.TO_SHIP, OFF)
    return order


def apply(shopper: Visitor, order: Order) -> Case:
    page = shopper.page
    shopper.go(f"/orders/{order.number}/")
    page.locator(shopper.on("aftersale-new")).first.click()
    page.wait_for_load_state("networkidle")
    page.locator('[name=kind][value="return"]').check(force=True)
    page.locator(f"input[name=quantity_{order.lines.get().pk}]").fill("1")
    page.select_option("[name=reason]", "broken")
    page.fill("[name=words]", "壶嘴有一道裂纹，滴水。")
    page.locator(shopper.on("aftersale-submit")).click()
    page.wait_for_url("**/aftersales/**")
    return Case.objects.get()


def say_no(owner: Visitor, case: Case) -> None:
    owner.go(f"/merchant/aftersales/{case.number}/")
    form = owner.page.locator(f"form[action$='/{case.number}/reject/']")
    owner.page.locator("details", has=form).locator("summary").first.click()
    form.locator("[name=words]").fill("出窑检验过，没有裂。")
    form.locator(owner.on("case-reject")).click()
    owner.page.wait_for_load_state("networkidle")


def press_with_words(visitor: Visitor, path: str, hook: str, words: str) -> None:
    visitor.go(path)
    form = visitor.page.locator("form", has=visitor.page.locator(visitor.on(hook)))
    form.locator("[name=words]").fill(words)
    form.locator(visitor.on(hook)).click()
    visitor.page.wait_for_load_state("networkidle")


def decide(judge: Visitor, case: Case) -> None:
    judge.go(f"/platform/aftersales/{case.number}/")
    expect(judge.page.locator("main")).to_contain_text("出窑检验过")
    judge.page.locator('[name=verdict][value="return"]').check(force=True)
    judge.page.fill("[name=words]", "照片可见裂纹，请退回并退款。")
    judge.page.locator(judge.on("case-rule")).click()
    judge.page.wait_for_load_state("networkidle")
    case.refresh_from_db()
    assert case.status in {CaseStatus.RULED, CaseStatus.AGREED}


def send_back(shopper: Visitor, case: Case, waybill: str) -> None:
    shopper.go(f"/aftersales/{case.number}/")
    shopper.page.fill("[name=waybill]", waybill)
    carriers = shopper.page.locator("select[name=carrier]")
    carriers.select_option(index=carriers.locator("option").count() - 1)
    shopper.page.locator(shopper.on("case-ship-back")).click()
    shopper.page.wait_for_load_state("networkidle")


def bring_back(driver: Visitor, waybill: str) -> None:
    for action in ("picked_up", "out_for_delivery", "delivered"):
        driver.go(f"/logistics/scan/?waybill={waybill}")
        driver.page.locator(f'[name=status][value="{action}"]').check(force=True)
        driver.page.click(driver.on("logistics-scan"))
        driver.page.wait_for_load_state("networkidle")
