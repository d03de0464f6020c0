"""Writing to each other: stored first, then told to the pages that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.identity.models import User
from catalog.products.models import Product
from catalog.shops.models import Shop
from community.conduct.levels import Level
from community.conduct.selectors import level_of, sells
from community.conduct.services import check_may_take_part, check_may_write, screen_message, screen_private_picture
from community.graph.errors import BlockedByYou, OwnPerson
from community.graph.models import Follow
from community.graph.selectors.people import relation
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
    TooNewToWrite,
    WaitForAnswer,
)
from community.messaging.events import GroupMessageSaid
from community.messaging.models import (
    LONGEST_MESSAGE,
    Conversation,
    ConversationKind,
    Message,
    Participant,
)
from community.messaging.rooms import group_rooms
from community.messaging.selectors import Room, crew_of, mail_key, shops_served_by
from community.messaging.wire import announce_room
from config.kernel.clock import now
from config.kernel.errors import NotFound, TooMany
from config.kernel.events import publish
from config.kernel.files import private_files
from config.kernel.ids import public_id
from config.kernel.live import announce
from config.kernel.pictures import store_private_picture
from config.kernel.plaintext import cleaned
from config.kernel.ratelimit import spend
from orders.checkout.models import Order

K = ConversationKind
NEW_A_DAY = 20
DAY_S = 86_400
BURST, BURST_S, PAUSE_S = 3, 2, 10
TAKE_BACK = timedelta(minutes=2)
FOLDER = "messages"
TOPIC = "messages"
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")


@dataclass(frozen=True)
class Words:
    """What somebody wants to say."""

    body: str = ""
    client_id: str = ""
    product: Product | None = None
    order: Order | None = None
    picture: UploadedFile[Any] | None = None


# ---- opening ----------------------------------------------------------------------------------------------------


def conversation_with(*, sender: User, person: User) -> Conversation | None:
    """The one there is between two people, if there is one."""
    return Conversation.objects.filter(mark=_pair(sender, person)).first()


@transaction.atomic
def write_to_person(*, sender: User, person: User, words: Words) -> Message:
    """Write to somebody. When two follow each other it is a conversation, else a request with one message."""
    if sender.pk == person.pk:
        raise OwnPerson
    _meet(sender, person)
    row = conversation_with(sender=sender, person=person)
    if row is None:
        both = Follow.objects.filter(follower=sender, followee=person).exists() and (
            Follow.objects.filter(follower=person, followee=sender).exists()
        )
        if not both:
            _known_enough(sender)
        row = _open(sender, mark=_pair(sender, person), kind=K.PEOPLE, people=[sender, person], is_accepted=both)
    return say(room=Room(row, other=person), sender=sender, words=words)


def _known_enough(sender: User) -> None:
    """Who is quite new here writes to shops and to friends; to strangers a little later."""
    if level_of(sender) < Level.KNOWN and not sells(sender):
        raise TooNewToWrite(field="body")


@transaction.atomic
def write_to_shop(*, sender: User, shop: Shop, words: Words) -> Message:
    """A buyer asks a shop."""
    if shops_served_by(sender).filter(pk=shop.pk).exists():
        raise OwnShop
    row = conversation_of_shop(sender=sender, shop=shop, customer=sender)
    return say(room=Room(row, other=sender, shop=shop), sender=sender, words=words)


def conversation_of_shop(*, sender: User, shop: Shop, customer: User) -> Conversation:
    """The one between a shop and a buyer, opened when there is none."""
    return known_conversation_of_shop(shop=shop, customer=customer) or _open(
        sender,
        mark=_counter(shop, customer),
        kind=K.SHOP,
        people=[customer],
        is_accepted=True,
        shop=shop,
        customer=customer,
    )


def known_conversation_of_shop(*, shop: Shop, customer: User) -> Conversation | None:
    """The one there is between a shop and a buyer, if there is one."""
    return Conversation.objects.filter(mark=_counter(shop, customer)).first()


def conversation_for_group(*, group_id: int) -> Conversation:
    """The chat of a group: there is one."""
    return Conversation.objects.get_or_create(
        mark=f"group:{group_id}", defaults={"kind": K.GROUP, "group_id": group_id, "accepted_at": now()}
    )[0]


@transaction.atomic
def enter_group(*, group_id: int, user: User) -> Conversation:
    """Go into a group's chat: from now on it is among one's conversations. NotFound for who isn't in the group."""
    if group_id not in group_rooms(user, [group_id]):
        raise NotFound
    row = conversation_for_group(group_id=group_id)
    Participant.objects.bulk_create([Participant(conversation=row, user=user)], ignore_conflicts=True)
    return row


def _pair(one: User, other: User) -> str:
    low, high = sorted((one.pk, other.pk))
    return f"dm:{low}:{high}"


def _counter(shop: Shop, customer: User) -> str:
    return f"shop:{shop.pk}:{customer.pk}"


def _open(
    opener: User,
    *,
    mark: str,
    kind: str,
    people: list[User],
    is_accepted: bool,
    shop: Shop | None = None,
    customer: User | None = None,
) -> Conversation:
    """A new conversation; twenty a day. Of two who open the same at once, the second finds the first's."""
    try:
        spend("conversation", str(opener.pk), limit=NEW_A_DAY, seconds=DAY_S)
    except TooMany as flood:
        raise TooManyConversations from flood
    row, _is_new = Conversation.objects.get_or_create(
        mark=mark,
        defaults={
            "kind": kind,
            "opened_by": opener,
            "accepted_at": now() if is_accepted else None,
            "shop": shop,
            "customer": customer,
        },
    )
    Participant.objects.bulk_create(
        [Participant(conversation=row, user=person) for person in people], ignore_conflicts=True
    )
    return row


# ---- saying -----------------------------------------------------------------------------------------------------


@transaction.atomic
def say(*, room: Room, sender: User, words: Words) -> Message:
    """Say something. Sent again with the same `client_id` it is said once. Stored first, told after commit."""
    watched = room.group.words() if room.group is not None and room.group.words is not None else ()
    body = screen_message(text=cleaned(words.body), field="body", more=watched)
    _has_something(body, words)
    client_id = words.client_id if CLIENT_ID.fullmatch(words.client_id) else public_id(20)
    same = Message.objects.filter(conversation=room.conversation, sender=sender, client_id=client_id)
    if (known := same.first()) is not None:
        return known
    row = Conversation.objects.select_for_update().get(pk=room.conversation.pk)
    _may_say(row, room, sender)
    _not_too_fast(sender)
    if words.picture is not None:
        screen_private_picture(upload=words.picture, field="picture")
    message = Message(
        conversation=row,
        sender=sender,
        is_from_shop=room.is_shop_side,
        client_id=client_id,
        body=body,
        product=words.product,
        order=words.order,
    )
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError as clash:
        if "message_once_per_client_id" not in str(clash):
            raise
        return same.get()
    _note_said(row, room, message)
    if words.picture is not None:
        _keep_picture(message, words.picture)
    return message


def _has_something(body: str, words: Words) -> None:
    if not body and not (words.product or words.order or words.picture):
        raise NothingToSend(field="body")
    if len(body) > LONGEST_MESSAGE:
        raise MessageTooLong(field="body", most=f"{LONGEST_MESSAGE:,}")


def _may_say(row: Conversation, room: Room, sender: User) -> None:
    """The rules of each kind of conversation."""
    if room.group is not None:
        check_may_write(sender)
        if room.group.silenced is not None:
            raise room.group.silenced
        if room.group.admit is not None:
            room.group.admit()
    elif row.kind == K.SHOP:
        _over_the_counter(room)
    elif room.other is None:
        raise NotFound
    else:
        check_may_take_part(sender)
        _meet(sender, room.other)
        _not_pressing(row, sender)


def _over_the_counter(room: Room) -> None:
    """A buyer writes to an open shop, a shop to an account that is read."""
    if room.is_shop_side:
        if room.other is not None and not room.other.is_active:
            raise AccountClosed
    elif room.shop is not None and not (room.shop.is_open and room.shop.merchant.is_open):
        raise ShopClosed


def _not_pressing(row: Conversation, sender: User) -> None:
    """A stranger has one message until somebody answers."""
    if not row.is_request or row.opened_by_id != sender.pk:
        return
    if row.declined_at:
        raise RequestDeclined
    if row.last_id is not None:
        raise WaitForAnswer


def _meet(sender: User, person: User) -> None:
    """Blocked people don't write to each other; nobody reads at a closed account."""
    if not person.is_active:
        raise AccountClosed
    stands = relation(sender, person)
    if stands.blocks_me:
        raise NotFound
    if stands.is_blocked:
        raise BlockedByYou


def _not_too_fast(sender: User) -> None:
    """Three messages in two seconds; who sends more waits ten."""
    pause = f"message-pause:{sender.pk}"
    if cache.get(pause):
        raise MessagesTooFast
    try:
        spend("message", str(sender.pk), limit=BURST, seconds=BURST_S)
    except TooMany as flood:
        cache.set(pause, 1, PAUSE_S)
        raise MessagesTooFast from flood


def _note_said(row: Conversation, room: Room, message: Message) -> None:
    """The conversation moves up, who answers accepts, who writes has read, and open pages learn of it."""
    row.last, row.last_at = message, message.created_at
    if row.is_request and row.opened_by_id != message.sender_id:
        row.accepted_at, row.declined_at = message.created_at, None
    if room.is_shop_side:
        row.shop_read = message.pk
    row.save(update_fields=["last", "last_at", "accepted_at", "declined_at", "shop_read"])
    if not room.is_shop_side:
        Participant.objects.update_or_create(
            conversation=row, user_id=message.sender_id, defaults={"last_read": message.pk}
        )
    if row.kind == K.GROUP:
        publish(GroupMessageSaid(group_id=row.group_id or 0, user_id=message.sender_id))
    _tell(row, room)


def _tell(row: Conversation, room: Room) -> None:
    announce_room(row.token)
    if row.kind == K.GROUP:
        return  # its pages hear of it by the room; badges of a thousand members don't move with each word
    readers = list(Participant.objects.filter(conversation=row).values_list("user_id", flat=True))
    if row.kind == K.SHOP and room.shop is not None:
        readers += crew_of(room.shop)
    transaction.on_commit(lambda: cache.delete_many([mail_key(pk) for pk in readers]), robust=True)
    announce(users=readers, topic=TOPIC)


def _keep_picture(message: Message, upload: UploadedFile[Any]) -> None:
    """Last of all: a file is not undone with the transaction."""
    stored = store_private_picture(upload, folder=FOLDER)
    try:
        Message.objects.filter(pk=message.pk).update(
            picture=stored.file, picture_width=stored.width, picture_height=stored.height
        )
    except Exception:
        private_files().delete(stored.file)
        raise
    message.picture, message.picture_width, message.picture_height = stored.file, stored.width, stored.height


@transaction.atomic
def take_back(*, room: Room, message: Message, actor: User) -> None:
    """Take one's own words back, within two minutes. A place stays that says so."""
    if message.sender_id != actor.pk:
        raise NotFound
    there = Message.objects.filter(pk=message.pk, taken_back_at=None, created_at__gt=now() - TAKE_BACK)
    if not there.update(taken_back_at=now(), body="", picture="", product=None, order=None):
        raise TooLateToTakeBack
    if message.picture:
        transaction.on_commit(lambda: private_files().delete(message.picture), robust=True)
    _tell(room.conversation, room)


# ---- reading and answering --------------------------------------------------------------------------------------


def read_up_to(*, room: Room, reader: User, message: Message) -> bool:
    """Somebody has seen everything up to this message. True when that is new; it never goes back."""
    row = room.conversation
    if room.is_shop_side:
        moved = Conversation.objects.filter(pk=row.pk, shop_read__lt=message.pk).update(shop_read=message.pk)
    else:
        Participant.objects.bulk_create([Participant(conversation=row, user=reader)], ignore_conflicts=True)
        mine = Participant.objects.filter(conversation=row, user=reader, last_read__lt=message.pk)
        moved = mine.update(last_read=message.pk)
    if moved:
        transaction.on_commit(lambda: cache.delete(mail_key(reader.pk)), robust=True)
        announce(users=[reader.pk], topic=TOPIC)
    return bool(moved)


def accept(*, room: Room, reader: User) -> None:
    """Let somebody write on."""
    _answer_request(room, reader, "accepted_at")


def decline(*, room: Room, reader: User) -> None:
    """Not to talk with somebody: the request is gone, and they can't write again."""
    _answer_request(room, reader, "declined_at")


def _answer_request(room: Room, reader: User, field: str) -> None:
    asked = Conversation.objects.filter(
        pk=room.conversation.pk, kind=K.PEOPLE, accepted_at=None, declined_at=None, participants__user=reader
    ).exclude(opened_by=reader)
    if not asked.update(**{field: now()}):
        raise NotFound
    cache.delete(mail_key(reader.pk))
