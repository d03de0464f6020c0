"""What is said under a note, in two levels: comments and replies."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.ids import public_id
from content.posts.models import Post

COMMENT = "comment"
LONGEST_COMMENT = 500
EDITED_WITHIN = timedelta(hours=24)


class CommentStatus(models.TextChoices):
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden")
    DELETED = "deleted", _("Deleted")


class Comment(models.Model):
    """A comment, or a reply to one: `root` is the comment it stands under, `answers` what it speaks to."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments")
    root = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    answers = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(max_length=LONGEST_COMMENT)
    status = models.CharField(max_length=8, choices=CommentStatus.choices, default=CommentStatus.SHOWN)
    is_pinned = models.BooleanField(default=False)
    hidden_in_group = models.BooleanField(default=False, editable=False, help_text="by those who look after its group")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, editable=False, help_text="when its words last changed")

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(is_pinned=True), name="comment_one_pinned_per_post"),
            models.CheckConstraint(
                name="comment_pinned_is_shown_and_no_reply",
                condition=Q(is_pinned=False) | Q(root=None, status="shown"),
            ),
            models.CheckConstraint(name="comment_says_something", condition=~Q(body="")),
        ]
        indexes = [
            models.Index(fields=["post", "-id"], condition=Q(root=None), name="comment_roots_newest"),
            models.Index(fields=["root", "id"], name="comment_replies_in_order"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_shown(self) -> bool:
        return self.status == CommentStatus.SHOWN


class CommentVersion(models.Model):
    """What a comment said before it was changed. Append-only; moderators read it when somebody complains."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()
    said_at = models.DateTimeField(help_text="from when on it said that")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "said_at"], name="comment_version_once")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.said_at}"


class CommentLike(models.Model):
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="comment_liked_once")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.user_id}"
