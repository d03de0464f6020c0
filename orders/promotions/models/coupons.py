"""Coupons: what a campaign's coupons are worth, the pieces people hold, and the codes that give one."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.ids import public_id
from config.kernel.models import Dated
from config.kernel.money import BASIS_POINTS
from orders.promotions.models.campaigns import Campaign

CODE_LENGTH = 12  # 32^12 codes: guessing one among a million takes longer than there are tries


class TakenBy(models.TextChoices):
    SELF = "self", _("Anybody who wants one")
    NEW_USER = "new_user", _("People who have not bought anything yet")
    GIVEN = "given", _("People it is given to")
    CODE = "code", _("People with a code")


class CouponTerms(models.Model):
    """What a coupon of this campaign is worth, who gets one, how many there are, how long one is good."""

    campaign = models.OneToOneField(Campaign, primary_key=True, on_delete=models.CASCADE, related_name="coupon")
    taken_by = models.CharField(max_length=8, choices=TakenBy.choices, default=TakenBy.SELF)
    off_cents = models.BigIntegerField(null=True, blank=True)
    off_basis_points = models.PositiveIntegerField(null=True, blank=True)
    cap_cents = models.BigIntegerField(null=True, blank=True)
    min_spend_cents = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    per_user = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(null=True, blank=True)
    taken_count = models.PositiveIntegerField(default=0, editable=False)
    used_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coupon_never_overtaken",
                condition=models.Q(total=None) | models.Q(taken_count__lte=models.F("total")),
            ),
            models.CheckConstraint(
                name="coupon_never_overspent", condition=models.Q(used_count__lte=models.F("taken_count"))
            ),
            models.CheckConstraint(
                name="coupon_is_money_or_percent",
                condition=models.Q(off_cents__gt=0, off_basis_points=None)
                | models.Q(off_cents=None, off_basis_points__gt=0, off_basis_points__lt=BASIS_POINTS),
            ),
            models.CheckConstraint(
                name="coupon_has_an_end",
                condition=models.Q(valid_until__isnull=False, valid_days=None)
                | models.Q(valid_until=None, valid_days__gt=0),
            ),
            models.CheckConstraint(
                name="coupon_amounts_sensible",
                condition=models.Q(min_spend_cents__gte=0, per_user__gte=1)
                & (models.Q(cap_cents=None) | models.Q(cap_cents__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"coupon of {self.campaign_id}"

    @property
    def left(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.taken_count)

    def worth(self, base_cents: int) -> int:
        """What it takes off goods for so much; a percentage is rounded down to a cent."""
        if self.off_cents is not None:
            return min(self.off_cents, base_cents)
        share = base_cents * (self.off_basis_points or 0) // BASIS_POINTS
        return min(share, base_cents if self.cap_cents is None else self.cap_cents)

    def validity(self, at: datetime) -> tuple[datetime, datetime]:
        """From when until when a coupon taken now is good."""
        if self.valid_until is not None:
            return self.valid_from or at, self.valid_until
        return at, at + timedelta(days=self.valid_days or 1)


class CouponState(models.TextChoices):
    PROMISED = "promised", _("Yours once you have paid")
    READY = "ready", _("Ready to use")
    HELD = "held", _("In an unpaid order")
    SPENT = "spent", _("Used")


class Coupon(Dated):
    """One piece in one person's pocket. `place` (0, 1, …) counts a person's pieces of a campaign."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    terms = models.ForeignKey(CouponTerms, on_delete=models.PROTECT, related_name="coupons")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coupons")
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=CouponState.choices, default=CouponState.READY)
    source = models.CharField(max_length=8, default=TakenBy.SELF)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    earned_by = models.CharField(max_length=24, blank=True, help_text="the trade whose payment gives it")
    reference = models.CharField(max_length=24, blank=True, help_text="the trade that holds or has used it")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "owner", "place"], name="coupon_once_per_place"),
            models.CheckConstraint(
                name="coupon_in_use_names_its_trade",
                condition=models.Q(state__in=["held", "spent"]) & ~models.Q(reference="")
                | models.Q(state__in=["promised", "ready"], reference=""),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "valid_until"], name="coupon_in_pocket"),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="coupon_by_trade"),
            models.Index(fields=["earned_by"], condition=~models.Q(earned_by=""), name="coupon_by_earning"),
        ]

    def __str__(self) -> str:
        return self.key

    def is_good(self, at: datetime) -> bool:
        return self.state == CouponState.READY and self.valid_from <= at < self.valid_until


class CouponCode(models.Model):
    """Whoever types it gets one coupon, once. From `secrets`, never consecutive."""

    terms = models.ForeignKey(CouponTerms, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(
        max_length=CODE_LENGTH, unique=True, default=partial(public_id, CODE_LENGTH), editable=False
    )
    coupon = models.OneToOneField(Coupon, null=True, on_delete=models.SET_NULL, related_name="code")
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code
