"""Two people in two windows: they find each other, follow, and one of them has enough; and every page of people is fit."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from community.graph.models import Block, Follow
from community.graph.services import change_settings, follow, mute
from community.graph.tasks import add_up_followers
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order
from tests.journeys.audit import audit
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_follow_each_other_and_one_blocks(visitor) -> None:
    xiaoman = UserFactory(handle="xiaoman", display_name="小满")
    anna = UserFactory(handle="anna_wong", display_name="Anna Wong")
    mine, theirs = visitor(), visitor(lang="en", device=DESKTOP)
    mine.sign_in(xiaoman.email, PASSWORD)
    theirs.sign_in(anna.email, PASSWORD)

    mine.go("/people/?q=@anna_wong")
    mine.page.click(mine.on("follow-toggle"))
    expect(mine.page.locator(mine.on("follow-toggle"))).to_have_attribute("aria-pressed", "true")
    assert mine.page.url.endswith("q=@anna_wong")

    theirs.go("/u/xiaoman/")
    expect(theirs.page.get_by_text("Follows you")).to_be_visible()
    theirs.page.click(theirs.on("follow-toggle"))
    expect(theirs.page.locator(theirs.on("follow-toggle"))).to_have_attribute("aria-pressed", "true")
    assert Follow.objects.count() == 2

    theirs.page.click(theirs.on("follow-toggle"))
    theirs.page.get_by_role("button", name="Undo").click()
    theirs.page.wait_for_url("**/u/xiaoman/")
    assert Follow.objects.count() == 2

    theirs.page.click(theirs.on("person-menu"))
    theirs.page.click(theirs.on("block-open"))
    theirs.page.locator("dialog").locator(theirs.on("block")).click()
    expect(theirs.page.locator(theirs.on("unblock"))).to_be_visible()
    assert (Follow.objects.count(), Block.objects.count()) == (0, 1)
    mine.go("/u/anna_wong/")
    expect(mine.page.locator("h1")).to_be_visible()
    expect(mine.page.locator(mine.on("follow-toggle"))).to_have_count(0)
    mine.trouble.clear()  # the page that is missing for whom she blocked


@pytest.mark.parametrize(("lang", "device", "theme"), [("zh-hans", PHONE, "light"), ("en", DESKTOP, "dark")])
def test_pages_of_people_are_fit_to_be_seen(visitor, lang: str, device: dict, theme: str) -> None:
    me = UserFactory(handle="me_here", display_name="小满", bio="周末做面包。")
    friend, other, star = (UserFactory(display_name=name) for name in ("阿川", "Anna", "沈望舒"))
    for follower, person in ((me, friend), (friend, other), (friend, star), (other, star), (star, me), (other, me)):
        follow(follower=follower, person=person)
    add_up_followers()
    mute(muter=me, person=other)
    change_settings(person=friend, hide_network=False, share_purchases=True, allow_suggest=True)
    variant = make_variant(title="龙井" if lang == "zh-hans" else "Oolong", pictures=0, language=lang)
    make_paid_order(friend, {variant: 1})
    window = visitor(lang=lang, device=device, theme=theme)
    window.sign_in(me.email, PASSWORD)
    findings = []
    for path in (
        "/people/",
        "/people/?q=nobody_here",
        f"/u/{star.handle}/",
        f"/u/{star.handle}/followers/",
        f"/u/{friend.handle}/following/",
        "/u/me_here/",
        "/me/people/",
        "/me/people/?tab=muted",
        "/me/people/?tab=blocked",
        f"/products/{variant.product.slug}/",
    ):
        window.go(path)
        findings += audit(window.page, f"{lang} {path}", lang=lang)
    assert window.page.locator(window.on("friends-bought")).count() == 1
    assert not findings, "\n" + "\n".join(findings)
