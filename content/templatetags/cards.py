"""Product cards of long lists with all that other apps know of a product: `{% load cards %}` (decision 0006)."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from catalog.products.models import Product
from config.kernel.markup import product_card_html
from config.kernel.templatetags.hetang import cents as sum_of
from config.kernel.templatetags.hetang import short_number
from content.templatetags.reviews import average_of
from orders.templatetags.groupbuy import offer_for
from orders.templatetags.promotions import beside, card_deal

register = template.Library()


@register.simple_tag
def listed_card(
    product: Product, deals: Any, offers: Any, stars: Any, *, level: Any = 2, eager: Any = False
) -> SafeString:
    """One product of a list: its team price or deal, how it is liked, how many were sold, who made it."""
    return _card(product, deals, offers, stars, sold=_sold(product), level=level, eager=eager, maker=product.shop.name)


@register.simple_tag
def home_card(product: Product, deals: Any, offers: Any, stars: Any, *, eager: Any = False) -> SafeString:
    """One product of the home page, in its picture's own form: how many were sold, or when it came."""
    ratio = product.cover.ratio if product.cover else "1:1"
    return _card(product, deals, offers, stars, sold=_sold(product) or _new(product), ratio=ratio, eager=eager)


def _card(product: Product, deals: Any, offers: Any, stars: Any, **how: Any) -> SafeString:
    deal, currency = card_deal(deals, product), product.shop.currency
    if team := offer_for(offers, product):
        alone = gettext("Team of %(size)s · alone %(sum)s") % {"size": team.size, "sum": sum_of(deal.cents, currency)}
        how |= {"cents": team.cents, "upto": team.is_range, "alone": alone}
    else:
        how |= {"cents": deal.cents, "upto": product.has_price_range, "alone": beside(deal, currency)}
    return product_card_html(
        href=reverse("catalog:product", args=[product.slug]),
        title=product.shown_title,
        picture=product.cover,
        currency=currency,
        stars=average_of(stars, product),
        sold_out=product.is_sold_out,
        language=product.language,
        **({"level": 2} | how),
    )


def _sold(product: Product) -> str:
    number = product.sold_count
    return ngettext("%(sold)s sold", "%(sold)s sold", number) % {"sold": short_number(number)} if number else ""


def _new(product: Product) -> str:
    if product.listed_at is None:
        return ""
    return gettext("New on %(day)s") % {"day": date_format(localtime(product.listed_at), "MONTH_DAY_FORMAT")}
