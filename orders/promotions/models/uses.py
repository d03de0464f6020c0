"""What a trade has taken of a campaign, shop by shop: given back when the trade comes to nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from orders.promotions.models.campaigns import Campaign
from orders.promotions.models.coupons import Coupon, CouponTerms
from orders.promotions.models.prices import CampaignItem


class UseState(models.TextChoices):
    HELD = "held", _("Waiting for payment")
    SPENT = "spent", _("Used")
    RETURNED = "returned", _("Given back")


class PromotionUse(models.Model):
    """One campaign in one shop's order of one trade. `reference` is the trade's number: trades are above this slice."""

    reference = models.CharField(max_length=24)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="uses")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    coupon = models.ForeignKey(Coupon, null=True, on_delete=models.SET_NULL, related_name="uses")
    item = models.ForeignKey(CampaignItem, null=True, on_delete=models.SET_NULL, related_name="uses")
    gift = models.ForeignKey(CouponTerms, null=True, on_delete=models.SET_NULL, related_name="+")
    quantity = models.PositiveIntegerField(default=0, help_text="pieces of the item")
    gross_cents = models.BigIntegerField(help_text="the goods it was about, at their list price")
    cents = models.BigIntegerField(help_text="what it took off")
    platform_cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=UseState.choices, default=UseState.HELD)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "campaign", "shop", "coupon", "item"],
                nulls_distinct=False,
                name="promotion_used_once_per_order",
            ),
            models.CheckConstraint(
                name="promotion_use_adds_up",
                condition=models.Q(cents__gte=0, platform_cents__gte=0, platform_cents__lte=models.F("cents")),
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="use_by_campaign")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.campaign_id} {self.cents}"
