"""Whose figures a page shows: a shop's in the merchant's portal, everybody's in the platform's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.organisations.access import merchant_of
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
