"""Reviews of what the demo's people received: mostly good, some bad, some with pictures, some answered by the shop."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.organisations.models import Membership, Role
from catalog.demo.pictures import drawn
from catalog.taxonomy.selectors import category_tree
from config.kernel.demo import World
from config.kernel.models import UploadedPicture
from content.demo.opinions import GOODS, LATER, ORDER, REPLIES
from content.reviews.models import STARS, HelpfulVote, Review, ReviewPicture, ReviewSummary, TagCount
from content.reviews.tags import CRITICAL, tags_of_branch
from orders.checkout.models import OrderLine

SHARE = 0.55
STARS_GIVEN = ((5, 4, 3, 2, 1), (56, 26, 10, 5, 3))
PHOTOGRAPHED, ADDED, ANSWERED, MASKED, WORDLESS = 0.13, 0.07, 0.45, 0.22, 0.12
TABLES = ("leaf", "sand", "mist", "lotus", "sky", "butter")
SCENES = {  # what a buyer's picture shows, by branch
    "tea": ("teatime", "gaiwan", "mug"), "tableware": ("bowl", "mug", "teapot"), "fresh": ("bowl",), "bakery": ("breakfast",),
    "home": ("quiet",), "scent": ("quiet",),
}  # fmt: skip
BATCH = 2000


@dataclass
class Rows:
    """Everything about to be written."""

    reviews: list[Review] = field(default_factory=list)
    pictures: list[UploadedPicture] = field(default_factory=list)
    links: list[ReviewPicture] = field(default_factory=list)
    votes: list[HelpfulVote] = field(default_factory=list)

    def write(self) -> None:
        self.reviews.sort(key=lambda one: one.written_at)
        UploadedPicture.objects.bulk_create(self.pictures, BATCH)
        Review.objects.bulk_create(self.reviews, BATCH)
        ReviewPicture.objects.bulk_create(self.links, BATCH)
        HelpfulVote.objects.bulk_create(self.votes, BATCH)


def seed(world: World) -> None:
    """Some line of nearly every buyer; of the demo's own people all but the newest, so that there is one to write."""
    dice, rows = world.dice("reviews"), Rows()
    branches = {one.pk: category_tree().trail(one)[0].slug for one in category_tree().categories}
    owners = dict(Membership.objects.filter(role=Role.OWNER, merchant__isnull=False).values_list("merchant", "user"))
    cast = {world.cast[name].pk for name in ("shopper", "shopper2") if name in world.cast}
    for line in _received(world):
        is_ours = line.order.buyer_id in cast
        if dice.random() < (0.7 if is_ours else SHARE):
            _review(world, dice, rows, line, branches, owners.get(line.order.shop.merchant_id))
    rows.write()
    _sums(rows.reviews)
    world.tell(f"{len(rows.reviews)} reviews, {len(rows.pictures)} pictures in them")


def _received(world: World) -> list[OrderLine]:
    staff = set(Membership.objects.filter(merchant__isnull=False).values_list("user", flat=True))
    lines = OrderLine.objects.filter(
        order__completed_at__lt=world.now - timedelta(hours=2), order__buyer__isnull=False, variant__isnull=False
    )
    lines = lines.exclude(order__buyer__in=staff).filter(refunded_quantity=0)
    return list(lines.select_related("order__shop", "order__buyer", "variant__product__category").order_by("pk"))


def _review(
    world: World, dice: Random, rows: Rows, line: OrderLine, branches: dict[int, str], owner: int | None
) -> None:
    product = line.variant.product  # type: ignore[union-attr]  # the query asks for lines that have one
    received_at: Any = line.order.completed_at
    room = world.now - received_at
    written_at = received_at + min(timedelta(hours=dice.expovariate(1 / 40)), room * 0.8)
    language = "en" if product.language == "en" else "zh-hans"
    rating = dice.choices(*STARS_GIVEN)[0]
    review = Review(
        key=world.public_id(dice),
        line=line,
        product=product,
        shop_id=line.order.shop_id,
        author=line.order.buyer,
        rating=rating,
        text=_words(dice, language, product.category.slug, branches[product.category_id], rating),
        language=language,
        tags=_tags(dice, branches[product.category_id], rating),
        is_masked=dice.random() < MASKED,
        written_at=written_at,
    )
    review.language = language if review.text else ""
    rows.reviews.append(review)
    if review.text and dice.random() < PHOTOGRAPHED:
        _photograph(world, dice, rows, review, branches[product.category_id])
    if world.now - written_at > timedelta(days=10) and dice.random() < ADDED:
        review.addition = dice.choice(LATER[language])
        review.added_at = written_at + (world.now - written_at) * dice.uniform(0.4, 0.9)
    if owner and dice.random() < (0.75 if rating <= 2 else ANSWERED):
        _answer(world, dice, review, language, owner)
    _found_helpful(world, dice, rows, review)


def _words(dice: Random, language: str, category: str, branch: str, rating: int) -> str:
    if dice.random() < WORDLESS and rating > 2:
        return ""
    texts = GOODS[language]
    pleased, between, disappointed = texts.get(category) or texts.get(branch) or texts["home"]
    said = [dice.choice(pleased if rating > 3 else between if rating == 3 else disappointed)]
    if rating == 5 and len(pleased) > 1 and dice.random() < 0.3:
        said.append(dice.choice([one for one in pleased if one not in said]))
    if rating == 4 and dice.random() < 0.5:
        said.append(dice.choice(between))
    said.append(dice.choice(ORDER[language][0 if rating > 2 else 1]) if dice.random() < 0.6 else "")
    return ("" if language == "zh-hans" else " ").join(one for one in said if one)


def _tags(dice: Random, branch: str, rating: int) -> list[str]:
    every = tags_of_branch(branch)
    fitting = [tag for tag in every if (tag in CRITICAL) == (rating <= 2)]
    return [tag.value for tag in dice.sample(fitting, k=min(len(fitting), dice.choice((0, 1, 1, 2, 3))))]


def _photograph(world: World, dice: Random, rows: Rows, review: Review, branch: str) -> None:
    """What the demo draws as a buyer's snapshot; few different files, so that seeding stays quick."""
    for place in range(dice.choice((1, 1, 2, 3))):
        kind = dice.choice(SCENES.get(branch, ("quiet",)))
        picture = drawn(
            key=world.public_id(dice), kind=kind, tone=dice.choice(TABLES), ratio="1:1", seed=5, alt=review.line.title
        )
        rows.pictures.append(picture)
        rows.links.append(ReviewPicture(review=review, picture=picture, position=place))
        review.picture_count += 1


def _answer(world: World, dice: Random, review: Review, language: str, owner: int) -> None:
    at: datetime = review.written_at + timedelta(hours=dice.uniform(1, 50))
    if at < world.now:
        review.reply = dice.choice(REPLIES[language][0 if review.rating > 2 else 1])
        review.replied_at, review.replied_by_id = at, owner


def _found_helpful(world: World, dice: Random, rows: Rows, review: Review) -> None:
    if not review.text or dice.random() < 0.6:
        return
    readers = dice.sample(world.shoppers, k=min(len(world.shoppers), dice.randint(1, 6) + 4 * review.picture_count))
    votes = [HelpfulVote(review=review, user=one) for one in readers if one.pk != review.author_id]
    review.helpful_count = len(votes)
    rows.votes += votes


def _sums(reviews: list[Review]) -> None:
    by_product: dict[int, list[Review]] = {}
    for review in reviews:
        by_product.setdefault(review.product_id, []).append(review)
    ReviewSummary.objects.bulk_create(
        ReviewSummary(
            product_id=pk,
            count=len(ones),
            total=sum(one.rating for one in ones),
            with_pictures=sum(bool(one.picture_count) for one in ones),
            **{f"stars{stars}": sum(one.rating == stars for one in ones) for stars in STARS},
        )
        for pk, ones in by_product.items()
    )
    TagCount.objects.bulk_create(
        TagCount(product_id=pk, tag=tag, count=count)
        for pk, ones in by_product.items()
        for tag, count in Counter(tag for one in ones for tag in one.tags).items()
    )
