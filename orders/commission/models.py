"""What the platform keeps of a sale. A rule is never edited: it is ended, and another one begins."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from catalog.shops.models import Shop
from catalog.taxonomy.models import Category
from config.kernel.ids import public_id
from config.kernel.models import Dated

MOST_BASIS_POINTS = 5000


class Scope(models.TextChoices):
    """Whom a rule is for, the narrowest first: that one wins."""

    PRODUCT = "product", _("One product")
    CATEGORY = "category", _("A category")
    SHOP = "shop", _("A shop")
    ALL = "all", _("Everything")


class CommissionRule(Dated):
    """A share of the goods' price in basis points, from an instant on, until one if it says so."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    basis_points = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("commission rule")
        verbose_name_plural = _("commission rules")
        constraints = [
            models.CheckConstraint(
                name="commission_scope_fits_its_target",
                condition=(
                    models.Q(scope="product", product__isnull=False, category=None, shop=None)
                    | models.Q(scope="category", product=None, category__isnull=False, shop=None)
                    | models.Q(scope="shop", product=None, category=None, shop__isnull=False)
                    | models.Q(scope="all", product=None, category=None, shop=None)
                ),
            ),
            models.CheckConstraint(
                name="commission_at_most_half", condition=models.Q(basis_points__lte=MOST_BASIS_POINTS)
            ),
            models.CheckConstraint(
                name="commission_ends_after_it_starts",
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.UniqueConstraint(
                fields=["scope", "product", "category", "shop", "starts_at"],
                name="commission_one_rule_at_a_time",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.percent}"

    @property
    def percent(self) -> str:
        """500 → "5%", 525 → "5.25%"."""
        whole, part = divmod(self.basis_points, 100)
        return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"

    @property
    def target(self) -> Product | Category | Shop | None:
        return self.product or self.category or self.shop

    def holds_at(self, instant: datetime) -> bool:
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)
