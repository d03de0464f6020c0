"""Bargains: a shop's offer to go down to a floor price, one person's bargain, and the friends who helped."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least, Mod
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import Dated
from orders.bargain.rule import Rule
from orders.checkout.models import Order

MOST_FRIENDS = 50
MOST_HOURS = 168
MOST_PLACES = 9_999


class CampaignState(models.TextChoices):
    """Read from the clock, never stored."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    TAKEN = "taken", _("All places taken")
    OVER = "over", _("Over")
    STOPPED = "stopped", _("Stopped")


class BargainCampaign(Dated):
    """A shop lets friends take one variant's price down to a floor. `taken` counts bargains open, being bought, bought:
    whoever starts one has a piece of the offer, so that nobody helps in vain."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="bargain_campaigns")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="bargain_campaigns")
    floor_cents = models.BigIntegerField(_("lowest price"))
    friends = models.PositiveSmallIntegerField(_("friends"))
    hours = models.PositiveSmallIntegerField(_("hours"))
    places = models.PositiveIntegerField(_("bargains at most"))
    taken = models.PositiveIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    stopped_at = models.DateTimeField(null=True, editable=False)
    stopped_by_platform = models.BooleanField(default=False, editable=False)
    stop_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("bargain campaign")
        verbose_name_plural = _("bargain campaigns")
        constraints = [
            models.CheckConstraint(
                name="bargain_campaign_sensible",
                condition=Q(
                    floor_cents__gte=1,
                    friends__gte=1,
                    friends__lte=MOST_FRIENDS,
                    hours__gte=1,
                    hours__lte=MOST_HOURS,
                    ends_at__gt=F("starts_at"),
                ),
            ),
            models.CheckConstraint(name="bargain_campaign_never_overfull", condition=Q(taken__lte=F("places"))),
        ]
        indexes = [
            models.Index(
                fields=["variant", "ends_at"], condition=Q(stopped_at=None), name="bargain_campaign_of_variant"
            ),
            models.Index(fields=["shop", "-id"], name="bargain_campaign_of_shop"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def state(self) -> str:
        moment = now()
        if self.stopped_at:
            return CampaignState.STOPPED
        if moment < self.starts_at:
            return CampaignState.PLANNED
        if moment >= self.ends_at:
            return CampaignState.OVER
        return CampaignState.TAKEN if self.taken >= self.places else CampaignState.RUNNING

    @property
    def state_label(self) -> str:
        return str(CampaignState(self.state).label)

    @property
    def places_left(self) -> int:
        return self.places - self.taken

    @property
    def rule(self) -> Rule:
        """What a bargain begun now would promise."""
        return Rule(self.variant.price_cents, self.floor_cents, self.friends)


class BargainStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("bargain", "Open")
    HELD = "held", _("Being bought")
    BOUGHT = "bought", _("Bought")
    EXPIRED = "expired", pgettext_lazy("bargain", "Over")


LIVE = (BargainStatus.OPEN, BargainStatus.HELD)
COUNTED = (*LIVE, BargainStatus.BOUGHT)


class Bargain(Dated):
    """One person's bargain. Rule and prices are those of the moment it began; `version` guards every change."""

    token = models.CharField(max_length=24, unique=True, default=partial(public_id, 20), editable=False)
    campaign = models.ForeignKey(BargainCampaign, on_delete=models.PROTECT, related_name="bargains")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bargains")
    status = models.CharField(max_length=8, choices=BargainStatus.choices, default=BargainStatus.OPEN)
    list_cents = models.BigIntegerField()
    floor_cents = models.BigIntegerField()
    friends = models.PositiveSmallIntegerField()
    helped = models.PositiveSmallIntegerField(default=0)
    current_cents = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    paid_cents = models.BigIntegerField(null=True, help_text="what its piece was ordered for")

    class Meta:
        verbose_name = _("bargain")
        verbose_name_plural = _("bargains")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user"],
                condition=Q(status__in=COUNTED),
                name="bargain_once_per_person_and_campaign",
            ),
            models.CheckConstraint(
                name="bargain_price_follows_the_rule",
                condition=Q(
                    current_cents=F("list_cents")
                    - (F("list_cents") - F("floor_cents")) / F("friends") * F("helped")
                    - Least(F("helped"), Mod(F("list_cents") - F("floor_cents"), F("friends")))
                ),
            ),
            models.CheckConstraint(
                name="bargain_never_below_the_floor",
                condition=Q(
                    current_cents__gte=F("floor_cents"), floor_cents__gte=1, helped__lte=F("friends"), friends__gte=1
                ),
            ),
            models.CheckConstraint(
                name="bargain_taken_by_an_order",
                condition=Q(status__in=[BargainStatus.HELD, BargainStatus.BOUGHT], order__isnull=False)
                | Q(status__in=[BargainStatus.OPEN, BargainStatus.EXPIRED]),
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(status=BargainStatus.OPEN), name="bargain_running_out"),
            models.Index(fields=["user", "-id"], name="bargain_by_person"),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def rule(self) -> Rule:
        return Rule(self.list_cents, self.floor_cents, self.friends)

    @property
    def friends_missing(self) -> int:
        return self.friends - self.helped

    @property
    def saved_cents(self) -> int:
        return self.list_cents - self.current_cents

    @property
    def next_cut_cents(self) -> int:
        """What the next friend takes off; nothing once the floor is reached."""
        return self.rule.cuts[self.helped] if self.friends_missing else 0

    def is_over(self, moment: datetime | None = None) -> bool:
        """Run out, whether or not a timer has written it down."""
        return self.status == BargainStatus.EXPIRED or (
            self.status == BargainStatus.OPEN and (moment or now()) >= self.ends_at
        )

    @property
    def is_open(self) -> bool:
        return self.status == BargainStatus.OPEN and not self.is_over()


class BargainHelp(models.Model):
    """One friend's cut. Append-only; the public log of a bargain."""

    bargain = models.ForeignKey(Bargain, on_delete=models.CASCADE, related_name="helps")
    campaign = models.ForeignKey(BargainCampaign, on_delete=models.PROTECT, related_name="helps")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bargain_helps")
    place = models.PositiveSmallIntegerField(help_text="1 for the first friend")
    cut_cents = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-place"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "helper"], name="bargain_help_once_per_campaign"),
            models.UniqueConstraint(fields=["bargain", "place"], name="bargain_help_one_per_place"),
            models.CheckConstraint(name="bargain_help_takes_something", condition=Q(cut_cents__gte=1, place__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.bargain_id}: {self.place}"
