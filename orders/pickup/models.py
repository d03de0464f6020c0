"""Orders that wait at a counter."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.shops.models import Shop
from config.kernel.encryption import EncryptedTextField
from orders.checkout.models import Order


class Collection(models.Model):
    """One order that is ready at a counter, with the code its buyer shows there.

    The code is sealed, so that only its buyer's page shows it, and found by a keyed index, once in a shop while it
    waits.
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="collection")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = EncryptedTextField()
    code_index = models.CharField(max_length=40, editable=False)
    ready_at = models.DateTimeField()
    kept_until = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="handed over, or given up")
    collected_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "code_index"],
                condition=models.Q(ended_at=None),
                name="pickup_code_once_in_a_shop",
            ),
            models.CheckConstraint(
                name="pickup_collected_is_ended",
                condition=models.Q(collected_at=None) | models.Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["kept_until"], condition=models.Q(ended_at=None), name="pickup_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"
