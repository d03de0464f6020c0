"""Questions about reviews: those of a product, what one may still review, what a shop should answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from accounts.organisations.models import Membership
from catalog.products.models import Product
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.keyset import KeysetPage, keyset_page
from content.reviews.errors import NotReceivedYet, OwnShop, ProductGone, ReviewedAlready, ReviewTooLate
from content.reviews.filters import SORTS, Wanted
from content.reviews.models import STARS, HelpfulVote, Review, ReviewPicture, ReviewSummary, TagCount
from content.reviews.rule import REVIEW_WINDOW, may_write_until
from content.reviews.tags import Tag
from orders.aftersales.models import CaseLine
from orders.checkout.models import Order, OrderLine

PAGE = 20
NEWEST_SHOWN = 3
TAGS_SHOWN = 10


# ---- of a product -----------------------------------------------------------------------------------------------


def reviews_for(viewer: Any) -> QuerySet[Review]:
    """Reviews with all that one shows, and whether this person found it helpful; two queries however many."""
    paid_back = CaseLine.objects.filter(line=OuterRef("line"), refunded_cents__gt=0)
    refunded = ExpressionWrapper(Q(Exists(paid_back)) | Q(line__refunded_quantity__gt=0), output_field=BooleanField())
    votes = HelpfulVote.objects.filter(review=OuterRef("pk"), user=viewer if viewer.is_authenticated else None)
    pictures = ReviewPicture.objects.select_related("picture")
    shown = Q(is_hidden=False) | (Q(author=viewer) if viewer.is_authenticated else Q())
    return (
        Review.objects.filter(shown)
        .select_related("author__avatar", "line", "product", "shop", "note_link__post")
        .prefetch_related(Prefetch("pictures", pictures))
        .annotate(is_refunded=refunded, is_helped=Exists(votes))
    )


def wanted_reviews(product: Product, viewer: Any, wanted: Wanted) -> QuerySet[Review]:
    rows = reviews_for(viewer).filter(product=product)
    if wanted.stars:
        rows = rows.filter(rating=wanted.stars)
    if wanted.tag:
        rows = rows.filter(tags__contains=[wanted.tag])
    return rows.filter(picture_count__gt=0) if wanted.with_pictures else rows


def review_page(
    product: Product, viewer: Any, wanted: Wanted, *, cursor: str = "", size: int = PAGE
) -> KeysetPage[Review]:
    return keyset_page(wanted_reviews(product, viewer, wanted), sort=SORTS[wanted.sort], cursor=cursor, size=size)


def newest_reviews(product: Product, viewer: Any) -> list[Review]:
    return list(review_page(product, viewer, Wanted(), size=NEWEST_SHOWN).items)


def review_for_anyone(viewer: Any, *, key: str) -> Review:
    """A review is public."""
    return get_or_missing(reviews_for(viewer), key=key)


@dataclass(frozen=True)
class Bar:
    stars: int
    count: int
    percent: int


@dataclass(frozen=True)
class TagShown:
    tag: str
    label: str
    count: int


@dataclass(frozen=True)
class Summary:
    """What all reviews of a product come to."""

    sums: ReviewSummary
    tags: Sequence[TagShown]

    @property
    def count(self) -> int:
        return self.sums.count

    @property
    def average(self) -> str:
        return self.sums.average

    @property
    def nearest(self) -> int:
        """Whole stars to draw."""
        return (self.sums.average_tenths + 5) // 10

    @property
    def with_pictures(self) -> int:
        return self.sums.with_pictures

    @property
    def bars(self) -> list[Bar]:
        counts = [(stars, int(getattr(self.sums, f"stars{stars}"))) for stars in STARS]
        return [Bar(stars, count, round(100 * count / (self.count or 1))) for stars, count in counts]


def summary_of(product: Product) -> Summary:
    """The sums of a product: one query where there are no reviews, two where there are."""
    sums = ReviewSummary.objects.filter(product=product).first()
    if sums is None or not sums.count:
        return Summary(ReviewSummary(product=product), [])
    counts = TagCount.objects.filter(product=product, count__gt=0).order_by("-count", "tag")[:TAGS_SHOWN]
    return Summary(sums, [TagShown(row.tag, str(Tag(row.tag).label), row.count) for row in counts])


def sums_of(products: Iterable[Product]) -> dict[int, ReviewSummary]:
    """The sums of many products by pk, in one query."""
    pks = [product.pk for product in products]
    return {row.pk: row for row in ReviewSummary.objects.filter(pk__in=pks, count__gt=0)} if pks else {}


# ---- of an author -----------------------------------------------------------------------------------------------


def lines_to_review(user: Any) -> QuerySet[OrderLine]:
    """What this person received and may still review."""
    works_there = Membership.objects.filter(user=user, merchant=OuterRef("order__shop__merchant"), is_active=True)
    rows = OrderLine.objects.filter(
        ~Exists(works_there),
        order__buyer=user,
        order__completed_at__gt=now() - REVIEW_WINDOW,
        review=None,
        variant__isnull=False,
        quantity__gt=F("refunded_quantity"),
    )
    return rows.select_related("order__shop", "variant__product")


def orders_to_review(user: Any, orders: Collection[Order]) -> set[int]:
    """Those of these orders in which something waits for a review, in one query."""
    if not user.is_authenticated or not orders:
        return set()
    waiting = lines_to_review(user).filter(order__in=[order.pk for order in orders])
    return set(waiting.values_list("order_id", flat=True))


def received_order_for(user: Any, *, number: str) -> Order:
    """One's own order with what its review page shows; it exists for a member who bought it."""
    lines = OrderLine.objects.select_related("variant__product__category", "review")
    rows = Order.objects.filter(buyer=user).select_related("shop__merchant")
    return get_or_missing(rows.prefetch_related(Prefetch("lines", lines)), number=number)


def why_not(line: OrderLine, author: Any) -> DomainError | None:
    """What stands in the way of reviewing one's own line. Lines of one order ask for the shop's people once."""
    order = line.order
    received_at = order.completed_at
    if received_at is None or line.quantity <= line.refunded_quantity:
        return NotReceivedYet()
    if hasattr(line, "review"):
        return ReviewedAlready()
    if now() >= may_write_until(received_at):
        return ReviewTooLate()
    if works_at(order.shop, author):
        return OwnShop()
    return ProductGone() if line.variant is None else None


def product_of(line: OrderLine) -> Product:
    """What a line was about, as long as it is there."""
    if line.variant is None:
        raise ProductGone
    return line.variant.product


def works_at(shop: Shop, user: Any) -> bool:
    return Membership.objects.filter(user=user, merchant=shop.merchant_id, is_active=True).exists()


def reviews_by(author: Any) -> QuerySet[Review]:
    return reviews_for(author).filter(author=author).select_related("line__order", "product__shop__merchant")


def review_by(author: Any, *, key: str) -> Review:
    """One's own review; another's can't be added to."""
    return get_or_missing(reviews_by(author), key=key)


# ---- of a shop --------------------------------------------------------------------------------------------------

# The tabs of the shop's list: name → whether a reply is missing.
TABS: dict[str, bool | None] = {"waiting": True, "answered": False, "all": None}


def reviews_of_shop(shop: Shop, viewer: Any) -> QuerySet[Review]:
    return reviews_for(viewer).filter(shop=shop)


def review_of_shop(shop: Shop, viewer: Any, *, key: str) -> Review:
    return get_or_missing(reviews_of_shop(shop, viewer), key=key)


def in_tab(reviews: QuerySet[Review], tab: str, stars: int = 0) -> QuerySet[Review]:
    waiting = TABS[tab]
    if waiting is not None:
        reviews = reviews.filter(replied_at__isnull=waiting)
    return reviews.filter(rating=stars) if stars else reviews


@dataclass(frozen=True)
class ShopCounts:
    tabs: dict[str, int]
    stars: dict[int, int]


def counts_of_shop(shop: Shop, tab: str) -> ShopCounts:
    """How many each tab holds, and the chosen tab by stars, in one query."""
    waits = Case(When(replied_at=None, then=Value(True)), default=Value(False))
    rows = (
        Review.objects.filter(shop=shop, is_hidden=False).order_by().values_list("rating", waits).annotate(Count("pk"))
    )
    tabs, stars = dict.fromkeys(TABS, 0), dict.fromkeys(STARS, 0)
    for rating, is_waiting, count in rows:
        tabs["all"] += count
        tabs["waiting" if is_waiting else "answered"] += count
        if TABS[tab] in {None, is_waiting}:
            stars[rating] += count
    return ShopCounts(tabs, stars)
