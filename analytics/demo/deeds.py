"""What the demo's people did according to the shop's own tables, each at its own time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.identity.models import User
from analytics.tracking.catalogue import Thing
from community.challenges.models import ChallengeEntry
from community.graph.models import Follow
from community.groups.models import GroupMember
from community.meetups.models import MeetupReply, Reply
from community.messaging.models import ConversationKind, Message
from community.quizzes.models import QuizAttempt
from config.kernel.demo import World
from content.boards.models import Save
from content.comments.models import Comment, CommentStatus
from content.feed.models import ShopFollow
from content.posts.models import Post, PostStatus
from content.reactions.models import PostLike
from content.reviews.models import Review
from orders.checkout.models import Order
from orders.groupbuy.models import GroupSeat, TeamStatus
from orders.payments.models import Refund, RefundState
from orders.promotions.models import Coupon

ENDS: Mapping[str, str] = {
    TeamStatus.SUCCEEDED: "team_completed",
    TeamStatus.EXPIRED: "team_expired",
    TeamStatus.REFUNDED: "team_expired",
}


@dataclass(frozen=True)
class Deed:
    """`user` did it; `session` where it was done on a page."""

    name: str
    at: datetime
    user: int
    thing: str = ""
    pk: int = 0
    shop: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


def deeds(world: World) -> list[Deed]:
    """Every business fact a tracked shop would have heard of, up to the world's hour."""
    found = [*_people(), *_notes(), *_trade(), *_teams(), *_groups()]
    return [deed for deed in found if deed.at <= world.now]


def _people() -> Iterator[Deed]:
    for pk, at in User.objects.filter(is_active=True).values_list("pk", "joined_at"):
        yield Deed("sign_up", at, pk, Thing.PERSON, pk)
        yield Deed("sign_in", at, pk, Thing.PERSON, pk)
    for user, other, at in Follow.objects.values_list("follower_id", "followee_id", "created_at"):
        yield Deed("follow", at, user, Thing.PERSON, other)
    for user, shop, at in ShopFollow.objects.values_list("user_id", "shop_id", "at"):
        yield Deed("follow", at, user, Thing.SHOP, shop, shop)


def _notes() -> Iterator[Deed]:
    shown = Post.objects.filter(status=PostStatus.PUBLISHED, published_at__isnull=False)
    for pk, author, shop, at in shown.values_list("pk", "author_id", "shop_id", "published_at"):
        if at is not None:
            yield Deed("post_published", at, author, Thing.NOTE, pk, shop)
    for user, pk, shop, at in PostLike.objects.values_list("user_id", "post_id", "post__shop_id", "at"):
        yield Deed("like", at, user, Thing.NOTE, pk, shop)
    for user, pk, shop, at in Save.objects.values_list("user_id", "post_id", "post__shop_id", "at"):
        yield Deed("save", at, user, Thing.NOTE, pk, shop)
    said = Comment.objects.filter(status=CommentStatus.SHOWN)
    for user, pk, shop, at in said.values_list("author_id", "post_id", "post__shop_id", "created_at"):
        yield Deed("comment", at, user, Thing.NOTE, pk, shop)
    reviews = Review.objects.values_list("author_id", "product_id", "shop_id", "written_at", "rating")
    for user, pk, shop, at, rating in reviews:
        yield Deed("review_posted", at, user, Thing.PRODUCT, pk, shop, {"rating": rating})


def _trade() -> Iterator[Deed]:
    for order in Order.objects.filter(buyer__isnull=False):
        cents = {"cents": order.total_cents}
        about: tuple[int, str, int, int | None] = (order.buyer_id or 0, Thing.ORDER, order.pk, order.shop_id)
        yield Deed("order_placed", order.placed_at, *about, cents)
        if order.paid_at is not None:
            yield Deed("order_paid", order.paid_at, *about, cents)
        if order.completed_at is not None:
            yield Deed("order_received", order.completed_at, *about)
    back = Refund.objects.filter(state=RefundState.DONE, order__buyer__isnull=False, done_at__isnull=False)
    for refund in back.select_related("order"):
        if refund.order is not None and refund.done_at is not None:
            cents = {"cents": refund.amount_cents}
            user = refund.order.buyer_id or 0
            yield Deed(
                "order_refunded", refund.done_at, user, Thing.ORDER, refund.order.pk, refund.order.shop_id, cents
            )
    coupons = Coupon.objects.values_list("owner_id", "pk", "terms__campaign__shop_id", "created_at", "source")
    for user, pk, shop, at, source in coupons:
        yield Deed("coupon_taken", at, user, Thing.COUPON, pk, shop, {"source": source})


def _teams() -> Iterator[Deed]:
    for seat in GroupSeat.objects.filter(paid_at__isnull=False).select_related("team", "campaign"):
        if seat.paid_at is None:
            continue
        about: tuple[int, str, int, int | None] = (seat.buyer_id, Thing.TEAM, seat.team_id, seat.campaign.shop_id)
        yield Deed("team_started" if seat.is_leader else "team_joined", seat.paid_at, *about)
        if seat.is_leader and seat.team.ended_at is not None and seat.team.status in ENDS:
            yield Deed(ENDS[seat.team.status], seat.team.ended_at, *about)


def _groups() -> Iterator[Deed]:
    for user, pk, at in GroupMember.objects.values_list("user_id", "group_id", "joined_at"):
        yield Deed("group_joined", at, user, Thing.GROUP, pk)
    said = Message.objects.filter(conversation__kind=ConversationKind.GROUP)
    for user, group, at in said.values_list("sender_id", "conversation__group_id", "created_at"):
        yield Deed("group_message", at, user, Thing.GROUP, group or 0)
    for user, pk, at in ChallengeEntry.objects.values_list("user_id", "challenge_id", "at"):
        yield Deed("activity_joined", at, user, Thing.CHALLENGE, pk)
    for user, pk, at in QuizAttempt.objects.values_list("user_id", "quiz_id", "started_at"):
        yield Deed("activity_joined", at, user, Thing.QUIZ, pk)
    for user, pk, at in MeetupReply.objects.filter(reply=Reply.GOING).values_list("user_id", "meetup_id", "at"):
        yield Deed("activity_joined", at, user, Thing.MEETUP, pk)
