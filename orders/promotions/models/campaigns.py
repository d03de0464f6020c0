"""What every kind of campaign has: whose it is, for what, from when until when, and who bears what it costs."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.ids import public_id
from config.kernel.models import Dated
from config.kernel.money import BASIS_POINTS


class Kind(models.TextChoices):
    COUPON = "coupon", _("Coupon")
    FLASH = "flash", _("Flash sale")
    TIERS = "tiers", _("Spend and save")
    MEMBER = "member", _("Member price")


class Scope(models.TextChoices):
    ALL = "all", _("Everything")
    CATEGORY = "category", _("Some categories")
    PRODUCT = "product", _("Some products")
    SHOP = "shop", _("Some shops")


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Started")
    STOPPED = "stopped", _("Stopped")


class Bearer(models.TextChoices):
    MERCHANT = "merchant", _("The shop")
    PLATFORM = "platform", _("The platform")
    SHARED = "shared", _("Both, in parts")


class Phase(models.TextChoices):
    """Where a campaign stands, calendar included."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    LIVE = "live", _("Running")
    USED_UP = "used_up", _("Budget used up")
    ENDED = "ended", _("Ended")
    STOPPED = "stopped", _("Stopped")


class Campaign(Dated):
    """A promotion of one shop, or of the platform (no shop). Its kind's own table says what it gives."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, null=True, blank=True, on_delete=models.CASCADE, related_name="campaigns")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.ALL)
    target_pks = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="of the categories, products or shops it is for"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slot_hours = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text="flash sales: hours at which a slot begins",
    )
    state = models.CharField(max_length=8, choices=CampaignState.choices, default=CampaignState.DRAFT)
    bearer = models.CharField(max_length=8, choices=Bearer.choices, default=Bearer.MERCHANT)
    platform_basis_points = models.PositiveIntegerField(default=0, help_text="the platform's part of every discount")
    budget_cents = models.BigIntegerField(null=True, blank=True)
    spent_cents = models.BigIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="campaign_within_its_budget",
                condition=models.Q(spent_cents__gte=0)
                & (models.Q(budget_cents=None) | models.Q(spent_cents__lte=models.F("budget_cents"))),
            ),
            models.CheckConstraint(
                name="campaign_parts_fit_who_pays",
                condition=models.Q(bearer="merchant", platform_basis_points=0)
                | models.Q(bearer="platform", platform_basis_points=BASIS_POINTS)
                | models.Q(bearer="shared", platform_basis_points__gt=0, platform_basis_points__lt=BASIS_POINTS),
            ),
            models.CheckConstraint(
                name="campaign_of_the_platform_is_a_coupon",
                condition=models.Q(shop__isnull=False) | models.Q(kind="coupon"),
            ),
            models.CheckConstraint(
                name="campaign_of_a_shop_is_paid_by_it", condition=models.Q(shop=None) | models.Q(bearer="merchant")
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "kind", "ends_at"], condition=models.Q(state="running"), name="campaign_live"),
            models.Index(fields=["shop", "-id"], name="campaign_by_shop"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, at: datetime) -> bool:
        """Started, inside its dates, and not out of money. (A flash sale's slots are asked separately.)"""
        return self.state == CampaignState.RUNNING and self.starts_at <= at < self.ends_at and not self.is_used_up

    @property
    def is_used_up(self) -> bool:
        return self.budget_cents is not None and self.spent_cents >= self.budget_cents

    @property
    def budget_left_cents(self) -> int | None:
        return None if self.budget_cents is None else self.budget_cents - self.spent_cents

    def affords(self, cents: int) -> bool:
        return self.budget_left_cents is None or cents <= self.budget_left_cents

    def phase(self, at: datetime) -> Phase:
        if self.state != CampaignState.RUNNING:
            return Phase(self.state)
        if at < self.starts_at:
            return Phase.PLANNED
        if at >= self.ends_at:
            return Phase.ENDED
        return Phase.USED_UP if self.is_used_up else Phase.LIVE


class CampaignShop(Dated):
    """A shop asked to take part in a campaign of the platform. Where shops pay a part, only those who said yes do."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invited")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    answered_at = models.DateTimeField(null=True)
    takes_part = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "shop"], name="campaign_asks_a_shop_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.shop_id}"
