"""The home page with its feeds, the switch of Discover, and the buttons that follow topics and shops."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identity.access import user_of
from accounts.privacy.models import Purpose
from accounts.privacy.services import answer
from catalog.shops.models import Shop
from catalog.taxonomy.models import Category
from config.kernel.access import get_or_missing, public, signed_in
from config.kernel.errors import DomainError
from content.feed.selectors import (
    FeedPage,
    following_page,
    groups_page,
    mixed_page,
    newest_products,
    root_categories,
    selling_well,
    topics_followed,
    topics_page,
)
from content.feed.selectors.cards import Shown
from content.feed.selectors.taste import Taste, taste_of
from content.feed.services import follow_shop, follow_topic, unfollow_shop, unfollow_topic
from content.pages.selectors import lead_story
from content.posts.lanes import dealt
from content.posts.selectors import newest, notes_of_shop, topic_for

SWITCH = "feed_personal"  # a guest's answer, for as long as the session lasts
VISIT = "feed_topics"  # topics a guest read in this visit; kept only while the switch is on
TABS = {"following": following_page, "groups": groups_page, "topics": topics_page}


def taste_for(request: HttpRequest) -> Taste:
    """What Discover may know about who asks."""
    visit = request.session.get(VISIT, []) if request.session.get(SWITCH) else None
    return taste_of(request.user, visit=visit)


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Discover, what one follows, one's groups, or the topics one follows."""
    tab = request.GET.get("tab", "")
    return _tab(request, tab) if tab in TABS else _discover(request)


def _discover(request: HttpRequest) -> HttpResponse:
    """A lead story, what sells, then notes and products; a category shows its products alone."""
    slug, cursor = request.GET.get("category", ""), request.GET.get("cursor", "")
    category = get_or_missing(Category.objects.all(), slug=slug) if slug else None
    context: dict[str, Any] = {"tab": "", "category": category}
    if category:
        goods = newest_products(category=category, cursor=cursor)
        page = FeedPage([Shown(product=one) for one in goods.items], goods.next_cursor)
    else:
        taste = taste_for(request)
        page = mixed_page(request.user, taste, cursor=cursor)
        context["is_personal"] = taste.is_personal
    context |= {"lanes": dealt(page.items), "goods": page.products, "next_cursor": page.next_cursor}
    if not cursor:
        context |= {"categories": root_categories(), "story": lead_story(), "selling": selling_well()}
    return render(request, "content/feed/home.html", context)


def _tab(request: HttpRequest, tab: str) -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    page = TABS[tab](request.user, cursor=cursor)
    context = {"tab": tab, "lanes": dealt(page.items), "is_empty": not page.items, "next_cursor": page.next_cursor}
    if tab == "topics" and request.user.is_authenticated and not cursor:
        context["topics"] = topics_followed(request.user)
    return render(request, "content/feed/tab.html", context)


@public
@require_safe
def algorithm(request: HttpRequest) -> HttpResponse:
    """How ranking works, in plain words, and its switch."""
    return render(request, "content/pages/algorithm.html", {"is_personal": taste_for(request).is_personal})


@public
@require_POST
def personal(request: HttpRequest) -> HttpResponse:
    """Whether Discover may use what one likes: a person's answer joins their others, a guest's the session."""
    is_on = request.POST.get("on") == "1"
    if request.user.is_authenticated:
        ip = request.META.get("REMOTE_ADDR", "")
        answer(user=user_of(request), purpose=Purpose.PERSONALISATION, given=is_on, ip=ip)
    else:
        request.session[SWITCH] = is_on
        request.session.pop(VISIT, None)
    told = _("Discover takes into account what you like.") if is_on else _("Discover shows you what everybody sees.")
    messages.success(request, told)
    return redirect("algorithm" if request.POST.get("next") == "algorithm" else "home")


@public
@require_safe
def shop_notes(request: HttpRequest, slug: str) -> HttpResponse:
    """What a shop shows and tells: fetched after its page."""
    shop = get_or_missing(Shop.objects.filter(is_open=True), slug=slug)
    return render(
        request, "content/posts/_rail.html", {"notes": newest(notes_of_shop(request.user, shop)), "shop": shop}
    )


@signed_in
@require_http_methods(["GET", "POST"])
def topic_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a topic, or with `on=0` stop. Whoever comes back from signing in finds the button on its page."""
    topic = topic_for(slug=slug)
    if request.method == "GET":
        return redirect("posts:topic", topic.slug)
    is_on = request.POST.get("on", "1") != "0"
    try:
        (follow_topic if is_on else unfollow_topic)(user=user_of(request), topic=topic)
    except DomainError as refusal:
        if request.headers.get("HX-Request"):
            raise
        messages.error(request, refusal.text)
        return redirect("posts:topic", topic.slug)
    if not request.headers.get("HX-Request"):
        return redirect("posts:topic", topic.slug)
    return render(request, "content/feed/_topic_button.html", {"topic": topic, "is_followed": is_on})


@signed_in
@require_http_methods(["GET", "POST"])
def shop_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a shop, or with `on=0` stop."""
    shop = get_or_missing(Shop.objects.filter(is_open=True), slug=slug)
    if request.method == "GET":
        return redirect("catalog:shop", shop.slug)
    is_on = request.POST.get("on", "1") != "0"
    try:
        (follow_shop if is_on else unfollow_shop)(user=user_of(request), shop=shop)
    except DomainError as refusal:
        if request.headers.get("HX-Request"):
            raise
        messages.error(request, refusal.text)
        return redirect("catalog:shop", shop.slug)
    if not request.headers.get("HX-Request"):
        return redirect("catalog:shop", shop.slug)
    return render(request, "content/feed/_shop_button.html", {"shop": shop, "is_followed": is_on})
