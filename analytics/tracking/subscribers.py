"""What the shop's own facts say of people's behaviour. Who hears what: docs/events.md."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import TruncDate

from accounts.identity.events import SignedIn, SignedUp
from analytics.tracking.catalogue import Thing
from analytics.tracking.days import mark_dirty
from analytics.tracking.facts import Fact, record
from community.challenges.events import ChallengeJoined
from community.graph.events import Followed
from community.groups.events import GroupJoined, GroupLeft
from community.meetups.events import MeetupJoined, MovedUp
from community.messaging.events import GroupMessageSaid
from community.quizzes.events import QuizPlayed
from config.kernel.clock import local_day
from config.kernel.events import subscribe
from content.boards.events import NoteSaved
from content.comments.events import CommentWritten
from content.feed.events import ShopFollowed
from content.posts.events import NotePublished
from content.posts.models import Post
from content.reactions.events import NotesLiked
from content.reviews.events import ReviewWritten
from content.reviews.models import Review
from orders.checkout.events import OrderCompleted, OrderPaid, TradePlaced
from orders.checkout.models import Order
from orders.groupbuy.events import SeatPaid, TeamExpired, TeamFilled, TeamOpened
from orders.groupbuy.models import GroupSeat
from orders.history.events import HistoryImported
from orders.history.models import CreditNote
from orders.payments.events import PaymentReversed, RefundDone
from orders.payments.models import Refund
from orders.promotions.events import CouponTaken
from orders.promotions.models import Coupon

# ---- people -----------------------------------------------------------------------------------------------------


@subscribe(SignedUp)
def note_sign_up(event: SignedUp) -> None:
    record([Fact("sign_up", event.user_id, Thing.PERSON, event.user_id)])


@subscribe(SignedIn)
def note_sign_in(event: SignedIn) -> None:
    record([Fact("sign_in", event.user_id, Thing.PERSON, event.user_id)])


@subscribe(Followed)
def note_follow(event: Followed) -> None:
    record([Fact("follow", event.follower_id, Thing.PERSON, event.followee_id)])


@subscribe(ShopFollowed)
def note_shop_follow(event: ShopFollowed) -> None:
    record([Fact("follow", event.user_id, Thing.SHOP, event.shop_id, event.shop_id)])


# ---- notes ------------------------------------------------------------------------------------------------------


def _about_note(name: str, user: int, post: int) -> Fact:
    return Fact(name, user, Thing.NOTE, post, Post.objects.filter(pk=post).values_list("shop_id", flat=True).first())


@subscribe(NotesLiked)
def note_likes(event: NotesLiked) -> None:
    shops = dict(Post.objects.filter(pk__in={post for _pk, post, *_ in event.likes}).values_list("pk", "shop_id"))
    record(
        [
            Fact("like", user, Thing.NOTE, post, shops.get(post), at=datetime.fromisoformat(at))
            for _pk, post, user, at in event.likes
        ]
    )


@subscribe(NoteSaved)
def note_save(event: NoteSaved) -> None:
    record([_about_note("save", event.user_id, event.post_id)])


@subscribe(CommentWritten)
def note_comment(event: CommentWritten) -> None:
    record([_about_note("comment", event.author_id, event.post_id)])


@subscribe(NotePublished)
def note_publishing(event: NotePublished) -> None:
    record([_about_note("post_published", event.author_id, event.post_id)])


@subscribe(ReviewWritten)
def note_review(event: ReviewWritten) -> None:
    shop = Review.objects.filter(pk=event.review_id).values_list("product__shop_id", flat=True).first()
    details = {"rating": event.rating}
    record([Fact("review_posted", event.author_id, Thing.PRODUCT, event.product_id, shop, details=details)])


# ---- trade ------------------------------------------------------------------------------------------------------


def _about_order(name: str, order: Order, *, cents: int | None = None, at: datetime | None = None) -> Fact:
    details = {} if cents is None else {"cents": cents}
    return Fact(name, order.buyer_id, Thing.ORDER, order.pk, order.shop_id, at, details)


@subscribe(TradePlaced)
def note_placing(event: TradePlaced) -> None:
    orders = Order.objects.filter(trade=event.trade_id).order_by("pk")
    record([_about_order("order_placed", order, cents=order.total_cents, at=order.placed_at) for order in orders])


@subscribe(OrderPaid)
def note_paying(event: OrderPaid) -> None:
    order = Order.objects.get(pk=event.order_id)
    record([_about_order("order_paid", order, cents=order.total_cents, at=order.paid_at)])
    if order.paid_at is not None:
        mark_dirty([local_day(order.paid_at)])  # guests' money counts, though they are nobody


@subscribe(OrderCompleted)
def note_receipt(event: OrderCompleted) -> None:
    record([_about_order("order_received", Order.objects.get(pk=event.order_id))])


@subscribe(RefundDone)
def note_refund(event: RefundDone) -> None:
    _note_money_back(event.refund_id)


@subscribe(PaymentReversed)
def note_reversal(event: PaymentReversed) -> None:
    _note_money_back(event.refund_id)


def _note_money_back(refund_pk: int) -> None:
    refund = Refund.objects.select_related("order").get(pk=refund_pk)
    if refund.order is None:
        return
    record([_about_order("order_refunded", refund.order, cents=refund.amount_cents, at=refund.done_at)])
    if refund.done_at is not None:
        mark_dirty([local_day(refund.done_at)])


@subscribe(HistoryImported)
def note_history(event: HistoryImported) -> None:
    """Nobody was seen buying, but the days' money is another."""
    paid = Order.objects.filter(shop=event.shop_id, paid_at__isnull=False).annotate(day=TruncDate("paid_at"))
    returned = CreditNote.objects.filter(shop=event.shop_id).annotate(day=TruncDate("at"))
    mark_dirty(day for rows in (paid, returned) for day in rows.order_by().values_list("day", flat=True).distinct())


@subscribe(CouponTaken)
def note_coupon(event: CouponTaken) -> None:
    coupon = Coupon.objects.select_related("terms__campaign").get(pk=event.coupon_id)
    shop = coupon.terms.campaign.shop_id
    record([Fact("coupon_taken", coupon.owner_id, Thing.COUPON, coupon.pk, shop, details={"source": event.source})])


# ---- teams ------------------------------------------------------------------------------------------------------


def _leader_of(name: str, team: int) -> list[Fact]:
    seat = GroupSeat.objects.filter(team=team, is_leader=True).select_related("campaign").order_by("-pk").first()
    return [] if seat is None else [Fact(name, seat.buyer_id, Thing.TEAM, team, seat.campaign.shop_id)]


@subscribe(TeamOpened)
def note_team(event: TeamOpened) -> None:
    record(_leader_of("team_started", event.team_id))


@subscribe(SeatPaid)
def note_seat(event: SeatPaid) -> None:
    seat = GroupSeat.objects.select_related("campaign").get(pk=event.seat_id)
    if not seat.is_leader:
        record([Fact("team_joined", seat.buyer_id, Thing.TEAM, event.team_id, seat.campaign.shop_id, seat.paid_at)])


@subscribe(TeamFilled)
def note_full_team(event: TeamFilled) -> None:
    record(_leader_of("team_completed", event.team_id))


@subscribe(TeamExpired)
def note_lost_team(event: TeamExpired) -> None:
    record(_leader_of("team_expired", event.team_id))


# ---- groups -----------------------------------------------------------------------------------------------------


@subscribe(GroupJoined)
def note_member(event: GroupJoined) -> None:
    record([Fact("group_joined", event.user_id, Thing.GROUP, event.group_id)])


@subscribe(GroupLeft)
def note_leaver(event: GroupLeft) -> None:
    record([Fact("group_left", event.user_id, Thing.GROUP, event.group_id)])


@subscribe(GroupMessageSaid)
def note_message(event: GroupMessageSaid) -> None:
    record([Fact("group_message", event.user_id, Thing.GROUP, event.group_id)])


@subscribe(ChallengeJoined)
def note_challenge(event: ChallengeJoined) -> None:
    record([Fact("activity_joined", event.user_id, Thing.CHALLENGE, event.challenge_id)])


@subscribe(QuizPlayed)
def note_quiz(event: QuizPlayed) -> None:
    record([Fact("activity_joined", event.user_id, Thing.QUIZ, event.quiz_id)])


@subscribe(MeetupJoined)
def note_meetup(event: MeetupJoined) -> None:
    record([Fact("activity_joined", event.user_id, Thing.MEETUP, event.meetup_id)])


@subscribe(MovedUp)
def note_moved_up(event: MovedUp) -> None:
    record([Fact("activity_joined", event.user_id, Thing.MEETUP, event.meetup_id)])
