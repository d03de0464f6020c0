"""Merchants and carriers, the people who work for them, and the platform's own staff."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import public_id
from config.kernel.language import in_language
from config.kernel.models import Dated


class MerchantStatus(models.TextChoices):
    APPLIED = "applied", _("Waiting for review")
    APPROVED = "approved", _("Open")
    REJECTED = "rejected", _("Not approved")
    SUSPENDED = "suspended", _("Suspended")


class Merchant(Dated):
    """A business that sells here. Its public face is its shop (catalog)."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    name = models.CharField(_("business name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    status = models.CharField(_("state"), max_length=12, choices=MerchantStatus.choices, default=MerchantStatus.APPLIED)
    intro = models.TextField(_("what you sell"), max_length=1000)
    contact_name = EncryptedTextField(_("contact person"))
    contact_phone = EncryptedTextField(_("contact phone"))
    licence_no = EncryptedTextField(_("business licence number"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == MerchantStatus.APPROVED


class Carrier(Dated):
    """A company that moves parcels."""

    code = models.SlugField(max_length=30, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    STAFF = "staff", _("Staff")
    COURIER = "courier", _("Courier")
    OPERATOR = "operator", _("Operator")
    ADMIN = "admin", _("Administrator")


class Permission(models.TextChoices):
    """What an owner may let staff do. An owner may do all of it."""

    CATALOGUE = "catalogue", _("Products and stock")
    ORDERS = "orders", _("Orders and shipping")
    MARKETING = "marketing", _("Promotions and content")
    FINANCE = "finance", _("Money and statements")
    ANALYTICS = "analytics", _("Figures")


class Membership(Dated):
    """One hat of one person: works for a merchant, drives for a carrier, runs the platform."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    merchant = models.ForeignKey(Merchant, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    carrier = models.ForeignKey(Carrier, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    permissions = ArrayField(models.CharField(max_length=12, choices=Permission.choices), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="membership_role_fits_organisation",
                condition=(
                    models.Q(role__in=["owner", "staff"], merchant__isnull=False, carrier__isnull=True)
                    | models.Q(role="courier", merchant__isnull=True, carrier__isnull=False)
                    | models.Q(role__in=["operator", "admin"], merchant__isnull=True, carrier__isnull=True)
                ),
            ),
            models.UniqueConstraint(fields=["user", "merchant"], name="membership_once_per_merchant"),
            models.UniqueConstraint(fields=["user", "carrier"], name="membership_once_per_carrier"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(merchant=None, carrier=None),
                name="membership_once_per_platform_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_role_display()}"

    @property
    def permission_labels(self) -> list[str]:
        return [str(label) for value, label in Permission.choices if value in self.permissions]

    def may(self, permission: str) -> bool:
        return self.role == Role.OWNER or permission in self.permissions


class StaffInvitation(Dated):
    """An offer to work for a merchant, to one e-mail address, good once and for a week."""

    key = models.CharField(max_length=32, unique=True, default=partial(public_id, 32), editable=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    permissions = ArrayField(models.CharField(max_length=12, choices=Permission.choices), default=list, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "merchant",
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id}: {self.email}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now()
