"""What the platform's editors put in front: the lead story of the home page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.language import in_language
from config.kernel.models import Dated, UploadedPicture


class LeadStory(Dated):
    """One large picture with a line over it, leading to a shop. The newest one whose time has come is shown."""

    title_zh = models.CharField(_("title (Chinese)"), max_length=40)
    title_en = models.CharField(_("title (English)"), max_length=80)
    picture = models.ForeignKey(UploadedPicture, verbose_name=_("picture"), on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Shop, verbose_name=_("shop"), on_delete=models.CASCADE, related_name="lead_stories")
    shown_from = models.DateTimeField(_("shown from"))
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)

    class Meta:
        verbose_name = _("lead story")
        verbose_name_plural = _("lead stories")
        indexes = [models.Index(fields=["-shown_from"], name="lead_story_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)
