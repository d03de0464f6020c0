"""What sharers earn of goods sold by their links: two levels, borne by the shop (docs/referral.md)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from catalog.shops.models import Shop
from community.referral.models import ReferralStatus, ShareLink
from config.kernel.ids import public_id
from config.kernel.models import Dated
from orders.checkout.models import Order, OrderLine

MOST_FIRST, MOST_SECOND = 3_000, 1_000  # basis points: 30 % and 10 %


class SharingRate(Dated):
    """What a shop gives of its goods to who shared them. Never edited: one is ended, and another begins."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="sharing_rates")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="sharing_rates", help_text="empty: all"
    )
    first_basis_points = models.PositiveIntegerField(help_text="for who shared the link")
    second_basis_points = models.PositiveIntegerField(default=0, help_text="for who invited the sharer")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("sharing rate")
        verbose_name_plural = _("sharing rates")
        constraints = [
            models.CheckConstraint(
                name="sharing_rate_within_its_caps",
                condition=Q(first_basis_points__lte=MOST_FIRST, second_basis_points__lte=MOST_SECOND)
                & Q(second_basis_points__lte=F("first_basis_points")),
            ),
            models.CheckConstraint(
                name="sharing_rate_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=["shop", "product"],
                condition=Q(ends_at=None),
                nulls_distinct=False,
                name="sharing_rate_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["shop", "-starts_at"], name="sharing_rate_by_shop")]

    def __str__(self) -> str:
        return f"{self.first_basis_points} + {self.second_basis_points}"

    @property
    def basis_points(self) -> tuple[int, int]:
        """Of the first and of the second level."""
        return self.first_basis_points, self.second_basis_points

    @property
    def percents(self) -> tuple[str, str]:
        """(525, 100) → ("5.25", "1")."""
        return f"{self.first_basis_points / 100:g}", f"{self.second_basis_points / 100:g}"

    @property
    def is_on(self) -> bool:
        return self.first_basis_points > 0


class Level(models.IntegerChoices):
    SHARER = 1, _("Shared the link")
    INVITER = 2, _("Invited the sharer")


class EarningState(models.TextChoices):
    PENDING = "pending", _("Frozen until the refund period ends")
    PAYABLE = "payable", _("Payable, being reviewed")
    PAID = "paid", _("Paid into your wallet")
    REVERSED = "reversed", _("Taken back, the goods were refunded")
    REFUSED = "refused", _("Did not pass the review")


class Suspicion(models.TextChoices):
    """Why somebody looks at it first."""

    SAME_DEVICE = "same_device", _("Buyer and earner use one device")
    SAME_PHONE = "same_phone", _("Sent to a phone number of the earner")
    SAME_DOOR = "same_door", _("Sent to an address of the earner")
    SELF = "self", _("Buyer and earner are one person")
    CIRCLE = "circle", _("They buy by each other's links, or one invited the other")


class Earning(Dated):
    """What one person gets for one order: of its goods, at the rates of the instant it was placed."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="earnings")
    link = models.ForeignKey(ShareLink, null=True, on_delete=models.SET_NULL, related_name="earnings")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="earnings")
    state = models.CharField(max_length=10, choices=EarningState.choices, default=EarningState.PENDING)
    review = models.CharField(max_length=8, choices=ReferralStatus.choices, default=ReferralStatus.GOOD)
    doubt = models.CharField(max_length=12, choices=Suspicion.choices, blank=True)
    full_cents = models.BigIntegerField(help_text="when nothing is given back")
    back_cents = models.BigIntegerField(default=0, help_text="the part of goods given back")
    short_cents = models.BigIntegerField(default=0, help_text="of it, what the wallet no longer held")
    paid_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("earning")
        verbose_name_plural = _("earnings")
        constraints = [
            models.UniqueConstraint(fields=["order", "level"], name="earning_once_per_order_and_level"),
            models.CheckConstraint(name="earning_has_two_levels", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="earning_given_back_in_part",
                condition=Q(full_cents__gt=0, back_cents__gte=0, back_cents__lte=F("full_cents"))
                & Q(short_cents__gte=0, short_cents__lte=F("back_cents")),
            ),
            models.CheckConstraint(
                name="earning_paid_only_when_good",
                condition=Q(paid_at=None) | Q(review="good", state__in=["paid", "reversed"]),
            ),
            models.CheckConstraint(name="earning_held_for_a_reason", condition=Q(review="good") | ~Q(doubt="")),
        ]
        indexes = [
            models.Index(F("person"), F("id").desc(), name="earning_by_person"),
            models.Index(fields=["id"], condition=Q(review="held"), name="earning_waits"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def cents(self) -> int:
        """What is left of it."""
        return self.full_cents - self.back_cents


class EarningLine(models.Model):
    """The part of an earning that comes from one line of the order."""

    earning = models.ForeignKey(Earning, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="+")
    basis_points = models.PositiveIntegerField()
    cents = models.BigIntegerField()

    class Meta:
        verbose_name = _("part of an earning")
        verbose_name_plural = _("parts of an earning")
        constraints = [
            models.UniqueConstraint(fields=["earning", "line"], name="earning_line_once"),
            models.CheckConstraint(name="earning_line_of_something", condition=Q(cents__gt=0, basis_points__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.earning_id}: {self.cents}"
