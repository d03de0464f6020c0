"""A note is reported until it goes out of sight, its author appeals, another moderator restores it; all of them see."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from community.conduct.services import change_standing
from config.kernel.errors import NotFound
from content.posts.models import Post, PostStatus
from content.posts.selectors import published_note_for
from tests.factories.accounts import PASSWORD, UserFactory, operator
from tests.factories.notes import make_note
from tests.journeys.audit import audit
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.django_db(transaction=True)


def known(level: int, **fields):
    person = UserFactory(**fields)
    change_standing(person_id=person.pk, level=level)
    return person


@pytest.mark.usefixtures("_demo")
def test_a_reported_note_disappears_and_an_appeal_brings_it_back(visitor) -> None:
    author = known(1, display_name="小满")
    note = make_note(author, pictures=0, title="周末的茶", body="我自己买的，很好喝。")
    path = f"/posts/{note.key}/"
    readers = [known(2) for _one in range(3)]
    first, second = operator(display_name="林审"), operator(display_name="周审")
    findings: list[str] = []

    for reader in readers:
        window = visitor()
        window.sign_in(reader.email, PASSWORD)
        window.go(path)
        window.page.click(window.on("report"))
        window.page.check("[name=reason][value=spam]")
        window.page.fill("[name=words]", "像广告")
        if reader is readers[0]:
            findings += audit(window.page, window.page.url, lang="zh-hans")
        window.page.click(window.on("report-send"))
        expect(window.page.locator(window.on("report-state"))).to_have_text("我们正在看")
    assert Post.objects.get().status == PostStatus.HIDDEN
    with pytest.raises(NotFound):
        published_note_for(readers[0], key=note.key)

    hers = visitor()
    hers.sign_in(author.email, PASSWORD)
    hers.go("/notifications/?tab=system")
    expect(hers.page.locator("main")).to_contain_text("你的一条内容被处理了")
    hers.go(path)  # she still reads it, and where it says why
    hers.page.click("a[href='/me/standing/']")
    expect(hers.page.locator(hers.on("strike"))).to_contain_text("多人举报")

    one = visitor(device=DESKTOP)
    one.sign_in(first.email, PASSWORD)
    one.go("/platform/moderation/")
    findings += audit(one.page, one.page.url, lang="zh-hans")
    one.page.click(f"{one.on('queue-row')} a")
    one.page.click(one.on("item-claim"))
    findings += audit(one.page, one.page.url, lang="zh-hans")
    one.page.check("[name=outcome][value=hide]")
    one.page.fill("[name=rule]", "不发广告")
    one.page.click(one.on("item-decide"))
    expect(one.page.locator(one.on("queue-row"))).to_have_count(0)

    hers.go("/me/standing/")
    findings += audit(hers.page, hers.page.url, lang="zh-hans")
    hers.page.click(f"{hers.on('strike')} a")
    expect(hers.page.locator(hers.on("strike-why"))).to_have_text("不发广告")
    hers.page.fill("[name=words]", "没有人付钱给我，小票还在。")
    findings += audit(hers.page, hers.page.url, lang="zh-hans")
    hers.page.click(hers.on("appeal-send"))
    expect(hers.page.locator(hers.on("appeal-state"))).to_have_text("由另一位审核员查看")

    one.go("/platform/moderation/")
    one.page.click(f"{one.on('queue-row')} a")
    expect(one.page.locator(one.on("appeal-decide"))).to_have_count(0)  # who decided doesn't answer
    other = visitor(device=DESKTOP)
    other.sign_in(second.email, PASSWORD)
    other.go("/platform/moderation/")
    other.page.keyboard.press("j")  # the whole of it by keys
    other.page.keyboard.press("Enter")
    other.page.wait_for_selector("[name=is_right]")
    other.page.keyboard.press("y")
    expect(other.page.locator("[name=is_right][value='1']")).to_be_checked()
    other.page.fill("[name=answer]", "你说得对，已经恢复。")
    findings += audit(other.page, other.page.url, lang="zh-hans")
    other.page.click(other.on("appeal-decide"))
    other.page.wait_for_url("**/platform/moderation/")

    hers.page.reload()
    expect(hers.page.locator(hers.on("appeal-state"))).to_have_text("申诉成立，处理已撤销")
    expect(hers.page.locator(hers.on("appeal"))).to_contain_text("你说得对，已经恢复。")
    assert Post.objects.get().status == PostStatus.PUBLISHED
    window.go(path)
    expect(window.page.locator("h1")).to_have_text("周末的茶")
    window.go("/me/standing/")
    expect(window.page.locator(window.on("report-state"))).to_have_text("没有发现问题")
    assert not findings, "\n" + "\n".join(findings)


@pytest.fixture
def _demo(settings):
    settings.DEMO = True  # operators need no second step
