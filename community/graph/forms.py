"""What a person lets others see, as a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from community.graph.models import PersonSettings


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = PersonSettings
        fields = ("hide_network", "share_purchases", "allow_suggest")
        help_texts = {
            "hide_network": _("Only you see whom you follow and who follows you."),
            "share_purchases": _(
                "On the page of a product they read that you bought it. Personal care is never shown."
            ),
            "allow_suggest": _("People with friends or purchases like yours may see you under “People”."),
        }
