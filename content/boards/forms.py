"""Boards as forms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.boards.models import LONGEST_NAME


class BoardForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("board", "Name"), max_length=LONGEST_NAME)


class ChangeBoardForm(BoardForm):
    is_public = forms.BooleanField(
        label=_("Whoever has the link may see it"), required=False, help_text=_("Otherwise only you see it.")
    )
