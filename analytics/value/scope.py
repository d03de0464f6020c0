"""Whose figures a page shows: a shop's in the merchant's portal, everybody's in the platform's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.organisations.access import merchant, merchant_of, operator
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of


@dataclass(frozen=True)
class Scope:
    """`shop` None: the whole site."""

    shop: Shop | None
    portal: str

    @property
    def layout(self) -> str:
        return f"layouts/{self.portal}.html"

    @property
    def name(self) -> str:
        """For names of files."""
        return self.shop.slug if self.shop else "platform"

    def url(self, name: str, *args: Any) -> str:
        """The address of a page that both portals have."""
        return reverse(f"{self.portal}:{name}", args=args)


def shop_scope(request: HttpRequest) -> Scope:
    return Scope(shop_of(merchant_of(request)), "merchant")


def platform_scope(_request: HttpRequest) -> Scope:
    return Scope(None, "platform")


@dataclass(frozen=True)
class Pair:
    """One page in both portals, each behind its own policy."""

    shop: Callable[..., HttpResponse]
    site: Callable[..., HttpResponse]


def in_both_portals(permission: str, *methods: str) -> Callable[[Callable[..., HttpResponse]], Pair]:
    """`view(request, scope, …)` as a merchant's page, for whoever has the permission, and as an operator's."""

    def pair(view: Callable[..., HttpResponse]) -> Pair:
        @merchant(permission)
        @require_http_methods(methods)
        @wraps(view)
        def of_shop(request: HttpRequest, **more: Any) -> HttpResponse:
            return view(request, shop_scope(request), **more)

        @operator
        @require_http_methods(methods)
        @wraps(view)
        def of_site(request: HttpRequest, **more: Any) -> HttpResponse:
            return view(request, platform_scope(request), **more)

        return Pair(of_shop, of_site)

    return pair
