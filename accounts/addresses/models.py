"""Where parcels go. Names, phones and streets are encrypted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.addresses.regions import label
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import public_id
from config.kernel.models import Dated


class Address(Dated):
    """A delivery address of a person. Region by 6-digit code (GB/T 2260), never free text only."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    recipient = EncryptedTextField(_("recipient"))
    phone = EncryptedTextField(_("phone"))
    phone_index = models.CharField(max_length=40, editable=False)
    region_code = models.CharField(_("district"), max_length=6)
    street = EncryptedTextField(_("street and house number"))
    is_default = models.BooleanField(_("use by default"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="address_one_default_each"
            ),
            models.CheckConstraint(
                name="address_removed_is_no_default",
                condition=models.Q(removed_at=None) | models.Q(is_default=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.key}"

    @property
    def region_label(self) -> str:
        return label(self.region_code)
