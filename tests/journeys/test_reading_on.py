"""Reading on: pages of notes follow each other on their own, in lanes that stay as many as the window is wide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from config.kernel.clock import now
from content.posts.models import Post
from tests.factories.accounts import UserFactory
from tests.factories.notes import make_note
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
NOTES = 30  # three pages


@pytest.mark.parametrize(("device", "lanes"), [(PHONE, 2), (DESKTOP, 5)])
def test_three_pages_of_notes_one_after_another(visitor, device: dict, lanes: int) -> None:
    writer = UserFactory(display_name="小满")
    for place in range(NOTES):
        note = make_note(writer, pictures=0, title=f"第{place:02d}篇", body="一天一篇")
        Post.objects.filter(pk=note.pk).update(published_at=now() - timedelta(minutes=100 - place))
    me = visitor(device=device)
    me.go("/posts/")
    cards = me.page.locator(me.on("post-card"))
    for _page in range(3):
        me.page.mouse.wheel(0, 20_000)
        me.page.wait_for_timeout(300)
    expect(cards).to_have_count(NOTES)
    titles = cards.locator("h2").all_inner_texts()
    assert sorted(titles) == [f"第{place:02d}篇" for place in range(NOTES)]
    expect(me.page.locator("#feed > .lane")).to_have_count(lanes)
    expect(me.page.locator("#more")).not_to_contain_text("查看更多")
