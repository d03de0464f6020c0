"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.taxonomy.models import Category
from config.kernel.access import get_or_missing, public
from content.feed.selectors import discover_page, root_categories, selling_well
from content.pages.selectors import lead_story
from content.posts.lanes import dealt


@public
def home(request: HttpRequest) -> HttpResponse:
    """Discover: a lead story, what sells, and everything new."""
    slug, cursor = request.GET.get("category", ""), request.GET.get("cursor", "")
    category = get_or_missing(Category.objects.all(), slug=slug) if slug else None
    page = discover_page(category=category, cursor=cursor)
    context: dict[str, object] = {"lanes": dealt(page.items), "next_cursor": page.next_cursor, "category": category}
    if not cursor:
        context |= {"categories": root_categories(), "story": lead_story(), "selling": selling_well()}
    return render(request, "content/feed/home.html", context)
