"""Who shared what, who came by it, whom they invited, and what it brought (docs/referral.md)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import Dated
from orders.checkout.models import Order

CLICK_TO_SIGN_UP = timedelta(days=7)
CLICK_TO_ORDER = timedelta(days=7)
BOUND_FOR = timedelta(days=30)
CODE_GOOD_FOR = timedelta(days=90)
CODE_USES = 50
WEEK_HORIZON = timedelta(days=14)
REWARD_CENTS = 1_000
LEAST_CENTS = 3_000  # what the invited person must have kept of their first order
MOST_REWARDS = 20  # a person and month
WELCOME_POINTS = 500


class Target(models.TextChoices):
    """What a link leads to."""

    PRODUCT = "product", _("Product")
    SHOP = "shop", _("Shop")
    NOTE = "note", _("Note")
    TEAM = "team", _("Team")
    BARGAIN = "bargain", _("Bargain")
    GROUP = "group", pgettext_lazy("people with an interest", "Group")
    PROFILE = "profile", _("Profile")
    INVITE = "invite", _("Invitation")


class ShareLink(models.Model):
    """One person's link to one page of ours: /s/<code>. Made once for each page; it never ends."""

    code = models.CharField(max_length=10, unique=True, default=partial(public_id, 10), editable=False)
    sharer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="share_links")
    target = models.CharField(max_length=8, choices=Target.choices)
    ref = models.CharField(max_length=80, blank=True, help_text="slug, key, token or handle of what it leads to")
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        constraints = [
            models.UniqueConstraint(fields=["sharer", "target", "ref"], name="share_link_once_per_page"),
            models.CheckConstraint(name="share_link_leads_to_us", condition=Q(path__startswith="/")),
        ]
        indexes = [models.Index(fields=["target", "ref"], name="share_link_by_page")]

    def __str__(self) -> str:
        return self.code


class ShareClick(models.Model):
    """Somebody opened a link: once for each link, visitor and day. `at` is the last time of that day."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="clicks", db_index=False)
    visitor = models.CharField(max_length=24)
    day = models.DateField()
    at = models.DateTimeField(default=now)
    is_bot = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints = [models.UniqueConstraint(fields=["link", "visitor", "day"], name="share_click_once_a_day")]
        indexes = [models.Index(F("visitor"), F("at").desc(), name="share_click_by_visitor")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"


class Visitor(models.Model):
    """A browser somebody was signed in with: what joins clicks to people, and finds two people with one device."""

    key = models.CharField(max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visitors")
    network = models.CharField(max_length=40, blank=True, help_text="keyed hash of the network it came from")
    seen_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("browser")
        verbose_name_plural = _("browsers")
        constraints = [models.UniqueConstraint(fields=["key", "user"], name="visitor_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class InviteCode(models.Model):
    """Eight letters a person reads out to a friend."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="invite_code"
    )
    code = models.CharField(max_length=8, unique=True, default=partial(public_id, 8), editable=False)
    uses = models.PositiveIntegerField(default=0)
    max_uses = models.PositiveIntegerField(default=CODE_USES)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invite code")
        verbose_name_plural = _("invite codes")
        constraints = [models.CheckConstraint(name="invite_code_never_overused", condition=Q(uses__lte=F("max_uses")))]

    def __str__(self) -> str:
        return self.code


class ReferralStatus(models.TextChoices):
    GOOD = "good", pgettext_lazy("referral", "Good")
    HELD = "held", _("Waits for review")
    REFUSED = "refused", _("Refused")


class Doubt(models.TextChoices):
    """Why somebody looks at it first."""

    SAME_DEVICE = "same_device", _("Same device as the inviter")
    SAME_NETWORK = "same_network", _("Several from one network on one day")
    SAME_PHONE = "same_phone", _("Orders to the inviter's phone number")


class Referral(models.Model):
    """One person brought another, who signed up. Nobody is brought twice, by themselves, or in a circle."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    invitee = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="referral")
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invited")
    link = models.ForeignKey(ShareLink, null=True, on_delete=models.SET_NULL, related_name="referrals")
    status = models.CharField(max_length=8, choices=ReferralStatus.choices, default=ReferralStatus.GOOD)
    doubt = models.CharField(max_length=12, choices=Doubt.choices, blank=True)
    network = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=now)
    bound_until = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.CheckConstraint(name="referral_not_of_oneself", condition=~Q(inviter=F("invitee"))),
            models.CheckConstraint(
                name="referral_held_for_a_reason", condition=Q(status=ReferralStatus.GOOD) | ~Q(doubt="")
            ),
        ]
        indexes = [
            models.Index(F("inviter"), F("id").desc(), name="referral_by_inviter"),
            models.Index(fields=["id"], condition=Q(status=ReferralStatus.HELD), name="referral_waits"),
            models.Index(fields=["network", "at"], name="referral_by_network"),
        ]

    def __str__(self) -> str:
        return self.key


class RewardState(models.TextChoices):
    PENDING = "pending", _("Waiting for a first order")
    QUALIFIED = "qualified", _("Waiting for the end of the refund period")
    GRANTED = "granted", _("Paid into your wallet")
    REJECTED = "rejected", _("Not paid")
    REVERSED = "reversed", _("Taken back, the order was refunded")


class Rejected(models.TextChoices):
    TOO_LATE = "too_late", _("No order within 30 days")
    CAP = "cap", _("The month's limit was reached")
    REFUSED = "refused", _("It did not pass the review")


class Reward(Dated):
    """What the inviter gets for one person: after that person's first order is past its refund period."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="reward")
    state = models.CharField(max_length=10, choices=RewardState.choices, default=RewardState.PENDING)
    reason = models.CharField(max_length=10, choices=Rejected.choices, blank=True)
    cents = models.BigIntegerField(default=REWARD_CENTS)
    order = models.ForeignKey(Order, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(null=True)
    taken_back_cents = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        constraints = [
            models.CheckConstraint(
                name="reward_granted_at_an_instant",
                condition=Q(granted_at=None, state__in=["pending", "qualified", "rejected"])
                | Q(granted_at__isnull=False, state__in=["granted", "reversed"]),
            ),
            models.CheckConstraint(
                name="reward_taken_back_in_part",
                condition=Q(taken_back_cents__gte=0, taken_back_cents__lte=F("cents"), cents__gt=0),
            ),
            models.CheckConstraint(name="reward_rejected_for_a_reason", condition=Q(state="rejected") ^ Q(reason="")),
        ]
        indexes = [models.Index(fields=["granted_at"], name="reward_by_month")]

    def __str__(self) -> str:
        return f"{self.referral_id}: {self.state}"


class OrderAttribution(models.Model):
    """The link an order came by: the last one its buyer opened within seven days, never their own."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="attribution")
    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="attributions")
    clicked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")

    def __str__(self) -> str:
        return f"{self.order_id} ← {self.link_id}"
