"""Days added up, so that no page reads raw behaviour. A day is one of the site's zone and always counted whole.

Bots and staff are in none of these. Shop 0 is the whole site. `docs/tracking.md` says what every column counts.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.tracking.models import Actor

WHOLE_SITE = 0


class UserDay(models.Model):
    """Somebody was active on a day: how many things they did."""

    pk = models.CompositePrimaryKey("shop_id", "day", "actor")
    shop_id = models.BigIntegerField(help_text="0 is the whole site")
    day = models.DateField()
    actor = models.ForeignKey(Actor, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    events = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("day of a person")
        verbose_name_plural = _("days of people")
        indexes = [
            models.Index(fields=["actor", "day"], name="user_day_of_actor"),
            BrinIndex(fields=["day"], name="user_day_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.actor_id}"


class UserFirst(models.Model):
    """The first thing somebody ever did that counts. Outlives the raw events it was read from."""

    pk = models.CompositePrimaryKey("shop_id", "actor")
    shop_id = models.BigIntegerField(help_text="0 is the whole site")
    actor = models.ForeignKey(Actor, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    first_at = models.DateTimeField()

    class Meta:
        verbose_name = _("first day of a person")
        verbose_name_plural = _("first days of people")
        indexes = [models.Index(fields=["shop_id", "first_at"], name="user_first_by_time")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.first_at:%Y-%m-%d}"


class ObjectDay(models.Model):
    """What happened to one thing on a day: `times` it happened, `once` for each person and session, by `people`."""

    pk = models.CompositePrimaryKey("day", "object_kind", "object_id", "shop_id", "name")
    day = models.DateField()
    object_kind = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    shop_id = models.BigIntegerField(help_text="0 where the thing belongs to no shop")
    name = models.CharField(max_length=40)
    times = models.PositiveIntegerField()
    once = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("day of a thing")
        verbose_name_plural = _("days of things")
        indexes = [
            models.Index(fields=["object_kind", "object_id", "day"], name="object_day_of_object"),
            models.Index(fields=["shop_id", "day"], name="object_day_of_shop"),
            BrinIndex(fields=["day"], name="object_day_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.object_kind} {self.object_id}: {self.name}"


class ShopDay(models.Model):
    """A shop's day. Money is read from the orders themselves, each in its shop's currency; shop 0 sums the site's."""

    pk = models.CompositePrimaryKey("shop_id", "day")
    shop_id = models.BigIntegerField(help_text="0 is the whole site")
    day = models.DateField()
    visitors = models.PositiveIntegerField(default=0, help_text="who did something in its pages")
    buyers = models.PositiveIntegerField(default=0, help_text="members with an order paid on the day")
    new_buyers = models.PositiveIntegerField(default=0, help_text="those whose first paid order here it was")
    orders = models.PositiveIntegerField(default=0, help_text="paid on the day")
    paid_cents = models.BigIntegerField(default=0)
    refunds = models.PositiveIntegerField(default=0)
    refunded_cents = models.BigIntegerField(default=0, help_text="by the day the money went back")

    class Meta:
        verbose_name = _("day of a shop")
        verbose_name_plural = _("days of shops")
        indexes = [models.Index(fields=["day"], name="shop_day_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.shop_id}"


class Watermark(models.Model):
    """Where time stands: what arrived until then is in the figures; from when on raw events are still there."""

    DATA_UP_TO, RAW_FROM = "events", "raw"

    name = models.CharField(max_length=20, primary_key=True, default="events")
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("data up to")
        verbose_name_plural = _("data up to")

    def __str__(self) -> str:
        return f"{self.name} {self.until:%Y-%m-%d %H:%M}"
