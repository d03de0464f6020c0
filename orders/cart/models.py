"""Carts of guests and members."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from config.kernel.models import Dated

MOST_OF_ONE = 999
MOST_LINES = 100


class Cart(Dated):
    """One per member, or one per guest by a random token kept in the session."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="cart"
    )
    token = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~models.Q(token=""), name="cart_token_once"),
            models.CheckConstraint(
                name="cart_has_exactly_one_owner",
                condition=models.Q(user__isnull=False, token="") | (models.Q(user=None) & ~models.Q(token="")),
            ),
        ]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartLine(Dated):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    price_seen_cents = models.BigIntegerField(help_text="the price when it was put in or last confirmed")
    is_selected = models.BooleanField(default=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once_per_variant"),
            models.CheckConstraint(
                name="cart_line_quantity_sensible", condition=models.Q(quantity__gte=1, quantity__lte=MOST_OF_ONE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
