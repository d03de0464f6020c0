"""Three people in three browsers form a team: one opens it and sends the link, two join, the shop ships. Another team is
not filled, and everybody has their money back. In the end the books are right to the cent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.organisations.models import Role
from config.kernel.clock import now
from config.kernel.tasks import sweep_outbox
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy.models import GroupLog, GroupTeam, TeamStatus
from orders.groupbuy.tasks import expire_teams
from orders.payments.models import Refund, RefundState, SandboxCharge
from orders.payments.tasks import retry_refunds
from tests.factories.accounts import PASSWORD, AddressFactory, CarrierFactory, MerchantFactory
from tests.factories.accounts import UserFactory as Person
from tests.factories.catalog import make_product, make_shop
from tests.factories.groupbuy import make_campaign, make_team
from tests.invariants import assert_all_is_well
from tests.journeys.conftest import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market():
    owner = Person(email="owner@example.test")
    shop = make_shop(MerchantFactory(owner=owner), name="听荷茶社")
    product = make_product(
        shop, title="明前龙井 Longjing tea", price_cents=12_800, stock=30, pictures=0, options={"规格": ["50g", "100g"]}
    )
    one, two = product.variants.all()
    campaign = make_campaign(one, prices={one.key: 9_800, two.key: 11_800})
    CarrierFactory(code="hetang-express", name_zh="荷塘快递", name_en="Hetang Express")
    friends = []
    for place, name in enumerate(("小满", "阿川", "慢慢走")):
        friends.append(Person(email=f"friend{place}@example.test", display_name=name))
        AddressFactory(user=friends[-1])
    assert shop.merchant.memberships.filter(role=Role.OWNER).exists()
    return {"owner": owner, "product": product, "campaign": campaign, "friends": friends}


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_three_browsers_form_a_team_and_another_team_is_refunded(visitor, market, lang):
    lost = make_team(market["campaign"], paid=2)
    leader, second, third = (visitor(lang=lang, device=PHONE) for _ in range(3))
    for window, friend in zip((leader, second, third), market["friends"], strict=True):
        window.sign_in(friend.email, PASSWORD)

    leader.go(f"/products/{market['product'].slug}/")
    leader.page.locator(leader.on("start-team")).first.click()
    pay(leader)
    team = GroupTeam.objects.exclude(pk=lost.pk).get()
    assert (team.status, team.paid_count) == (TeamStatus.OPEN, 1)
    leader.page.locator(leader.on("share-open")).first.click()  # what comes after paying is sharing
    leader.page.wait_for_url(f"**/teams/{team.token}/**")
    link = leader.page.locator(f"{leader.on('share-copy')}").first.get_attribute("data-copy")
    assert link
    path = re.sub(r"^https?://[^/]+", "", link)

    second.go(path)
    expect(second.page.locator("h1")).to_contain_text("小满")
    second.page.locator(second.on("join-team")).first.click()
    pay(second)
    expect(leader.page.locator("#team-head")).to_contain_text(re.compile(r"1 人成团|1 more person"), timeout=40_000)

    third.go(path)
    third.page.locator(third.on("join-team")).first.click()
    pay(third)
    team.refresh_from_db()
    assert (team.status, team.paid_count) == (TeamStatus.SUCCEEDED, 3)
    done = re.compile("已成团|The team is complete")
    expect(leader.page.locator("#team-head")).to_contain_text(done, timeout=40_000)

    orders = list(Order.objects.filter(group_seat__team=team).order_by("pk"))
    assert {order.status for order in orders} == {OrderStatus.TO_SHIP}
    ship(visitor(lang=lang, device=DESKTOP), market["owner"], orders[0])

    GroupTeam.objects.filter(pk=lost.pk).update(expires_at=now() - timedelta(minutes=2))
    expire_teams()
    let_money_arrive()
    lost.refresh_from_db()
    assert lost.status == TeamStatus.REFUNDED
    for order in Order.objects.filter(group_seat__team=lost):
        assert order.status == OrderStatus.CLOSED
        charge = SandboxCharge.objects.get(out_trade_no=order.trade.payments.get().out_trade_no)
        assert charge.refunded_cents == charge.amount_cents == order.total_cents
    second.go(f"/teams/{lost.token}/")
    expect(second.page.locator("#team-head")).to_contain_text(re.compile("结束|over"))
    assert GroupLog.objects.filter(team=lost, kind="refunded").count() == 2
    assert_all_is_well()


def pay(window: Visitor) -> None:
    """From the checkout, prefilled, to the bank."""
    page = window.page
    page.wait_for_url("**/checkout/**")
    page.locator(f"{window.on('checkout-submit')}:visible").first.click()
    page.wait_for_url("**/pay/**")
    page.locator(f"{window.on('pay-now')}:visible").first.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#pay-state h2").first).to_contain_text(re.compile("付款成功|已付款|Paid|谢谢"), timeout=30_000)


def ship(merchant: Visitor, owner: Person, order: Order) -> None:
    merchant.sign_in(owner.email, PASSWORD)
    merchant.go(f"/merchant/orders/{order.number}/")
    merchant.page.fill("[name=waybill]", "HT90000012345")
    merchant.page.locator(merchant.on("merchant-order-ship")).first.click()
    merchant.page.wait_for_load_state("networkidle")
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED


def let_money_arrive() -> None:
    for _ in range(3):
        sweep_outbox()
    Refund.objects.exclude(state=RefundState.DONE).update(updated_at=now() - timedelta(hours=2))
    retry_refunds()
    sweep_outbox()
