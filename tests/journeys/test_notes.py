"""From two people who follow each other to an order that came by a note: three people, each on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from community.graph.models import Follow
from community.referral.models import OrderAttribution
from config.kernel.clock import now
from content.boards.models import Save
from content.effect.models import Deed, Seen
from content.posts.models import Post, PostProduct
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import make_product
from tests.factories.clips import wav
from tests.invariants import assert_all_is_well
from tests.journeys.audit import audit
from tests.journeys.conftest import PHONE, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
A_PERSON = PHONE | {"user_agent": SAFARI}


def test_from_following_to_an_order_that_came_by_a_note(visitor, tmp_path) -> None:
    xiaoman = UserFactory(handle="xiaoman", display_name="小满")
    achuan = UserFactory(handle="achuan", display_name="阿川")
    wang = UserFactory(display_name="望舒")
    product = make_product(title="明前龙井", price_cents=9_800, stock=5, pictures=0)
    hers, his, theirs = (visitor(device=A_PERSON) for _each in range(3))
    for window, person in ((hers, xiaoman), (his, achuan), (theirs, wang)):
        window.sign_in(person.email, PASSWORD)
    findings: list[str] = []

    for window, other in ((hers, "achuan"), (his, "xiaoman")):
        window.go(f"/u/{other}/")
        window.page.click(window.on("follow-toggle"))
        expect(window.page.locator(window.on("follow-toggle"))).to_have_attribute("aria-pressed", "true")
    assert Follow.objects.count() == 2

    write_with_a_tag(hers, product, tmp_path)
    note = Post.objects.get()
    tag = PostProduct.objects.get()
    assert (tag.on_picture, tag.x in range(28, 33), tag.y in range(58, 63)) == (0, True, True)
    findings += audit(hers.page, "note", lang="zh-hans")
    hers.page.locator(f"{hers.on('share-open')}:visible").first.click()
    expect(hers.page.locator("dialog#share")).to_be_visible()
    hers.page.keyboard.press("Escape")

    his.go("/?tab=following")
    his.page.locator(his.on("post-card")).first.click()
    his.page.wait_for_url(f"**/posts/{note.key}/")
    say(his, "光真好，这个壶哪里来的？")
    expect(hers.page.locator("#comment-list")).to_contain_text("光真好", timeout=20_000)  # nobody reloaded
    hers.page.locator(hers.on("comment-reply")).first.click()
    hers.page.locator(hers.on("reply-text")).first.fill("巷口那家小店")
    hers.page.locator(hers.on("reply-send")).first.click()
    expect(his.page.locator("#comment-list")).to_contain_text("巷口那家小店", timeout=20_000)
    his.page.locator(his.on("comment-edit")).first.click()
    his.page.locator(his.on("comment-edit-text")).fill("光真好，壶哪里来的？")
    his.page.locator(his.on("comment-edit-save")).click()
    expect(his.page.locator("#comment-edit")).not_to_be_visible()
    expect(hers.page.locator(hers.on("comment-edited"))).to_have_count(1, timeout=20_000)

    his.page.click(his.on("post-save"))
    expect(his.page.locator("#save.is-saved")).to_be_visible()
    his.page.click(his.on("post-save"))
    his.page.fill("#new-board", "想去试的")
    his.page.click(his.on("board-choose"))
    his.page.wait_for_load_state("networkidle")
    assert Save.objects.get().board.name == "想去试的"

    buy_from_the_note(theirs, note)
    assert OrderAttribution.objects.get().link.ref == note.key
    hers.go(f"/posts/{note.key}/")
    expect(hers.page.locator(hers.on("note-orders"))).to_contain_text("1")
    hers.page.click(hers.on("note-effect-page"))
    expect(hers.page.locator(hers.on("effect-orders"))).to_contain_text("1")
    expect(hers.page.locator(hers.on("effect-revenue"))).to_contain_text("98.00")
    expect(hers.page.locator(hers.on("effect-products"))).to_contain_text("1")
    expect(hers.page.locator(hers.on("effect-carts"))).to_contain_text("1")
    findings += audit(hers.page, "effect", lang="zh-hans")
    assert not findings, "\n" + "\n".join(findings)
    assert_all_is_well()


def write_with_a_tag(hers: Visitor, product: Any, tmp_path: Any) -> None:
    """A picture, words, and the product where she taps on the picture."""
    file = tmp_path / "tea.jpg"
    Image.new("RGB", (900, 1200), "#7aa37f").save(file)
    page = hers.page
    hers.go("/posts/new/")
    page.fill("[name=title]", "周末的茶")
    page.fill("[name=body]", "水开的时候什么也不做。#茶")
    page.set_input_files(hers.on("note-uploads"), str(file))
    expect(page.locator("[data-tile]")).to_have_count(1)
    page.fill("#q", "龙井")
    page.click(hers.on("note-find"))
    page.click(hers.on("note-add"))
    place = page.locator(".stage-pic .pic")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    place.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.6})
    expect(page.locator(".stage-pic .tag-dot")).to_be_visible()
    page.click(hers.on("note-publish"))
    page.wait_for_url(lambda url: "/posts/new/" not in url)
    expect(page.locator(".tag-dot")).to_be_visible()


def say(window: Visitor, words: str) -> None:
    window.page.fill(window.on("post-comment"), words)
    window.page.click(window.on("post-comment-send"))
    expect(window.page.locator("#comment-list")).to_contain_text(words)


def buy_from_the_note(theirs: Visitor, note: Post) -> None:
    """Seen among others, opened, and on by the tag to the checkout."""
    Post.objects.update(published_at=now() - timedelta(minutes=5))
    page = theirs.page
    theirs.go("/posts/")
    with page.expect_request("**/seen/") as told:
        page.locator(theirs.on("post-card")).first.scroll_into_view_if_needed()
    assert told.value.method == "POST"
    page.locator(theirs.on("post-card")).first.click()
    with page.expect_request("**/seen/"):
        expect(page.locator("h1")).to_be_attached()
    page.locator(theirs.on("post-product")).first.click()
    page.wait_for_url("**/products/**")
    page.locator(f"{theirs.on('add-to-cart')}:visible").first.click()
    page.wait_for_load_state("networkidle")
    for _while_told in range(50):
        if Seen.objects.values("deed").distinct().count() == len(Deed):
            break
        page.wait_for_timeout(100)
    assert set(Seen.objects.values_list("deed", flat=True)) == set(Deed)
    theirs.go("/checkout/")
    page.fill("[name=recipient]", "望舒")
    page.fill("[name=phone]", "13812345678")
    for name, code in (("region_code_province", "330000"), ("region_code_city", "330100"), ("region_code", "330106")):
        page.select_option(f"[name={name}]", code)
        page.wait_for_load_state("networkidle")
    page.fill("[name=street]", "文三路 100 号 3 幢 201")
    page.locator(f"{theirs.on('checkout-submit')}:visible").first.click()
    page.wait_for_url("**/pay/**")
    page.locator(f"{theirs.on('pay-now')}:visible").first.click()
    page.wait_for_load_state("networkidle")


def test_a_sound_is_sent_heard_and_jumped_in(visitor, tmp_path) -> None:
    """The file goes while she writes; the player jumps, because the server answers in parts; words stand under it."""
    xiaoman = UserFactory(display_name="小满")
    sound, captions = tmp_path / "rain.wav", tmp_path / "rain.vtt"
    sound.write_bytes(wav(20))
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:19.000\n雨声\n", "utf-8")
    hers = visitor(device=A_PERSON)
    hers.sign_in(xiaoman.email, PASSWORD)
    page = hers.page
    hers.go("/posts/new/")
    page.fill("[name=title]", "雨声")
    page.set_input_files(hers.on("note-clip"), str(sound))
    expect(page.locator(hers.on("clip"))).to_be_visible()
    assert page.locator("[name=title]").input_value() == "雨声"
    page.set_input_files(hers.on("note-captions"), str(captions))
    page.get_by_role("button", name="上传", exact=True).last.click()
    expect(page.locator(hers.on("clip-captions"))).to_be_visible()
    findings = audit(page, "editor", lang="zh-hans")
    page.click(hers.on("note-publish"))
    page.wait_for_url(lambda url: "/posts/new/" not in url)
    player = page.locator("video")
    player.evaluate(
        "video => video.readyState ? null : new Promise(done => video.addEventListener('loadedmetadata', done))"
    )
    at = player.evaluate(
        "video => new Promise(done => { video.addEventListener('seeked', () => done(video.currentTime)); video.currentTime = 15; })"
    )
    assert at == 15
    assert player.evaluate("video => video.textTracks[0].mode") == "showing"
    findings += audit(page, "sound", lang="zh-hans")
    assert not findings, "\n" + "\n".join(findings)
