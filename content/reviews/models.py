"""What buyers say of what they received, what the shop answered, and the sums product pages show."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from catalog.shops.models import Shop
from config.kernel.ids import public_id
from config.kernel.models import Dated, UploadedPicture
from config.kernel.templatetags.hetang import masked_name
from content.posts.models import Post
from content.reviews.tags import Tag
from orders.checkout.models import OrderLine

REVIEW = "review"
STARS = (5, 4, 3, 2, 1)
MOST_WORDS = 500
MOST_PICTURES = 9
MOST_TAGS = 6


class Review(Dated):
    """One for each line somebody bought and received. Nobody at the shop can change, hide or delete it."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="review")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="reviews")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    rating = models.PositiveSmallIntegerField(_("stars"))
    text = models.TextField(_("in your words"), max_length=MOST_WORDS, blank=True)
    language = models.CharField(max_length=10, blank=True)
    tags = ArrayField(models.CharField(max_length=16, choices=Tag.choices), default=list, blank=True)
    is_masked = models.BooleanField(_("show only part of my name"), default=False)
    written_at = models.DateTimeField()
    is_hidden = models.BooleanField(default=False, editable=False, help_text="by moderators; its author still reads it")
    helpful_count = models.PositiveIntegerField(default=0, editable=False)
    picture_count = models.PositiveSmallIntegerField(default=0, editable=False, help_text="those of the addition too")
    addition = models.TextField(_("later on"), max_length=MOST_WORDS, blank=True)
    added_at = models.DateTimeField(null=True, editable=False)
    reply = models.TextField(_("reply"), max_length=MOST_WORDS, blank=True)
    replied_at = models.DateTimeField(null=True, editable=False)
    reply_changed_at = models.DateTimeField(null=True, editable=False)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(name="review_one_to_five_stars", condition=Q(rating__gte=1, rating__lte=5)),
            models.CheckConstraint(
                name="review_addition_with_its_time",
                condition=Q(addition="", added_at=None)
                | (~Q(addition="") & Q(added_at__isnull=False, added_at__gte=F("written_at"))),
            ),
            models.CheckConstraint(
                name="review_reply_with_its_time",
                condition=Q(reply="", replied_at=None, reply_changed_at=None)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-written_at", "-id"], name="review_newest"),
            models.Index(fields=["product", "-helpful_count", "-id"], name="review_most_helpful"),
            models.Index(fields=["product", "rating", "-written_at", "-id"], name="review_by_stars"),
            models.Index(fields=["author", "-id"], name="review_by_author"),
            models.Index(fields=["shop", "-id"], name="review_of_shop"),
            models.Index(fields=["shop", "-id"], condition=Q(replied_at=None), name="review_unanswered"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """What readers see of its author."""
        return masked_name(self.author.display_name) if self.is_masked else self.author.display_name

    @property
    def note(self) -> Post | None:
        """The note made of it, while everybody may read that."""
        link: ReviewNote | None = getattr(self, "note_link", None)
        return link.post if link and link.post.is_published and not link.post.group_id and not self.is_masked else None

    @property
    def tag_labels(self) -> list[str]:
        return [str(Tag(tag).label) for tag in self.tags]


class ReviewPicture(models.Model):
    """A picture of a review or of its addition, in the order it was sent."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pictures")
    picture = models.OneToOneField(UploadedPicture, on_delete=models.PROTECT, related_name="+")
    is_later = models.BooleanField(default=False, help_text="came with the addition")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "is_later", "position"], name="review_picture_place_once"),
            models.CheckConstraint(name="review_pictures_at_most_nine", condition=Q(position__lt=MOST_PICTURES)),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.position}"


class ReviewNote(models.Model):
    """The note an author made of a review."""

    review = models.OneToOneField(Review, primary_key=True, on_delete=models.CASCADE, related_name="note_link")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="review_link")

    class Meta:
        verbose_name = _("note made of a review")
        verbose_name_plural = _("notes made of reviews")

    def __str__(self) -> str:
        return f"{self.review_id} → {self.post_id}"


class HelpfulVote(models.Model):
    """Somebody found a review helpful."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="helpful_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.review_id}"


class ReviewSummary(models.Model):
    """The reviews of one product, counted: moved on with each review, mended by `content.recount_reviews`."""

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="+")
    stars1 = models.PositiveIntegerField(default=0)
    stars2 = models.PositiveIntegerField(default=0)
    stars3 = models.PositiveIntegerField(default=0)
    stars4 = models.PositiveIntegerField(default=0)
    stars5 = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="all stars added up")
    with_pictures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_summary_adds_up",
                condition=Q(
                    count=F("stars1") + F("stars2") + F("stars3") + F("stars4") + F("stars5"),
                    total=F("stars1") + 2 * F("stars2") + 3 * F("stars3") + 4 * F("stars4") + 5 * F("stars5"),
                    with_pictures__lte=F("count"),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.count}"

    @property
    def average_tenths(self) -> int:
        """47 is 4.7, rounded half up."""
        return (20 * self.total + self.count) // (2 * self.count) if self.count else 0

    @property
    def average(self) -> str:
        return f"{self.average_tenths // 10}.{self.average_tenths % 10}"


class TagCount(models.Model):
    """How many reviews of a product carry a tag; moved while its summary is held."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=16, choices=Tag.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "tag"], name="tag_count_once_per_product")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.tag} {self.count}"
