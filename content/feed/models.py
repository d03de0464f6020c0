"""What feeds are made from: how warm a note is, and the topics and shops people follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.clock import now
from content.posts.models import Post, Topic

MOST_FOLLOWED = 200


class Warmth(models.Model):
    """A note's place in Discover: worked out by a task when something moved, never by a request.

    `score` only compares: millionths of the logarithm of what people did, plus the instant it came out.
    """

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="warmth")
    score = models.BigIntegerField(default=0)
    people = models.PositiveIntegerField(default=0, help_text="weighted, as the formula counts them")
    views = models.PositiveIntegerField(default=0, help_text="times it was really looked at in a feed")

    class Meta:
        verbose_name = _("warmth of a note")
        verbose_name_plural = _("warmth of notes")
        indexes = [models.Index(fields=["-score", "-post"], name="warmth_warmest")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.score}"


class TopicFollow(models.Model):
    """Somebody wants to see what is said about a topic."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_topics", db_index=False
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="followers")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("followed topic")
        verbose_name_plural = _("followed topics")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="topic_followed_once")]

    def __str__(self) -> str:
        return f"{self.user_id} → #{self.topic_id}"


class ShopFollow(models.Model):
    """Somebody wants to see what a shop writes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_shops", db_index=False
    )
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="followers")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("followed shop")
        verbose_name_plural = _("followed shops")
        constraints = [models.UniqueConstraint(fields=["user", "shop"], name="shop_followed_once")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.shop_id}"
