"""Two people in two windows: they find each other, follow, and one of them has enough; and every page of people is fit."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from community.graph.models import Block, Follow
from tests.factories.accounts import PASSWORD, UserFactory
from tests.journeys.conftest import DESKTOP

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
