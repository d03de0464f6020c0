"""Spend X, get Y: the steps of a campaign. Of the steps reached, the highest counts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.promotions.models.campaigns import Campaign
from orders.promotions.models.coupons import CouponTerms


class CountedBy(models.TextChoices):
    AMOUNT = "amount", _("Amount")
    PIECES = "pieces", _("Pieces")


class Tier(models.Model):
    """From so many cents or pieces: money off, free shipping, a coupon after payment."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tiers")
    counted_by = models.CharField(max_length=6, choices=CountedBy.choices, default=CountedBy.AMOUNT)
    threshold = models.BigIntegerField(help_text="cents or pieces")
    off_cents = models.BigIntegerField(default=0)
    is_free_shipping = models.BooleanField(default=False)
    gift = models.ForeignKey(
        CouponTerms,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["threshold", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "threshold"], name="tier_once_per_threshold"),
            models.CheckConstraint(name="tier_sensible", condition=models.Q(threshold__gt=0, off_cents__gte=0)),
            models.CheckConstraint(
                name="tier_of_amount_gives_less_than_it_takes",
                condition=models.Q(counted_by="pieces") | models.Q(off_cents__lt=models.F("threshold")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.threshold}"
