"""What a sharer earned, on the page of invitations: `{% load earned %}`"""

from __future__ import annotations

from typing import Any

from django import template

from accounts.identity.models import User
from community.earnings.selectors import Earned, earned_by, earnings_of
from config.kernel.paging import keyset

register = template.Library()


@register.simple_tag
def earnings_sums(person: User) -> Earned:
    """{% earnings_sums user as earned %}: by where they stand."""
    return earned_by(person)


@register.inclusion_tag("community/earnings/_list.html", takes_context=True)
def earnings_list(context: dict[str, Any], person: User) -> dict[str, Any]:
    """{% earnings_list user %}: each with its state, newest first."""
    request = context["request"]
    page = keyset(earnings_of(person), cursor=request.GET.get("cursor", ""), by="key", size=20)
    return {"page": page, "request": request}
