"""Who may write to whom, once, how fast, and what is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from community.graph.errors import BlockedByYou, OwnPerson
from community.graph.services import block, follow
from community.messaging.errors import (
    AccountClosed,
    MessagesTooFast,
    MessageTooLong,
    NothingToSend,
    OwnShop,
    RequestDeclined,
    ShopClosed,
    TooLateToTakeBack,
    TooManyConversations,
    WaitForAnswer,
)
from community.messaging.models import Conversation, Message, Participant
from community.messaging.rooms import GroupRoom, register_group_rooms
from community.messaging.selectors import (
    conversation_for,
    desk_of,
    inbox_of,
    messages_of,
    requests_count,
    room_for,
    seen_by_other,
    unread_rooms,
)
from community.messaging.services import (
    Words,
    accept,
    conversation_for_group,
    decline,
    read_up_to,
    say,
    take_back,
    write_to_person,
    write_to_shop,
)
from config.kernel.errors import NotFound
from config.kernel.pictures import NotAPicture
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import make_product, make_shop
from tests.factories.standing import known

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_hurry(request, monkeypatch):
    """Tests write faster than people; the one about floods keeps the brake."""
    if "flood" not in request.node.name:
        monkeypatch.setattr("community.messaging.services.BURST", 1_000)


@pytest.fixture
def anna():
    return known(display_name="Anna")


@pytest.fixture
def bo():
    return known(display_name="Bo")


@pytest.fixture
def friends(anna, bo):
    follow(follower=anna, person=bo)
    follow(follower=bo, person=anna)
    return anna, bo


def write(sender, person, body: str = "Hello", **more) -> Message:
    return write_to_person(sender=sender, person=person, words=Words(body=body, **more))


def bodies(user, conversation) -> list[str]:
    return [one.body for one in messages_of(room_for(user, conversation)).messages]


# ---- people -----------------------------------------------------------------------------------------------------


def test_friends_talk_at_once(friends):
    anna, bo = friends
    room = write(anna, bo).conversation
    assert not room.is_request
    write(bo, anna, "Hi")
    write(anna, bo, "How is the tea?")
    assert Conversation.objects.count() == 1
    assert bodies(anna, room) == bodies(bo, room) == ["Hello", "Hi", "How is the tea?"]


def test_a_stranger_has_one_message_until_somebody_answers(anna, bo):
    follow(follower=anna, person=bo)  # one way is not enough
    room = write(anna, bo).conversation
    with pytest.raises(WaitForAnswer):
        write(anna, bo, "Hello?")
    assert [one.name for one in inbox_of(bo, tab="requests").rooms] == ["Anna"]
    assert inbox_of(bo).rooms == []
    assert requests_count(bo) == 1
    assert [one.name for one in inbox_of(anna).rooms] == ["Bo"]
    write(bo, anna, "Hi")
    write(anna, bo, "Now I may")
    assert requests_count(bo) == 0
    assert bodies(bo, room) == ["Hello", "Hi", "Now I may"]


def test_a_request_can_be_accepted_or_declined_for_good(anna, bo):
    room = write(anna, bo).conversation
    with pytest.raises(NotFound):
        accept(room=room_for(anna, room), reader=anna)  # not by who asked
    accept(room=room_for(bo, room), reader=bo)
    write(anna, bo, "Thanks")
    cai = known()
    other = write(cai, bo).conversation
    decline(room=room_for(bo, other), reader=bo)
    assert requests_count(bo) == 0
    with pytest.raises(NotFound):
        conversation_for(bo, token=other.token)
    with pytest.raises(RequestDeclined):
        write(cai, bo, "But")
    assert Message.objects.filter(sender=cai).count() == 1


def test_a_block_ends_it_both_ways(friends):
    anna, bo = friends
    write(anna, bo)
    block(blocker=anna, person=bo)
    with pytest.raises(BlockedByYou):
        write(anna, bo, "x")
    with pytest.raises(NotFound):
        write(bo, anna, "x")
    assert Message.objects.count() == 1


def test_oneself_and_closed_accounts_are_not_written_to(anna, bo):
    with pytest.raises(OwnPerson):
        write(anna, anna)
    bo.is_active = False
    bo.save()
    with pytest.raises(AccountClosed):
        write(anna, bo)
    assert not Conversation.objects.exists()


def test_twenty_new_conversations_a_day(anna):
    for _turn in range(20):
        write(anna, UserFactory())
    with pytest.raises(TooManyConversations):
        write(anna, UserFactory())
    assert Conversation.objects.count() == 20


def test_a_flood_waits_ten_seconds(friends):
    anna, bo = friends
    for turn in range(3):
        write(anna, bo, str(turn))
    for _turn in range(2):
        with pytest.raises(MessagesTooFast):
            write(anna, bo, "more")
    write(bo, anna, "others write on")
    assert Message.objects.count() == 4


# ---- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "refusal"), [("", NothingToSend), (" \u200b\u202e\x00 ", NothingToSend), ("a" * 1001, MessageTooLong)]
)
def test_what_says_nothing_or_too_much_is_refused(friends, body, refusal):
    with pytest.raises(refusal):
        write(*friends, body)
    assert not Message.objects.exists()


def test_marks_that_turn_or_hide_writing_are_gone(friends):
    assert write(*friends, "a\u202eb\x00c\ud800d").body == "abcd"
    assert write(*friends, "x" * 1000).body == "x" * 1000


def test_sent_twice_is_said_once(friends):
    anna, bo = friends
    first = write(anna, bo, client_id="one")
    assert write(anna, bo, "again", client_id="one") == first
    assert write(bo, anna, "mine", client_id="one") != first
    assert Message.objects.count() == 2
    assert write(anna, bo, "odd", client_id="\x00'; --").client_id != "\x00'; --"
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(conversation=first.conversation, sender=anna, client_id="one", body="x")


def test_a_product_goes_along_and_its_price_is_that_of_now(friends):
    product = make_product(make_shop())
    said = write(*friends, "", product=product)
    assert said.product == product
    product.delete()
    said.refresh_from_db()
    assert said.product is None


def test_a_hostile_file_is_no_picture(friends):
    bad = SimpleUploadedFile("x.png", b"<script>alert(1)</script>", "image/png")
    with pytest.raises(NotAPicture):
        write(*friends, "", picture=bad)
    assert not Message.objects.exists()


def test_words_can_be_taken_back_for_two_minutes(friends, time_machine_later):
    anna, bo = friends
    said = write(anna, bo)
    room = room_for(anna, said.conversation)
    with pytest.raises(NotFound):
        take_back(room=room, message=said, actor=bo)
    take_back(room=room, message=said, actor=anna)
    said.refresh_from_db()
    assert said.body == ""
    with pytest.raises(TooLateToTakeBack):
        take_back(room=room, message=said, actor=anna)
    late = write(anna, bo, "late")
    time_machine_later(timedelta(minutes=2, seconds=1))
    with pytest.raises(TooLateToTakeBack):
        take_back(room=room, message=late, actor=anna)
    assert bodies(bo, said.conversation) == ["", "late"]


# ---- reading ----------------------------------------------------------------------------------------------------


def test_what_was_seen_is_known_and_never_goes_back(friends):
    anna, bo = friends
    first, second = write(anna, bo, "1"), write(anna, bo, "2")
    assert (unread_rooms(bo), unread_rooms(anna)) == (1, 0)
    room = room_for(bo, first.conversation)
    assert read_up_to(room=room, reader=bo, message=second) is True
    assert read_up_to(room=room, reader=bo, message=first) is False
    assert unread_rooms(bo) == 0
    assert seen_by_other(room_for(anna, first.conversation)) == second.pk


def test_pages_go_back_to_the_first_word(friends):
    anna, bo = friends
    for turn in range(7):
        write(anna, bo, str(turn))
    room = room_for(bo, Conversation.objects.get())
    newest = messages_of(room, size=3)
    older = messages_of(room, before=newest.before, size=3)
    oldest = messages_of(room, before=older.before, size=3)
    assert [[one.body for one in page.messages] for page in (newest, older, oldest)] == [
        ["4", "5", "6"],
        ["1", "2", "3"],
        ["0"],
    ]
    assert oldest.before == ""
    assert [one.body for one in messages_of(room, after=newest.messages[1].key).messages] == ["6"]
    assert messages_of(room, before="nonsense\x00", size=3).messages == newest.messages


def test_an_inbox_costs_the_same_for_three_and_fifteen(anna, django_assert_max_num_queries):
    for _turn in range(3):
        write(known(), anna)
    with django_assert_max_num_queries(3) as few:
        assert len(inbox_of(anna, tab="requests").rooms) == 3
    for _turn in range(12):
        write(known(), anna)
    with django_assert_max_num_queries(len(few)):
        assert len(inbox_of(anna, tab="requests").rooms) == 15


# ---- shops ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop():
    return make_shop(merchant=MerchantFactory(owner=UserFactory(display_name="Owner")), name="Clay")


def test_all_who_handle_orders_answer_a_buyer(shop, anna):
    staff = MembershipFactory(merchant=shop.merchant, permissions=["orders"]).user
    keeper = MembershipFactory(merchant=shop.merchant, permissions=["catalogue"]).user
    asked = write_to_shop(sender=anna, shop=shop, words=Words(body="Is it light?"))
    room = room_for(staff, asked.conversation)
    assert room.is_shop_side
    assert (room.name, room_for(anna, asked.conversation).name) == ("Anna", "Clay")
    assert len(desk_of(shop, waiting=True).rooms) == 1
    answer = say(room=room, sender=staff, words=Words(body="Very"))
    assert answer.is_from_shop
    assert desk_of(shop, waiting=True).rooms == []
    assert unread_rooms(anna) == 1
    owner = shop.merchant.memberships.get(role="owner").user
    assert not conversation_for(owner, token=asked.conversation.token).has_news  # shared by all of them
    for stranger in (keeper, UserFactory(), MembershipFactory(permissions=["orders"]).user):
        with pytest.raises(NotFound):
            conversation_for(stranger, token=asked.conversation.token)
    with pytest.raises(OwnShop):
        write_to_shop(sender=staff, shop=shop, words=Words(body="x"))


def test_a_closed_shop_is_not_asked(shop, anna):
    asked = write_to_shop(sender=anna, shop=shop, words=Words(body="?"))
    shop.is_open = False
    shop.save()
    with pytest.raises(ShopClosed):
        say(room=room_for(anna, asked.conversation), sender=anna, words=Words(body="??"))


# ---- groups -----------------------------------------------------------------------------------------------------


def test_a_group_says_who_may_talk(anna, bo, monkeypatch):
    monkeypatch.setattr("community.messaging.rooms._answers", [])
    row = conversation_for_group(group_id=9)
    assert conversation_for_group(group_id=9) == row
    with pytest.raises(NotFound):
        conversation_for(anna, token=row.token)
    members = {anna.pk: None, bo.pk: WaitForAnswer()}
    register_group_rooms(
        lambda user, ids: {pk: GroupRoom("Tea", "/groups/tea/", members[user.pk]) for pk in ids if user.pk in members}
    )
    say(room=conversation_for(anna, token=row.token), sender=anna, words=Words(body="Hi all"))
    with pytest.raises(WaitForAnswer):
        say(room=conversation_for(bo, token=row.token), sender=bo, words=Words(body="Hi"))
    assert bodies(bo, row) == ["Hi all"]
    assert [room.name for room in inbox_of(anna).rooms] == ["Tea"]
    with pytest.raises(NotFound):
        conversation_for(UserFactory(), token=row.token)
    del members[anna.pk]
    assert inbox_of(anna).rooms == []


# ---- at once ----------------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_message_eight_times_at_once_is_one_and_two_who_begin_at_once_share_a_room(race):
    anna, bo = UserFactory(), UserFactory()
    follow(follower=anna, person=bo)
    follow(follower=bo, person=anna)
    said = race(lambda _turn: write(anna, bo, "once", client_id="same"), range(6))
    assert {one.pk for one in said} == {Message.objects.get().pk}
    cai, dan = known(), known()
    race(lambda pair: write(*pair), [(cai, dan), (dan, cai)])
    room = Conversation.objects.get(participants__user=cai)
    assert Participant.objects.filter(conversation=room).count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_stranger_has_one_message_even_at_once(race):
    anna, bo = known(), known()
    race(lambda turn: write(anna, bo, str(turn)), range(3))
    assert Message.objects.count() == 1
