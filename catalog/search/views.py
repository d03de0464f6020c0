"""The list of products and the search."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.search.filters import BEST, CHEAP, DEAR, NEWEST, RELEVANT, Filters, read_filters
from catalog.search.selectors import Choice, choices_of, counts_for, nearby, product_page, suggestions
from catalog.search.services import remember_search
from catalog.taxonomy.models import Attribute
from catalog.taxonomy.selectors import Tree, category_tree
from config.kernel.access import public
from config.kernel.errors import NotFound


@public
@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    filters = read_filters(request.GET)
    tree = category_tree()
    if filters.category and tree.get(filters.category) is None:
        raise NotFound
    return render(request, "catalog/search/list.html", list_context(request, filters, tree))


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    filters = read_filters(request.GET)
    tree = category_tree()
    context = list_context(request, filters, tree)
    if filters.text and context["page"].items and not request.GET.get("cursor"):
        remember_search(text=filters.text)
    if not context["page"].items:
        context["nearby"] = nearby(filters)
    context["hot"] = suggestions("") if not filters.text else []
    return render(request, "catalog/search/search.html", context)


@public
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    found = suggestions(request.GET.get("q", "")[:100])
    return render(request, "catalog/search/suggestions.html", {"suggestions": found})


def list_context(request: HttpRequest, filters: Filters, tree: Tree, *, with_shops: bool = True) -> dict[str, Any]:
    """Everything a list of products shows: the page itself, its filters with counts, and the way back out of them."""
    page = product_page(filters, tree=tree, cursor=request.GET.get("cursor", ""))
    counts = counts_for(filters, tree, with_shops=with_shops)
    choices = choices_of(filters, counts)
    category = tree.get(filters.category)
    level = tree.children(category) if category else tree.roots
    return {
        "filters": filters,
        "page": page,
        "total": counts.total,
        "category": category,
        "trail": tree.trail(category) if category else [],
        "categories": [(one, count) for one in level if (count := counts.in_category(tree, one))],
        "shops": counts.by_shop,
        "choices": choices,
        "sorts": _sorts(request, filters),
        "chips": _chips(request, filters, tree, counts.by_shop, choices),
        "more_url": address(request, cursor=page.next_cursor) if page.next_cursor else "",
        "kept": _kept(request),
    }


def address(request: HttpRequest, **changes: str | list[str] | None) -> str:
    """This page's address with some of its questions changed; None drops one."""
    query = {name: values for name, values in request.GET.lists() if name != "cursor"}
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value if isinstance(value, list) else [value]
    return f"{request.path}?{urlencode(query, doseq=True)}" if query else request.path


def _sorts(request: HttpRequest, filters: Filters) -> list[tuple[str, str, bool]]:
    names = {
        RELEVANT: _("Best match"),
        BEST: _("Best selling"),
        NEWEST: _("Newest"),
        CHEAP: _("Price, low to high"),
        DEAR: _("Price, high to low"),
    }
    if not filters.text:
        del names[RELEVANT]
    return [(name, address(request, sort=key), key == filters.sort) for key, name in names.items()]


def _chips(
    request: HttpRequest,
    filters: Filters,
    tree: Tree,
    shops: list[tuple[str, str, int]],
    choices: list[tuple[Attribute, list[Choice]]],
) -> list[tuple[str, str]]:
    """(words, address without it) for each filter that is set."""
    chips: list[tuple[str, str]] = []
    if category := tree.get(filters.category):
        chips.append((category.label, address(request, category=None)))
    if filters.shop:
        name = next((name for slug, name, _count in shops if slug == filters.shop), filters.shop)
        chips.append((name, address(request, shop=None)))
    if price := _price_words(filters):
        chips.append((price, address(request, min=None, max=None)))
    if filters.in_stock:
        chips.append((_("In stock"), address(request, in_stock=None)))
    pairs = request.GET.getlist("v")
    for attribute, ones in choices:
        for choice in ones:
            pair = f"{attribute.slug}.{choice.value.slug}"
            if choice.is_chosen:
                chips.append((choice.value.label, address(request, v=[one for one in pairs if one != pair])))
    return chips


def _price_words(filters: Filters) -> str:
    low, high = (None if cents is None else f"{cents / 100:g}" for cents in (filters.least_cents, filters.most_cents))
    if low and high:
        return f"¥{low}–{high}"
    if high:
        return _("up to ¥%(high)s") % {"high": high}
    return _("¥%(low)s and more") % {"low": low} if low else ""


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the filter form carries along unseen."""
    return [(name, request.GET[name]) for name in ("q", "sort") if request.GET.get(name)]
