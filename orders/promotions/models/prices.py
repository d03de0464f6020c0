"""Special prices apiece: flash sales with their own stock, and the prices of a shop's club."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.products.models import Variant
from catalog.shops.models import Shop
from orders.promotions.models.campaigns import Campaign


class CampaignItem(models.Model):
    """One variant of a flash sale or of the club's price list. Only flash items have a quota and a limit."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="campaign_items")
    price_cents = models.BigIntegerField()
    quota = models.PositiveIntegerField(null=True, blank=True)
    per_user = models.PositiveIntegerField(null=True, blank=True)
    sold_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "variant"], name="campaign_item_once"),
            models.CheckConstraint(
                name="flash_never_oversold",
                condition=models.Q(quota=None) | models.Q(sold_count__lte=models.F("quota")),
            ),
            models.CheckConstraint(
                name="campaign_item_price_sensible",
                condition=models.Q(price_cents__gte=0) & (models.Q(per_user=None) | models.Q(per_user__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.variant_id} @ {self.price_cents}"

    @property
    def left(self) -> int:
        return max(0, (self.quota or 0) - self.sold_count)


class FlashShare(models.Model):
    """How many pieces of a flash item one person has taken: the row that keeps the limit."""

    item = models.ForeignKey(CampaignItem, on_delete=models.CASCADE, related_name="shares")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "buyer"], name="flash_share_once_per_person"),
            models.CheckConstraint(name="flash_limit_kept", condition=models.Q(quantity__lte=models.F("most"))),
        ]

    def __str__(self) -> str:
        return f"{self.buyer_id}: {self.quantity} of {self.item_id}"


class ClubMember(models.Model):
    """Somebody in a shop's free club. Leaving deletes the row."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="club")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clubs")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "user"], name="club_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.shop_id}"
