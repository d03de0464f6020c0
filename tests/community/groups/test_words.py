"""A group's own words: who writes them, what they do to notes, comments and the chat, who sees them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from community.conduct.errors import WordsRefused
from community.groups.errors import GroupClosed, NotYours, TooManyWords, WordsOdd
from community.groups.models import GroupLog, GroupWords
from community.groups.selectors import watched_words
from community.groups.services import close_group, keep_words
from community.groups.services.watching import MOST_WORDS
from community.messaging.models import Message
from community.messaging.selectors import room_for
from community.messaging.services import Words, enter_group, say
from content.comments.models import Comment
from content.comments.services import edit_comment, write_comment
from content.moderation.models import ReviewItem
from content.posts.drafts import Draft
from content.posts.models import Post, PostStatus
from content.posts.services import change_note
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    made = make_group()
    keep_words(group=made, actor=made.founder, refused=["代 购"], covered=["笨蛋"], flagged=["求好评", "free tea"])
    return made


def test_notes_are_read_by_the_words_of_their_group_alone(group):
    writer = let_in(group)
    with pytest.raises(WordsRefused) as refusal:
        make_note(writer, group=group, title="", body="可以代-购吗")
    assert (refusal.value.field, "代" in refusal.value.text) == ("body", False)
    assert not Post.objects.exists()
    note = make_note(writer, group=group, body="你这个笨 蛋")
    assert note.body == "你这个＊＊＊"
    with pytest.raises(WordsRefused):
        change_note(post=note, draft=Draft(body="代购"))
    assert make_note(writer, body="可以代购吗，笨蛋").body == "可以代购吗，笨蛋"
    assert make_note(let_in(make_group(address="other")), body="代购").is_published


def test_what_is_flagged_is_shown_and_comes_to_those_who_look_after_it(group, client):
    note = make_note(let_in(group), group=group, body="FREE  tea 求好评")
    note.refresh_from_db()
    item = ReviewItem.objects.get()
    assert (note.status, item.group, item.source, item.hidden_at) == (PostStatus.PUBLISHED, group, "words", None)
    client.force_login(group.founder)
    assert 'data-test="queue-row"' in client.get(reverse("moderation:group-queue", args=[group.slug])).content.decode()


def test_comments_and_their_changes_are_read(group):
    writer = let_in(group)
    note = make_note(writer, group=group)
    with pytest.raises(WordsRefused):
        write_comment(post=note, author=writer, body="代购")
    comment = write_comment(post=note, author=writer, body="好茶")
    with pytest.raises(WordsRefused):
        edit_comment(comment=comment, actor=writer, body="代　购")
    assert edit_comment(comment=comment, actor=writer, body="笨蛋").body == "＊＊"
    assert Comment.objects.count() == 1


def test_the_chat_is_read_and_nothing_of_it_is_queued(group):
    writer = let_in(group)
    room = room_for(writer, enter_group(group_id=group.pk, user=writer))
    with pytest.raises(WordsRefused):
        say(room=room, sender=writer, words=Words(body="代购"))
    assert say(room=room, sender=writer, words=Words(body="笨蛋 求好评")).body == "＊＊ 求好评"
    assert Message.objects.count() == 1
    assert not ReviewItem.objects.exists()


def test_only_those_who_look_after_an_open_group_write_them(group):
    member = let_in(group)
    for actor in (member, UserFactory()):
        with pytest.raises(NotYours):
            keep_words(group=group, actor=actor, refused=["x"])
    with pytest.raises(TooManyWords) as refusal:
        keep_words(group=group, actor=group.founder, refused=[f"w{n}" for n in range(MOST_WORDS + 1)])
    assert refusal.value.field == "refused"
    for odd in ("— ·", "x" * 61):
        with pytest.raises(WordsOdd) as refusal:
            keep_words(group=group, actor=group.founder, flagged=[odd])
        assert refusal.value.field == "flagged"
    assert GroupWords.objects.get().refused == ["代 购"]
    assert len(watched_words(group.pk)) == 4
    keep_words(group=group, actor=group.founder, refused=["a", " a ", ""])
    assert (GroupWords.objects.get().refused, len(watched_words(group.pk)), watched_words(None)) == (["a"], 1, ())
    assert GroupLog.objects.filter(group=group, action="changed").latest("pk").changed
    close_group(group=group, actor=group.founder)
    with pytest.raises(GroupClosed):
        keep_words(group=group, actor=group.founder)


def test_the_page_keeps_what_was_typed_and_is_nobody_elses(group, client):
    client.cookies["django_language"] = "en"
    url = reverse("community:group-words", args=[group.slug])
    for who in (let_in(group), UserFactory()):
        client.force_login(who)
        assert client.get(url).status_code == 404
    client.force_login(group.founder)
    page = client.get(url).content.decode()
    assert "代 购" in page
    assert url in client.get(reverse("community:group-settings", args=[group.slug])).content.decode()
    wrong = client.post(url, {"refused": "— ·", "covered": "<b>kept</b>", "flagged": ""})
    assert wrong.status_code == 422
    assert "&lt;b&gt;kept&lt;/b&gt;" in wrong.content.decode()
    assert client.post(url, {"refused": "假货\n水货", "covered": "", "flagged": ""}).status_code == 302
    row = GroupWords.objects.get()
    assert (row.refused, row.covered, row.flagged) == (["假货", "水货"], [], [])
    assert "words it watches" in client.get(reverse("community:group-log", args=[group.slug])).content.decode()


def test_reading_them_costs_one_query_the_first_time(group, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _twice in range(2):
            watched_words(group.pk)
