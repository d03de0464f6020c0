"""A merchant's public face."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Merchant
from config.kernel.models import Dated, UploadedPicture


class Shop(Dated):
    merchant = models.OneToOneField(Merchant, on_delete=models.CASCADE, related_name="shop")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("shop name"), max_length=60)
    tagline = models.CharField(_("one line about it"), max_length=80, blank=True)
    about = models.TextField(_("about the shop"), max_length=2000, blank=True)
    place = models.CharField(_("place"), max_length=40, blank=True)
    mark = models.ForeignKey(
        UploadedPicture, verbose_name=_("mark"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    banner = models.ForeignKey(
        UploadedPicture, verbose_name=_("banner"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    currency = models.CharField(max_length=3, default="CNY")
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")

    def __str__(self) -> str:
        return self.name
