"""What a shop charges for sending."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.models import Dated


class FreightUnit(models.TextChoices):
    COUNT = "count", _("by piece")
    WEIGHT = "weight", _("by kilogram")


class FreightTemplate(Dated):
    """A shop's price list for sending; the default one is used at checkout."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="freight_templates")
    name = models.CharField(_("name"), max_length=40)
    unit = models.CharField(_("charged"), max_length=8, choices=FreightUnit.choices, default=FreightUnit.COUNT)
    is_default = models.BooleanField(_("used at checkout"), default=True)

    class Meta:
        verbose_name = _("freight template")
        verbose_name_plural = _("freight templates")
        constraints = [
            models.UniqueConstraint(
                fields=["shop"], condition=models.Q(is_default=True), name="freight_one_default_per_shop"
            )
        ]

    def __str__(self) -> str:
        return self.name


class FreightRule(models.Model):
    """One line of the list. The rule whose region prefix is longest wins; no prefixes means everywhere else."""

    template = models.ForeignKey(FreightTemplate, on_delete=models.CASCADE, related_name="rules")
    region_prefixes = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    is_served = models.BooleanField(_("we send there"), default=True)
    first_units = models.PositiveIntegerField(_("first pieces or kilograms"), default=1)
    first_cents = models.BigIntegerField(_("cost of those"), default=0)
    next_units = models.PositiveIntegerField(_("each further"), default=1)
    next_cents = models.BigIntegerField(_("cost of each further"), default=0)
    free_over_cents = models.BigIntegerField(_("free from"), null=True, blank=True)
    free_from_pieces = models.PositiveIntegerField(_("free from pieces"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="freight_never_negative",
                condition=models.Q(first_cents__gte=0, next_cents__gte=0, first_units__gte=1, next_units__gte=1),
            ),
            models.CheckConstraint(
                name="freight_free_from_something",
                condition=(models.Q(free_over_cents=None) | models.Q(free_over_cents__gte=0))
                & (models.Q(free_from_pieces=None) | models.Q(free_from_pieces__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id}: {self.region_prefixes or '*'}"
