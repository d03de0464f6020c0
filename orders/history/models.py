"""Sales made elsewhere before the shop came here."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.shops.models import Shop


class KnownCustomer(models.Model):
    """A customer of an imported history and the (sleeping) account that stands for them here."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="known_customers")
    external_ref = models.CharField(max_length=40)
    country = models.CharField(max_length=60, blank=True, help_text="as the history names it")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_as")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_ref"], name="known_customer_once_per_shop")]

    def __str__(self) -> str:
        return self.external_ref


class CreditNote(models.Model):
    """A cancellation in a history: goods that came back. It cannot be matched to one sale, so it stands alone."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="credit_notes")
    external_ref = models.CharField(max_length=40)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="credit_notes"
    )
    currency = models.CharField(max_length=3, default="CNY")
    total_cents = models.BigIntegerField(help_text="given back, positive")
    lines_count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_ref"], name="credit_note_once_per_shop"),
            models.CheckConstraint(name="credit_note_not_negative", condition=models.Q(total_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return self.external_ref


class SetAsideRow(models.Model):
    """A row of a history that is neither sale nor return, kept as it came, with the rule that set it aside."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="rows_set_aside")
    external_ref = models.CharField(max_length=40)
    position = models.PositiveIntegerField(help_text="its place among the rows of its invoice")
    rule = models.CharField(max_length=20)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sku = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    quantity = models.IntegerField()
    amount_cents = models.BigIntegerField(help_text="quantity × price, rounded to a cent; may be negative")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_ref", "position"], name="row_set_aside_once_per_shop")
        ]

    def __str__(self) -> str:
        return f"{self.external_ref}: {self.rule}"
