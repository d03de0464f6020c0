"""What readers do with notes, day by day: seen, opened, gone on to a product, put into a cart.

`Seen` grows with every visit, so its key begins with the day: whole days leave it together, and a bigger site can cut
the table into one partition a day without changing a line here. What leaves stays as sums in `NoteDay`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.posts.models import Post


class Deed(models.TextChoices):
    SEEN = "seen", _("Saw its card")
    OPENED = "opened", _("Opened it")
    PRODUCT = "product", _("Went on to a product")
    CART = "cart", _("Put a product into the cart")


class Seen(models.Model):
    """One reader did one thing with one note on one day. `viewer` is a keyed hash: no list of who read what is kept."""

    pk = models.CompositePrimaryKey("day", "post", "deed", "viewer")
    day = models.DateField(help_text="of the site's zone")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    viewer = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("what a reader did with a note")
        verbose_name_plural = _("what readers did with notes")

    def __str__(self) -> str:
        return f"{self.day} {self.post_id}: {self.deed}"


class NoteDay(models.Model):
    """A day of a note, added up once it is a week old."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    seen = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    followed_up = models.PositiveIntegerField(default=0, help_text="saw its card and opened it, on that day")
    products = models.PositiveIntegerField(default=0)
    carts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of a note")
        verbose_name_plural = _("days of notes")
        constraints = [
            models.UniqueConstraint(fields=["post", "day"], name="note_day_once"),
            models.CheckConstraint(
                name="note_day_follows_up_what_was_seen",
                condition=models.Q(followed_up__lte=models.F("seen"), followed_up__gte=0)
                & models.Q(followed_up__lte=models.F("opened")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.post_id}: {self.seen}"
