"""Likes and reposts: one row a person and note."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.posts.models import Post


class PostLike(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    is_told = models.BooleanField(db_default=False, help_text="whether the note's author has been told")

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="post_liked_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_told=False), name="post_like_untold")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.user_id}"


class Repost(models.Model):
    """Somebody hands a note on to those who follow them."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reposts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reposts")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("repost")
        verbose_name_plural = _("reposts")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="post_reposted_once")]
        indexes = [models.Index(fields=["user", "-at", "-post"], name="repost_newest_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id} ↻ {self.post_id}"
