"""Questions about conversations: who may read which, and how a page of one looks to its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.identity.models import User
from accounts.organisations.models import Membership, MerchantStatus, Permission, Role
from catalog.shops.models import Shop
from community.messaging.models import Conversation, ConversationKind, Message, Participant, QuickReply
from community.messaging.rooms import GroupRoom, group_rooms
from config.kernel.access import get_or_missing
from config.kernel.errors import NotFound
from config.kernel.keyset import Sort, keyset_page
from config.kernel.models import UploadedPicture
from orders.checkout.models import Order

K = ConversationKind
PAGE = 30
INBOX = 20
FRESH = 100
SIDE_ORDERS = 5
MAIL_S = 60
NEWEST = Sort("newest", "last_at")
TABS = ("", "requests")


# ---- who may read -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """A conversation as one person stands in it."""

    conversation: Conversation
    is_shop_side: bool = False
    other: User | None = None
    shop: Shop | None = None
    group: GroupRoom | None = None
    last_read: int = 0

    @property
    def name(self) -> str:
        if self.group is not None:
            return self.group.name
        if self.shop is not None and not self.is_shop_side:
            return self.shop.name
        return self.other.display_name if self.other else ""

    @property
    def picture(self) -> UploadedPicture | None:
        if self.shop is not None and not self.is_shop_side:
            return self.shop.mark
        return self.other.avatar if self.other else None

    @property
    def has_news(self) -> bool:
        last = self.conversation.last
        return last is not None and last.pk > self.last_read

    @property
    def waits_for_me(self) -> bool:
        """A request of the other that nobody has answered."""
        room = self.conversation
        return room.is_request and self.other is not None and room.opened_by_id == self.other.pk


def conversation_for(user: Any, *, token: str) -> Room:
    """A conversation this person takes part in. Another's looks like one that never was."""
    row = get_or_missing(_whole(Conversation.objects.all()), token=token)
    return room_for(user, row)


def token_of_group(group_pk: int) -> str:
    """Where a group talks; empty when nobody has entered its chat yet."""
    return Conversation.objects.filter(group_id=group_pk).values_list("token", flat=True).first() or ""


def room_for(user: Any, row: Conversation) -> Room:
    """How this person stands in a conversation; NotFound when not at all."""
    if row.kind == K.GROUP:
        group = group_rooms(user, [row.group_id or 0]).get(row.group_id or 0)
        if group is None:
            raise NotFound
        return Room(row, group=group, last_read=_last_read(user, row))
    if row.kind == K.SHOP:
        return _shop_room(user, row)
    people = {one.user_id: one for one in row.participants.select_related("user__avatar")}
    mine = people.pop(user.pk, None)
    if mine is None or not people or (row.declined_at and row.opened_by_id != user.pk):
        raise NotFound
    return Room(row, other=next(iter(people.values())).user, last_read=mine.last_read)


def _shop_room(user: Any, row: Conversation) -> Room:
    if row.customer_id == user.pk:
        return Room(row, other=row.customer, shop=row.shop, last_read=_last_read(user, row))
    if row.shop is None or not shops_served_by(user).filter(pk=row.shop.pk).exists():
        raise NotFound
    return Room(row, is_shop_side=True, other=row.customer, shop=row.shop, last_read=row.shop_read)


def _last_read(user: Any, row: Conversation) -> int:
    return Participant.objects.filter(conversation=row, user=user).values_list("last_read", flat=True).first() or 0


def _whole(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return rows.select_related("shop__mark", "shop__merchant", "customer__avatar", "last")


def serves(user: Any, merchant: str) -> Exists:
    """Whether somebody answers buyers of a merchant: owners, and staff who handle orders."""
    handles = Q(role=Role.OWNER) | Q(role=Role.STAFF, permissions__contains=[Permission.ORDERS])
    return Exists(Membership.objects.filter(handles, user=user, merchant=OuterRef(merchant), is_active=True))


def shops_served_by(user: Any) -> QuerySet[Shop]:
    return Shop.objects.filter(serves(user, "merchant"), merchant__status=MerchantStatus.APPROVED)


def crew_of(shop: Shop) -> list[int]:
    handles = Q(role=Role.OWNER) | Q(role=Role.STAFF, permissions__contains=[Permission.ORDERS])
    hats = Membership.objects.filter(handles, merchant=shop.merchant_id, is_active=True, user__is_active=True)
    return list(hats.values_list("user_id", flat=True))


# ---- lists ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inbox:
    rooms: list[Room]
    next_cursor: str = ""


def inbox_of(user: Any, *, tab: str = "", cursor: str = "") -> Inbox:
    """Somebody's conversations, the latest first; requests of strangers have a tab of their own."""
    asked = Q(kind=K.PEOPLE, accepted_at=None) & ~Q(opened_by=user)
    rows = Conversation.objects.filter(participants__user=user, last__isnull=False, declined_at=None)
    rows = rows.filter(asked) if tab == "requests" else rows.exclude(asked)
    page = keyset_page(
        _whole(rows).annotate(my_read=F("participants__last_read")), sort=NEWEST, cursor=cursor, size=INBOX
    )
    return Inbox(_rooms(user, page.items), page.next_cursor)


def _rooms(user: Any, rows: Sequence[Conversation]) -> list[Room]:
    """How somebody stands in each of these, in two queries more."""
    others = {
        one.conversation_id: one.user
        for one in Participant.objects.filter(conversation__in=[row.pk for row in rows if row.kind == K.PEOPLE])
        .exclude(user=user)
        .select_related("user__avatar")
    }
    groups = group_rooms(user, [row.group_id for row in rows if row.group_id is not None])
    rooms = []
    for row in rows:
        group = groups.get(row.group_id) if row.group_id is not None else None
        if row.kind == K.GROUP and group is None:
            continue
        other = row.customer if row.kind == K.SHOP else others.get(row.pk)
        rooms.append(Room(row, other=other, shop=row.shop, group=group, last_read=getattr(row, "my_read", 0)))
    return rooms


def desk_of(shop: Shop, *, waiting: bool = False, cursor: str = "") -> Inbox:
    """A shop's conversations; `waiting` are those whose last word is the buyer's."""
    rows = Conversation.objects.filter(kind=K.SHOP, shop=shop, last__isnull=False)
    if waiting:
        rows = rows.filter(last__is_from_shop=False)
    page = keyset_page(_whole(rows), sort=NEWEST, cursor=cursor, size=INBOX)
    return Inbox(
        [
            Room(row, is_shop_side=True, other=row.customer, shop=row.shop, last_read=row.shop_read)
            for row in page.items
        ],
        page.next_cursor,
    )


def waiting_count(shop: Shop) -> int:
    return Conversation.objects.filter(kind=K.SHOP, shop=shop, last__is_from_shop=False)[:FRESH].count()


def requests_count(user: Any) -> int:
    asked = Conversation.objects.filter(
        participants__user=user, kind=K.PEOPLE, accepted_at=None, declined_at=None, last__isnull=False
    )
    return asked.exclude(opened_by=user)[:FRESH].count()


def unread_rooms(user: Any) -> int:
    """How many of somebody's conversations have something they have not seen. Requests count too, groups don't."""
    mine = Participant.objects.filter(user=user, conversation__declined_at=None).exclude(conversation__kind=K.GROUP)
    return mine.filter(conversation__last__gt=F("last_read"))[:FRESH].count()


def mail_key(user_id: int) -> str:
    return f"mail:{user_id}"


def mail_if_known(user: Any) -> int | None:
    """For layouts: never a query."""
    known = cache.get(mail_key(user.pk))
    return None if known is None else int(known)


def mail(user: Any) -> int:
    key = mail_key(user.pk)
    count = cache.get(key)
    if count is None:
        count = unread_rooms(user)
        cache.set(key, count, MAIL_S)
    return int(count)


# ---- what was said ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """Messages of a page, oldest first, and where older ones go on."""

    messages: list[Message] = field(default_factory=list)
    before: str = ""

    @property
    def latest(self) -> str:
        return self.messages[-1].key if self.messages else ""


def messages_of(room: Room, *, before: str = "", after: str = "", size: int = PAGE) -> Said:
    """The newest page, the one before a message, or what came after one. A key that leads nowhere: the newest."""
    rows = Message.objects.filter(conversation=room.conversation).select_related(
        "sender__avatar", "product__cover", "product__shop", "order"
    )
    if (edge := _place(room, after)) is not None:
        return Said(list(rows.filter(pk__gt=edge).order_by("pk")[:FRESH]))
    if (edge := _place(room, before)) is not None:
        rows = rows.filter(pk__lt=edge)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size][::-1]
    return Said(shown, shown[0].key if len(found) > size else "")


def _place(room: Room, key: str) -> int | None:
    if not key or "\x00" in key:
        return None
    rows = Message.objects.filter(conversation=room.conversation, key=key[:16])
    return rows.values_list("pk", flat=True).first()


def message_for(room: Room, *, key: str) -> Message:
    return get_or_missing(Message.objects.filter(conversation=room.conversation), key=key)


def seen_by_other(room: Room) -> int:
    """The last message the other side has seen; in groups nobody is told."""
    row = room.conversation
    if row.kind == K.GROUP:
        return 0
    if row.kind == K.SHOP and not room.is_shop_side:
        return row.shop_read
    if room.other is None:
        return 0
    return _last_read(room.other, row)


# ---- beside it --------------------------------------------------------------------------------------------------


def orders_between(room: Room) -> list[Order]:
    """What a buyer has paid for in the shop they talk to; for the shop's side panel."""
    if room.shop is None or room.other is None:
        return []
    rows = Order.objects.filter(shop=room.shop, buyer=room.other, paid_at__isnull=False)
    return list(rows.prefetch_related("lines").order_by("-pk")[:SIDE_ORDERS])


def quick_replies_of(shop: Shop) -> QuerySet[QuickReply]:
    return QuickReply.objects.filter(shop=shop).order_by("title")


def quick_reply_for(shop: Shop, *, key: str) -> QuickReply:
    return get_or_missing(quick_replies_of(shop), key=key)
