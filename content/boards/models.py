"""Boards: where people keep notes, for themselves unless they say otherwise."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.kernel.ids import public_id
from config.kernel.models import Dated
from content.posts.models import Post

MOST_BOARDS = 50
MOST_SAVES = 2_000
LONGEST_NAME = 30


class Board(Dated):
    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="boards")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    is_public = models.BooleanField(_("others may see it"), default=False)

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="board_name_once_per_person"),
            models.CheckConstraint(name="board_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Save(models.Model):
    """A note somebody keeps, on one of their boards."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saves")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="saves")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="saves")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("save")
        verbose_name_plural = _("saves")
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="save_once_per_person")]
        indexes = [models.Index(fields=["board", "-id"], name="save_newest_on_board")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.post_id}"
