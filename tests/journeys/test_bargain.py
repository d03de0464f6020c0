"""A bargain between two phones, and the share sheet of its page, in a real browser under the site's own rules."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from orders.bargain.models import Bargain
from tests.factories.accounts import PASSWORD, AddressFactory, UserFactory
from tests.factories.bargains import make_bargain, make_campaign
from tests.factories.catalog import make_variant
from tests.journeys.audit import audit
from tests.journeys.conftest import DESKTOP

POSTER = "img.poster:not([hidden])"


def test_begun_by_one_helped_by_another_and_bought(visitor) -> None:
    owner, friend = AddressFactory(user__display_name="小满").user, UserFactory(display_name="阿川")
    campaign = make_campaign(make_variant(price_cents=12_800, title="龙井", pictures=0))
    mine, theirs = visitor(), visitor(lang="en", device=DESKTOP)
    mine.sign_in(owner.email, PASSWORD)
    mine.go(f"/products/{campaign.variant.product.slug}/")
    mine.page.click(mine.on("start-bargain"))
    mine.page.click(mine.on("bargain-begin"))
    mine.page.wait_for_selector(mine.on("bargain-state"))
    mine.page.click(mine.on("share-open"))
    mine.page.click(mine.on("share-copy"))
    link = mine.page.evaluate("navigator.clipboard.readText()")
    mine.page.keyboard.press("Escape")

    path = re.sub(r"^https?://[^/]+", "", link)
    theirs.go(path)  # a link of the sharer's own, which leads to the bargain
    bargain = theirs.page.url
    theirs.page.click(theirs.on("bargain-sign-in"))
    theirs.page.fill("[name=login]", friend.email)
    theirs.page.fill("[name=password]", PASSWORD)
    theirs.page.click(theirs.on("login-submit"))
    theirs.page.wait_for_url(bargain)
    theirs.page.click(theirs.on("bargain-help"))
    theirs.page.wait_for_selector("text=You took ¥10.00 off")

    mine.page.wait_for_selector(f"{mine.on('bargain-log')} li", timeout=40_000)  # the open page learns of it by itself
    mine.page.click(mine.on("bargain-buy"))
    mine.page.click(mine.on("checkout-submit"))
    mine.page.click(mine.on("pay-now"))
    mine.page.wait_for_selector(mine.on("order-status"))
    assert Bargain.objects.get().status == "bought"
    assert Bargain.objects.get().paid_cents == 11_800


@pytest.mark.parametrize(("lang", "theme"), [("zh-hans", "light"), ("en", "dark")])
def test_the_share_sheet(visitor, lang: str, theme: str) -> None:
    bargain = make_bargain(campaign=make_campaign(make_variant(price_cents=12_800, pictures=0)), helped=1)
    guest = visitor(lang=lang, theme=theme)
    guest.sign_in(bargain.user.email, PASSWORD)
    guest.go(f"/bargains/{bargain.token}/")
    page = guest.page
    page.focus(guest.on("share-open"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "share"
    page.click(guest.on("share-qr"))
    expect(page.locator(".qr")).to_have_js_property("complete", value=True)
    assert page.locator(".qr").evaluate("picture => picture.naturalWidth") > 100
    page.click(guest.on("share-poster"))
    page.wait_for_selector(POSTER)
    size = page.evaluate(
        f"(() => {{ const it = document.querySelector('{POSTER}'); return [it.naturalWidth, it.naturalHeight]; }})()"
    )
    assert size[0] == 750
    assert size[1] > 1000
    assert page.get_attribute("[data-share-ready] a", "download").endswith(".png")
    assert page.is_hidden(".qr"), "one thing at a time"
    assert audit(page, "share sheet", lang=lang) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.test") == "share-open"
