"""What each trust level may do, at the boundary; and what whoever is suspended may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from community.conduct.errors import BannedForGood, Suspended, TooManyLinks
from community.conduct.levels import likes_a_day
from community.conduct.services import change_standing
from community.graph.models import Follow
from community.graph.services import follow, unfollow
from community.groups.errors import TooNewToFound
from community.groups.services.founding import OLD_ENOUGH
from community.messaging.errors import TooNewToWrite
from community.messaging.models import Conversation
from community.messaging.services import Words, write_to_person, write_to_shop
from community.referral.errors import TooNewToInvite
from community.referral.models import InviteCode, ShareLink
from community.referral.services import invite_code_of, invite_link_of, link_to
from config.kernel.clock import now
from content.posts.models import PostStatus
from content.reactions import services as reactions
from content.reactions.errors import LikesSpent
from content.reactions.models import PostLike
from content.reactions.services import like_note, unlike_note
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.catalog import make_shop
from tests.factories.groups import make_group
from tests.factories.notes import make_note
from tests.factories.reviews import make_received_order
from tests.factories.standing import known

pytestmark = pytest.mark.django_db


def test_newcomers_write_to_shops_and_friends_and_to_strangers_a_little_later(client):
    fresh, stranger, shop = UserFactory(), UserFactory(), make_shop(merchant=MerchantFactory(owner=UserFactory()))
    with pytest.raises(TooNewToWrite) as refusal:
        write_to_person(sender=fresh, person=stranger, words=Words(body="你好"))
    assert (refusal.value.field, Conversation.objects.count()) == ("body", 0)
    client.force_login(fresh)
    client.cookies["django_language"] = "en"
    page = client.post(f"/messages/to/{stranger.handle}/", {"body": "Good day"})
    assert (page.status_code, "You are new here" in page.content.decode()) == (422, True)
    assert "Good day" in page.content.decode()
    write_to_shop(sender=fresh, shop=shop, words=Words(body="在吗"))
    friend = UserFactory()
    follow(follower=fresh, person=friend)
    follow(follower=friend, person=fresh)
    write_to_person(sender=fresh, person=friend, words=Words(body="你好"))
    change_standing(person_id=fresh.pk, level=1)
    assert write_to_person(sender=fresh, person=stranger, words=Words(body="你好")).conversation.is_request


def test_who_was_written_to_answers_at_any_level():
    fresh, older = UserFactory(), known(1)
    write_to_person(sender=older, person=fresh, words=Words(body="欢迎"))
    write_to_person(sender=fresh, person=older, words=Words(body="谢谢"))
    seller = UserFactory()
    MerchantFactory(owner=seller)
    write_to_person(sender=seller, person=fresh, words=Words(body="您好"))


@pytest.mark.parametrize(("level", "may"), [(0, False), (1, False), (2, True), (3, True)])
def test_invitations_from_level_two_on(level, may):
    person = known(level)
    for make in (invite_code_of, invite_link_of):
        if may:
            assert make(person=person).code
            continue
        with pytest.raises(TooNewToInvite):
            make(person=person)
    assert InviteCode.objects.exists() == ShareLink.objects.exists() == may
    link_to(sharer=person, path=f"/u/{person.handle}/")  # pages are everybody's to share


def test_an_order_that_arrived_is_as_good_and_the_page_says_so_kindly(client):
    person = UserFactory()
    client.force_login(person)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("community:invites")).content.decode()
    assert 'data-test="invite-later"' in page
    assert "once your first order has arrived" in page
    assert 'data-test="share-open"' not in page
    make_received_order(person)
    page = client.get(reverse("community:invites")).content.decode()
    assert InviteCode.objects.get(owner=person).code in page
    assert 'data-test="invite-later"' not in page


def test_likes_a_day_grow_with_the_level(monkeypatch, django_assert_num_queries):
    assert [likes_a_day(level) for level in range(5)] == [50, 50, 75, 100, 150]
    monkeypatch.setattr(reactions, "likes_a_day", lambda level: 2 + (level >= 2))
    fresh, trusted, note = UserFactory(), known(2), make_note()
    with django_assert_num_queries(2):  # the budget costs none
        assert [like_note(post=note, user=fresh) for _turn in range(2)] == [True, False]
    with pytest.raises(LikesSpent) as refusal:
        like_note(post=make_note(), user=fresh)
    assert (refusal.value.status, "2" in refusal.value.text) == (429, True)
    for _turn in range(3):
        like_note(post=make_note(), user=trusted)
    with pytest.raises(LikesSpent):
        like_note(post=make_note(), user=trusted)
    assert PostLike.objects.filter(user=fresh).count() == 1
    assert PostLike.objects.filter(user=trusted).count() == 3


@pytest.mark.parametrize(
    ("how", "refusal"),
    [({"suspended_until": now() + timedelta(days=1)}, Suspended), ({"is_banned": True}, BannedForGood)],
)
def test_whoever_is_suspended_neither_likes_nor_follows(how, refusal):
    person, friend, note = UserFactory(), UserFactory(), make_note()
    like_note(post=note, user=person)
    follow(follower=person, person=friend)
    change_standing(person_id=person.pk, **how)
    with pytest.raises(refusal):
        like_note(post=make_note(), user=person)
    with pytest.raises(refusal):
        follow(follower=person, person=UserFactory())
    assert (PostLike.objects.count(), Follow.objects.count()) == (1, 1)
    assert unlike_note(post=note, user=person)  # taking back is always open
    assert unfollow(follower=person, person=friend)
    change_standing(person_id=person.pk, suspended_until=now() - timedelta(seconds=1), is_banned=False)
    assert like_note(post=note, user=person)
    assert follow(follower=person, person=friend)


def test_a_young_account_founds_a_group_to_the_day():
    moment = now()
    with time_machine.travel(moment, tick=False):
        with pytest.raises(TooNewToFound):
            make_group(UserFactory(joined_at=moment - OLD_ENOUGH + timedelta(seconds=1)))
        make_group(UserFactory(joined_at=moment - OLD_ENOUGH))
        with pytest.raises(TooNewToFound):
            make_group(known(1, joined_at=moment))
        make_group(known(2, joined_at=moment))


def test_two_links_of_a_newcomer_wait_and_three_are_refused():
    two = make_note(UserFactory(), body="https://a.example.com https://b.example.com")
    two.refresh_from_db()
    assert two.status == PostStatus.HIDDEN
    three = "https://a.example.com https://b.example.com https://c.example.com"
    with pytest.raises(TooManyLinks):
        make_note(UserFactory(), body=three)
    assert make_note(known(1), body=three).status == PostStatus.PUBLISHED
