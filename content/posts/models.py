"""Notes: what people show and tell, the products in it, and the topics it is about."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Product
from catalog.shops.models import Shop
from community.groups.models import Group
from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import Dated, UploadedPicture
from content.clips.models import Clip
from content.posts.words import LONGEST_TOPIC, without_places

MOST_PICTURES = 18
MOST_PRODUCTS = 5
LONGEST_TITLE = 40
LONGEST_BODY = 1000


class PostKind(models.TextChoices):
    PICTURE = "picture", _("Pictures")
    VIDEO = "video", _("Video")
    SOUND = "sound", _("Sound")
    TEXT = "text", _("Words")


class PostStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    HIDDEN = "hidden", _("Hidden")
    DELETED = "deleted", _("Deleted")


class Disclosure(models.TextChoices):
    """What the author gets for it; readers see it."""

    NONE = "none", pgettext_lazy("disclosure", "Nothing, it is my own")
    AD = "ad", _("Paid partnership")
    GIFT = "gift", _("It was a gift")
    COMMISSION = "commission", _("I earn a commission")


class Post(Dated):
    """A note. `cover` is its first picture, kept here for lists; topics are read from the text."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts")
    shop = models.ForeignKey(Shop, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=8, choices=PostKind.choices)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True)
    body = models.TextField(_("text"), max_length=LONGEST_BODY, blank=True)
    place = models.CharField(_("place"), max_length=40, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    disclosure = models.CharField(max_length=10, choices=Disclosure.choices, default=Disclosure.NONE)
    status = models.CharField(max_length=10, choices=PostStatus.choices, default=PostStatus.PUBLISHED)
    publish_at = models.DateTimeField(null=True, editable=False, help_text="when a scheduled one comes out")
    published_at = models.DateTimeField(null=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False, help_text="changed after it came out")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="guards every change")
    hidden_in_group = models.BooleanField(default=False, editable=False, help_text="by those who look after its group")
    locked_until = models.DateTimeField(null=True, editable=False, help_text="nobody comments before")
    cover = models.ForeignKey(UploadedPicture, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    clip = models.OneToOneField(Clip, null=True, editable=False, on_delete=models.SET_NULL, related_name="post")

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                name="post_published_has_its_time", condition=~Q(status="published") | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="post_scheduled_has_its_time", condition=~Q(status="scheduled") | Q(publish_at__isnull=False)
            ),
            models.CheckConstraint(
                name="post_published_says_something",
                condition=~Q(status__in=["published", "scheduled"]) | ~Q(title="", body="", kind="text"),
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(status="published"), name="post_newest"),
            models.Index(
                fields=["author", "-published_at", "-id"], condition=Q(status="published"), name="post_by_author"
            ),
            models.Index(fields=["author", "status", "-id"], name="post_mine"),
            models.Index(
                fields=["group", "-published_at", "-id"],
                condition=Q(status="published", group__isnull=False),
                name="post_by_group",
            ),
            models.Index(fields=["publish_at"], condition=Q(status="scheduled"), name="post_due"),
            models.Index(
                fields=["shop", "-published_at", "-id"],
                condition=Q(status="published", shop__isnull=False),
                name="post_by_shop",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or self.key

    @property
    def headline(self) -> str:
        """Its title, or how it begins."""
        return self.title or Truncator(" ".join(self.words.split())).chars(LONGEST_TITLE)

    @property
    def words(self) -> str:
        """Its text where no cards of products stand in it."""
        return without_places(self.body).strip()

    @property
    def is_locked(self) -> bool:
        """Whether comments are closed for a while."""
        return self.locked_until is not None and self.locked_until > now()

    @property
    def clip_mark(self) -> str:
        """What a list says of it besides its picture."""
        return self.kind if self.kind in {PostKind.VIDEO, PostKind.SOUND} else ""

    @property
    def is_published(self) -> bool:
        return self.status == PostStatus.PUBLISHED


class PostPicture(models.Model):
    """One picture of a note, in its order."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(UploadedPicture, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["post", "position"], name="post_picture_one_per_place"),
            models.CheckConstraint(name="post_picture_at_most_eighteen", condition=Q(position__lt=MOST_PICTURES)),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.position}"


class PostProduct(models.Model):
    """A product shown in a note, and where on which picture. Price and stock are never kept: they are those of now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="in_posts")
    position = models.PositiveSmallIntegerField(default=0)
    on_picture = models.PositiveSmallIntegerField(null=True, help_text="the picture's place, from 0")
    x = models.PositiveSmallIntegerField(null=True, help_text="percent from the left")
    y = models.PositiveSmallIntegerField(null=True, help_text="percent from above")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["post", "product"], name="post_product_once"),
            models.UniqueConstraint(fields=["post", "position"], name="post_product_one_per_place"),
            models.CheckConstraint(name="post_product_at_most_five", condition=Q(position__lt=MOST_PRODUCTS)),
            models.CheckConstraint(
                name="post_product_tag_whole_or_not_at_all",
                condition=Q(on_picture=None, x=None, y=None)
                | Q(on_picture__lt=MOST_PICTURES, x__gte=0, x__lte=100, y__gte=0, y__lte=100),
            ),
        ]
        indexes = [models.Index(fields=["product", "-post"], name="post_product_newest")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.product_id}"


class Topic(models.Model):
    """What notes are about. The slug is one for all ways to write the name."""

    slug = models.CharField(max_length=LONGEST_TOPIC, unique=True)
    name = models.CharField(max_length=LONGEST_TOPIC)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class PostTopic(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="post_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "topic"], name="post_topic_once")]
        indexes = [models.Index(fields=["topic", "-post"], name="post_topic_newest")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.topic_id}"


class PostMention(models.Model):
    """Somebody a note calls by @handle, who has been told."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentioned_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="post_mention_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.user_id}"


class PostVersion(models.Model):
    """What a note said after it came out, and after each change since. Append-only."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    body = models.TextField(blank=True)
    disclosure = models.CharField(max_length=10, choices=Disclosure.choices)
    pictures = models.JSONField(default=list, help_text="ids in order")
    products = models.JSONField(default=list, help_text="slugs in order")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_version_numbered_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.number}"


class NoteUpload(models.Model):
    """A picture somebody sent for a note: only they may put it into one. Those never used are removed after days."""

    picture = models.OneToOneField(UploadedPicture, primary_key=True, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="note_upload_oldest")]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.picture_id}"


class Counted(models.TextChoices):
    LIKES = "likes", _("Likes")
    SAVES = "saves", _("Saves")
    COMMENTS = "comments", _("Comments")
    REPOSTS = "reposts", _("Reposts")
    VIEWS = "views", _("Views")


class PostStat(models.Model):
    """How often, for lists: seconds old. The truth is the rows themselves; nobody's request writes here."""

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="stat")
    likes = models.IntegerField(default=0)
    saves = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)
    reposts = models.IntegerField(default=0)
    views = models.IntegerField(default=0, help_text="readers who really looked at its card, each once a day")
    is_stirred = models.BooleanField(default=True, help_text="something moved since its rank was worked out")

    class Meta:
        indexes = [models.Index(fields=["post"], condition=Q(is_stirred=True), name="post_stat_stirred")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.likes}"


class CounterDelta(models.Model):
    """One more or one less of something, waiting to be added up: inserted, never updated, so nobody waits for it.

    The database checks no key to the note: these rows live for seconds, and to check it everybody who likes one note
    would lock that note's row. What waits for a note that is gone is thrown away when it is added up.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="deltas", db_constraint=False)
    field = models.CharField(max_length=8, choices=Counted.choices)
    delta = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.post_id}: {self.field} {self.delta:+}"
