"""Conversations of the people with a login: friends, a stranger, the desk of a shop, and the chats of groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from community.groups.models import Group, GroupMember
from community.messaging.models import Conversation, ConversationKind, Message, Participant, QuickReply
from config.kernel.demo import World
from orders.checkout.models import OrderStatus

FRIENDS = (
    ("a", "你上次说的那款茶，泡第二遍还好喝吗？"),
    ("b", "第二遍最好，第三遍开始淡。水别太开，85 度左右就行。"),
    ("a", "那我周末去店里看看，顺便带一个小壶。"),
    ("b", "壶的话可以等一等，他们下周有活动。"),
    ("a", "好，那我先收藏着。你要不要一起拼？"),
)
ASKING = (
    ("a", "你好，这个杯子拿在手里重吗？"),
    ("shop", "你好，大约 200 克，单手拿很轻松。"),
    ("a", "能进洗碗机吗？"),
    ("shop", "可以，不过手洗更能保住釉面的颜色。"),
)
ORDER = (("a", "这一单大概什么时候能到？"), ("shop", "在看了，今天下午给你答复。"))
QUESTIONS = (
    "请问今天下单，周五前能到上海吗？",
    "可以开发票吗？",
    "Do you ship two orders in one parcel?",
    "送人的话，可以不放价签吗？",
)
STRANGER = "你好，看到你写的那篇笔记，想问问照片里的桌布是哪里的。"
# who of the members speaks, what, and how many minutes after what was said before
CHATS = {
    "weekend-tea": (
        (0, "周六的白茶我先醒上了，有人要带自己的杯子吗？", 0),
        (1, "带。我那只小，喝得慢。", 3),
        (2, "第一次来，要准备什么吗？", 12),
        (0, "带嘴就行。坐下来先喝两泡，不懂的随时问。", 2),
        (3, "上次那泡的水温是多少？我回家总泡不出那个甜味。", 41),
        (1, "95 度，盖上闷半分钟。水太软也会差一点。", 4),
        (3, "难怪，我用的是纯净水。", 1),
    ),
    "small-kitchen": (
        (0, "一锅出做了三次，第三次才不糊底。", 0),
        (1, "下锅前擦一层薄油，火别超过中火。", 6),
        (2, "米和水一比一点二，土豆垫在底下。", 9),
    ),
    "slow-letters": (
        (0, "Mine took nine days from Leeds. The stamp has a heron on it.", 0),
        (1, "Nine is quick! I am still waiting for one from September.", 17),
        (2, "Does anybody else read them twice before answering?", 25),
        (0, "Twice, with a day in between.", 2),
    ),
}
REPLIES = (
    ("发货时间", "下午四点前付款的当天发货，之后的第二天发。"),
    ("发票", "可以开电子发票，付款后在订单页告诉我们抬头就行。"),
    ("包装", "每件都有防震纸盒，送人可以不放价签。"),
)


class Talk:
    """Collects conversations and writes them in four statements."""

    def __init__(self, world: World) -> None:
        self.world, self.dice = world, world.dice("messages")
        self.rooms: list[Conversation] = []
        self.people: list[Participant] = []
        self.said: list[Message] = []

    def room(
        self, mark: str, kind: str, people: Sequence[Any], *, is_accepted: bool = True, **fields: Any
    ) -> Conversation:
        at = self.world.now - timedelta(days=4)
        row = Conversation(
            token=self.world.public_id(self.dice, 20),
            mark=mark,
            kind=kind,
            opened_by=people[0],
            accepted_at=at if is_accepted else None,
            created_at=at,
            **fields,
        )
        self.rooms.append(row)
        self.people += [Participant(conversation=row, user=person) for person in people]
        return row

    def say(self, row: Conversation, sender: Any, body: str, at: datetime, **fields: Any) -> None:
        key = self.world.public_id(self.dice)
        self.said.append(
            Message(key=key, client_id=key, conversation=row, sender=sender, body=body, created_at=at, **fields)
        )

    def write(self) -> None:
        Conversation.objects.bulk_create(self.rooms)
        Participant.objects.bulk_create(self.people)
        self.said.sort(key=lambda one: one.created_at)
        Message.objects.bulk_create(self.said)
        for one in self.said:
            one.conversation.last, one.conversation.last_at = one, one.created_at
            one.conversation.shop_read = one.pk if one.is_from_shop else one.conversation.shop_read
            for person in self.people:
                if person.conversation is one.conversation and person.user_id == one.sender_id:
                    person.last_read = one.pk
        Conversation.objects.bulk_update(self.rooms, ["last", "last_at", "shop_read"])
        Participant.objects.bulk_update(self.people, ["last_read"])


def seed(world: World) -> None:
    talk = Talk(world)
    shopper, friend = world.cast["shopper"], world.cast["shopper2"]
    _friends(talk, shopper, friend)
    stranger = world.shoppers[7]
    room = talk.room(_pair(stranger, shopper), ConversationKind.PEOPLE, [stranger, shopper], is_accepted=False)
    talk.say(room, stranger, STRANGER, world.now - timedelta(hours=5))
    for shop in world.shops[:1]:
        _counter(talk, shop, shopper)
        for place, (question, buyer) in enumerate(zip(QUESTIONS, world.shoppers[10:], strict=False)):
            row = _room_of_shop(talk, shop, buyer)
            talk.say(row, buyer, question, world.now - timedelta(minutes=25 + 70 * place))
    _chats(talk)
    talk.write()
    QuickReply.objects.bulk_create(
        QuickReply(key=world.public_id(talk.dice, 12), shop=one, title=title, body=body)
        for one in world.shops[:2]
        for title, body in REPLIES
    )
    world.tell(f"{len(talk.said)} messages in {len(talk.rooms)} conversations")


def _friends(talk: Talk, shopper: Any, friend: Any) -> None:
    row = talk.room(_pair(shopper, friend), ConversationKind.PEOPLE, [shopper, friend])
    for place, (who, body) in enumerate(FRIENDS):
        at = talk.world.now - timedelta(hours=3, minutes=40 - 6 * place)
        talk.say(row, shopper if who == "a" else friend, body, at)


def _counter(talk: Talk, shop: Any, buyer: Any) -> None:
    """A question about a product, then one about an order on its way."""
    world, row = talk.world, _room_of_shop(talk, shop, buyer)
    staff = world.cast["merchant"]
    product = next((one for one in world.products if one.shop_id == shop.pk), None)
    under_way = (OrderStatus.TO_SHIP, OrderStatus.SHIPPED)
    orders = [one for one in world.orders if one.buyer_id == buyer.pk and one.shop_id == shop.pk]
    order = next((one for one in orders if one.status in under_way), None)
    lines = [*ASKING, *(ORDER if order else ())]
    for place, (who, body) in enumerate(lines):
        at = world.now - timedelta(days=1, minutes=90 - 9 * place)
        card = {"product": product} if place == 0 else {"order": order} if place == len(ASKING) else {}
        if who == "shop":
            talk.say(row, staff, body, at, is_from_shop=True)
        else:
            talk.say(row, buyer, body, at, **card)


def _chats(talk: Talk) -> None:
    """Members of groups talk; who opens the chat finds them talking."""
    for group in Group.objects.filter(slug__in=CHATS).order_by("pk"):
        lines = CHATS[group.slug]
        members = GroupMember.objects.filter(group=group).select_related("user").order_by("pk")
        people = [one.user for one in members[: 1 + max(who for who, _body, _pause in lines)]]
        row = talk.room(f"group:{group.pk}", ConversationKind.GROUP, people, group_id=group.pk)
        at = talk.world.now - timedelta(hours=2)
        for who, body, pause in lines:
            at += timedelta(minutes=pause)
            talk.say(row, people[who % len(people)], body, at)


def _room_of_shop(talk: Talk, shop: Any, buyer: Any) -> Conversation:
    mark = f"shop:{shop.pk}:{buyer.pk}"
    return talk.room(mark, ConversationKind.SHOP, [buyer], shop=shop, customer=buyer)


def _pair(one: Any, other: Any) -> str:
    low, high = sorted((one.pk, other.pk))
    return f"dm:{low}:{high}"
