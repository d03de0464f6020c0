"""Buying together: campaigns with their prices, teams, seats, and the log anybody may read."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product, Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import Dated
from orders.checkout.models import Order

SMALLEST, LARGEST = 2, 100
LONGEST_HOURS = 144  # six days: a card's hold lasts seven
MOST_OFF = 9_000  # basis points a step may take off the team price
GRACE = timedelta(minutes=1)  # a payment made so long after the deadline, by the provider's clock, still counts
MERGE_WINDOW = timedelta(minutes=10)  # before the deadline


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Started")
    STOPPED = "stopped", _("Stopped")


class GroupCampaign(Dated):
    """A shop's offer of one product at a team price. Its terms are frozen once it has started."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="group_campaigns")
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="group_campaigns"
    )
    name = models.CharField(_("name"), max_length=60)
    size = models.PositiveSmallIntegerField(_("people in a team"), default=3)
    hours = models.PositiveSmallIntegerField(_("hours a team has"), default=24)
    per_order_limit = models.PositiveSmallIntegerField(_("pieces in one order"), default=5)
    per_user_limit = models.PositiveSmallIntegerField(_("pieces for one person"), null=True, blank=True)
    allows_merging = models.BooleanField(_("teams may merge"), default=True)
    starts_at = models.DateTimeField(_("from"), default=now)
    ends_at = models.DateTimeField(_("until"))
    status = models.CharField(max_length=8, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT)

    class Meta:
        verbose_name = _("group campaign")
        verbose_name_plural = _("group campaigns")
        constraints = [
            models.CheckConstraint(
                name="group_campaign_size_sensible", condition=models.Q(size__gte=SMALLEST, size__lte=LARGEST)
            ),
            models.CheckConstraint(
                name="group_campaign_hours_sensible", condition=models.Q(hours__gte=1, hours__lte=LONGEST_HOURS)
            ),
            models.CheckConstraint(name="group_campaign_limit_sensible", condition=models.Q(per_order_limit__gte=1)),
            models.CheckConstraint(
                name="group_campaign_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=["product"], condition=models.Q(status="live"), name="group_one_campaign_per_product"
            ),
        ]
        indexes = [models.Index(fields=["shop", "-id"], name="group_campaign_by_shop")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.status == CampaignStatus.LIVE and self.starts_at <= now() < self.ends_at

    @property
    def is_over(self) -> bool:
        return self.status == CampaignStatus.STOPPED or self.ends_at <= now()


class GroupPrice(models.Model):
    """What one variant costs in a team."""

    campaign = models.ForeignKey(GroupCampaign, on_delete=models.CASCADE, related_name="prices")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    price_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "variant"], name="group_price_once_per_variant"),
            models.CheckConstraint(name="group_price_positive", condition=models.Q(price_cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.variant_id} {self.price_cents}"


class GroupStep(models.Model):
    """A rung of the ladder: from this many people on, so much less than the team price. Paid back in the end."""

    campaign = models.ForeignKey(GroupCampaign, on_delete=models.CASCADE, related_name="steps")
    people = models.PositiveSmallIntegerField()
    basis_points = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["people"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "people"], name="group_step_once_per_number"),
            models.CheckConstraint(
                name="group_step_sensible",
                condition=models.Q(
                    people__gt=SMALLEST, people__lte=LARGEST, basis_points__gte=1, basis_points__lte=MOST_OFF
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.people} → {self.basis_points}"


class TeamStatus(models.TextChoices):
    FORMING = "forming", _("Waiting for its leader's payment")
    OPEN = "open", _("Waiting for people")
    SUCCEEDED = "succeeded", _("Complete")
    EXPIRED = "expired", _("Not filled, money on its way back")
    REFUNDED = "refunded", _("Not filled, everybody has their money back")
    GIVEN_UP = "given_up", _("Given up")
    MERGED = "merged", _("Merged into another team")


class EndReason(models.TextChoices):
    """Why a team ended without goods."""

    EXPIRED = "team_expired", _("not filled in time")
    LEFT = "left", _("the last one left")
    UNOPENED = "unopened", _("never paid for")
    STAFF = "team_ended", _("ended by the platform")


class GroupTeam(Dated):
    """People buying one product together. Exists for others from the moment its leader has paid.

    `taken_count` are the seats spoken for (held or paid), `paid_count` those paid; when a team ends, they stay as they
    were. With a ladder, `capacity` is its highest rung.
    """

    token = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    campaign = models.ForeignKey(GroupCampaign, on_delete=models.PROTECT, related_name="teams")
    status = models.CharField(_("state"), max_length=10, choices=TeamStatus.choices, default=TeamStatus.FORMING)
    size = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    taken_count = models.PositiveSmallIntegerField(default=0)
    paid_count = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    reached_basis_points = models.PositiveSmallIntegerField(default=0, help_text="the ladder's rung it ended on")

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(
                name="group_team_never_overfilled",
                condition=models.Q(paid_count__lte=models.F("taken_count"), taken_count__lte=models.F("capacity")),
            ),
            models.CheckConstraint(
                name="group_team_capacity_sensible",
                condition=models.Q(size__gte=SMALLEST, capacity__gte=models.F("size"), capacity__lte=LARGEST),
            ),
            models.CheckConstraint(
                name="group_team_success_is_full",
                condition=~models.Q(status="succeeded") | models.Q(paid_count__gte=models.F("size")),
            ),
            models.CheckConstraint(
                name="group_team_open_has_deadline",
                condition=~models.Q(status="open") | models.Q(expires_at__isnull=False, opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="group_team_merged_somewhere",
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at", "id"], condition=models.Q(status="open"), name="group_team_open"),
            models.Index(fields=["campaign", "status"], name="group_team_by_campaign"),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def missing(self) -> int:
        """How many more must pay."""
        return max(0, self.size - self.paid_count)

    @property
    def seats_left(self) -> int:
        return self.capacity - self.taken_count

    @property
    def has_ladder(self) -> bool:
        return self.capacity > self.size

    @property
    def is_open(self) -> bool:
        """Whether it can be joined as far as time goes."""
        return self.status == TeamStatus.OPEN and self.expires_at is not None and now() < self.expires_at


class SeatStatus(models.TextChoices):
    HELD = "held", _("Held until paid")
    PAID = "paid", _("Paid")
    RELEASED = "released", _("Given back unpaid")
    REFUNDED = "refunded", _("Refunded")


LIVE_SEATS = (SeatStatus.HELD, SeatStatus.PAID)


class GroupSeat(Dated):
    """One buyer's place in a team, with the order it belongs to. `is_running` ends with the team."""

    team = models.ForeignKey(GroupTeam, on_delete=models.PROTECT, related_name="seats")
    campaign = models.ForeignKey(GroupCampaign, on_delete=models.PROTECT, related_name="seats")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_seats")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="group_seat")
    status = models.CharField(max_length=8, choices=SeatStatus.choices, default=SeatStatus.HELD)
    is_leader = models.BooleanField(_("leader"), default=False)
    is_running = models.BooleanField(default=True)
    may_merge = models.BooleanField(_("agrees to merging"), default=False)
    quantity = models.PositiveIntegerField()
    unit_price_cents = models.BigIntegerField()
    returned_cents = models.BigIntegerField(default=0, help_text="what the ladder gave back")
    held_until = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True, help_text="when the provider had given the money back")

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "buyer"],
                condition=models.Q(status__in=["held", "paid"]),
                name="group_one_live_seat_per_team",
            ),
            models.UniqueConstraint(
                fields=["campaign", "buyer"],
                condition=models.Q(is_running=True),
                name="group_one_open_team_per_campaign",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(is_leader=True, status__in=["held", "paid"]),
                name="group_one_leader_per_team",
            ),
            models.CheckConstraint(
                name="group_seat_running_is_live",
                condition=models.Q(is_running=False) | models.Q(status__in=["held", "paid"]),
            ),
            models.CheckConstraint(
                name="group_seat_gives_back_less_than_paid",
                condition=models.Q(
                    quantity__gte=1,
                    returned_cents__gte=0,
                    returned_cents__lt=models.F("unit_price_cents") * models.F("quantity"),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["held_until"], condition=models.Q(status="held"), name="group_seat_held"),
            models.Index(fields=["buyer", "-id"], name="group_seat_by_buyer"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.order_id}"

    @property
    def is_held(self) -> bool:
        """Whether there is still time to pay for it."""
        return self.status == SeatStatus.HELD and now() < self.held_until


class LogKind(models.TextChoices):
    OPENED = "opened"
    JOINED = "joined"
    PAID = "paid"
    LAPSED = "lapsed"
    LEFT = "left"
    LEAD_PASSED = "lead_passed"
    MERGED = "merged"
    SUCCEEDED = "succeeded"
    EXPIRED = "expired"
    ENDED = "ended"
    GIVEN_UP = "given_up"
    REFUNDED = "refunded"


class GroupLog(models.Model):
    """What happened to a team, for everybody to check. A trigger refuses changes and deletion. Names are masked."""

    team = models.ForeignKey(GroupTeam, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(max_length=12, choices=LogKind.choices)
    who = models.CharField(max_length=20, blank=True)
    paid_count = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["team", "-id"], name="group_log_by_team")]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.kind} {self.who}"
