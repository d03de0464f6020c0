"""What every template knows as `site`; each value is looked up only if a template asks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.organisations.access import Hats, hats_of
from accounts.privacy.measuring import measuring_of
from orders.cart.selectors import cart_count

THEMES = ("light", "dark", "system")


class Site:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO
        self.url = settings.SITE_URL

    @property
    def theme(self) -> str:
        """The person's choice: light, dark or system."""
        chosen = self.request.COOKIES.get("theme", "system")
        return chosen if chosen in THEMES else "system"

    @cached_property
    def cart_count(self) -> int:
        return cart_count(user=self.request.user, token=self.request.session.get("cart", ""))

    @property
    def measuring(self) -> str:
        """Whether this browser may be counted: yes, no, or ask."""
        return measuring_of(self.request)

    @cached_property
    def memberships(self) -> Hats:
        return hats_of(self.request)


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site": Site(request)}
