"""Counters: where a shop hands out what was bought, for those who come instead of waiting for a courier."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.ids import public_id
from config.kernel.models import Dated


class PickupPoint(Dated):
    """One counter of a shop. Never deleted, because orders point at it: it is switched off."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="pickup_points")
    name = models.CharField(_("name"), max_length=40)
    region_code = models.CharField(_("region"), max_length=6)
    street = models.CharField(_("street and house number"), max_length=120)
    hours = models.CharField(_("opening hours"), max_length=80)
    phone = models.CharField(_("phone of the counter"), max_length=24, blank=True)
    is_open = models.BooleanField(_("hands out orders"), default=True)

    class Meta:
        verbose_name = _("pick-up point")
        verbose_name_plural = _("pick-up points")
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="pickup_point_name_once_per_shop")]

    def __str__(self) -> str:
        return self.name
