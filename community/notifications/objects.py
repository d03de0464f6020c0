"""Where orders, teams, bargains, cases, products and merchants are found: for the kinds that are about them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.organisations.models import Membership, Merchant, Role
from accounts.privacy.models import DataExport
from catalog.products.models import Product
from catalog.shops.models import Shop
from community.notifications.kinds import Target
from orders.aftersales.models import Case
from orders.bargain.models import Bargain
from orders.checkout.models import Order
from orders.groupbuy.models import GroupTeam


def orders(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """A buyer's own orders, called by what was bought."""
    rows = Order.objects.filter(pk__in=ids, buyer=reader).prefetch_related("lines")
    return {row.pk: Target(reverse("orders:detail", args=[row.number]), _goods(row)) for row in rows}


def _goods(order: Order) -> str:
    return next((line.title for line in order.lines.all()), order.number)


def teams(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = GroupTeam.objects.filter(pk__in=ids).select_related("campaign__product__cover")
    return {row.pk: Target(reverse("orders:team", args=[row.token]), row.campaign.product.title) for row in rows}


def bargains(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = Bargain.objects.filter(pk__in=ids, user=reader).select_related("campaign__variant__product")
    return {
        row.pk: Target(reverse("orders:bargain", args=[row.token]), row.campaign.variant.product.title) for row in rows
    }


def cases(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """Cases of a buyer."""
    rows = Case.objects.filter(pk__in=ids, order__buyer=reader).select_related("order").prefetch_related("order__lines")
    return {row.pk: Target(reverse("orders:case", args=[row.number]), _goods(row.order)) for row in rows}


def shop_cases(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """Cases of the shops somebody works for."""
    mine = _works_for(reader, "order__shop__merchant_id")
    rows = Case.objects.filter(mine, pk__in=ids).select_related("order").prefetch_related("order__lines")
    return {row.pk: Target(reverse("merchant:case", args=[row.number]), _goods(row.order)) for row in rows}


def shop_orders(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """The orders page of the shops somebody works for; the object is the shop."""
    rows = Shop.objects.filter(_works_for(reader, "merchant_id"), pk__in=ids)
    return {row.pk: Target(reverse("merchant:orders"), row.name) for row in rows}


def merchants(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = Merchant.objects.filter(_works_for(reader, "pk"), pk__in=ids)
    return {row.pk: Target(reverse("merchant:apply"), row.name) for row in rows}


def products(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """Products of the shops somebody works for."""
    rows = Product.objects.filter(_works_for(reader, "shop__merchant_id"), pk__in=ids)
    return {row.pk: Target(reverse("merchant:product-edit", args=[row.slug]), row.title) for row in rows}


def exports(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = DataExport.objects.filter(pk__in=ids, user=reader).values_list("pk", flat=True)
    return {pk: Target(reverse("me:privacy")) for pk in rows}


def _works_for(reader: Any, merchant: str) -> Exists:
    return Exists(Membership.objects.filter(user=reader, merchant=OuterRef(merchant), is_active=True))


def crew(merchant_id: int, permission: str) -> list[int]:
    """The people of a merchant who look after this: its owners, and staff with the permission."""
    handles = Q(role=Role.OWNER) | Q(role=Role.STAFF, permissions__contains=[permission])
    hats = Membership.objects.filter(handles, merchant=merchant_id, is_active=True, user__is_active=True)
    return list(hats.order_by("pk").values_list("user_id", flat=True))
