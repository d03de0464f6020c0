"""Notes to read: the newest ones, those of a topic, and one with everything in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.shops.models import Shop
from community.referral.leading import lead
from community.referral.services import link_to
from config.kernel.access import get_or_missing, public, signed_in
from config.kernel.errors import DomainError
from content.posts.gathering import hide_note, show_note
from content.posts.lanes import dealt
from content.posts.models import Post
from content.posts.selectors import (
    busy_topics,
    note_for,
    note_page,
    notes_about,
    notes_by,
    notes_for,
    notes_of_shop,
    published_note_for,
    topic_for,
)


@public
@require_safe
def note_list(request: HttpRequest) -> HttpResponse:
    """Newest notes; `?by=handle` shows one person's, `?shop=slug` a shop's."""
    if slug := request.GET.get("shop", ""):
        shop = get_or_missing(Shop.objects.filter(is_open=True), slug=slug)
        return _list(request, notes_of_shop(request.user, shop), shop=shop)
    handle = request.GET.get("by", "")
    if not handle:
        return _list(request, notes_for(request.user), topics=busy_topics())
    first = get_or_missing(
        notes_by(request.user, handle).select_related("author").order_by("author", "pk").distinct("author")
    )
    return _list(request, notes_by(request.user, handle), person=first.author)


@public
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = topic_for(slug=slug)
    return _list(request, notes_about(request.user, found), topic=found)


def _list(request: HttpRequest, rows: QuerySet[Post], **context: Any) -> HttpResponse:
    page = note_page(rows, cursor=request.GET.get("cursor", ""))
    context |= {"lanes": dealt(page.items), "is_empty": not page.items, "next_cursor": page.next_cursor}
    return render(request, "content/posts/list.html", context)


@public
@require_safe
def note(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "content/posts/note.html", {"note": note_for(request.user, key=key)})


@signed_in
@require_POST
def hide(request: HttpRequest, key: str) -> HttpResponse:
    """Those who look after the note's group hide it, or with `on=0` show it again."""
    post = note_for(request.user, key=key)
    is_hidden = request.POST.get("on", "1") == "1"
    try:
        if is_hidden:
            hide_note(post=post, actor=request.user, reason=request.POST.get("reason", ""))
        else:
            show_note(post=post, actor=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Hidden. It stands in the group's log.") if is_hidden else _("Shown again."))
    return redirect("posts:note", key)


@public
@require_safe
def note_product(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """From a note to one of its products, remembering by whose note somebody came."""
    found = published_note_for(request.user, key=key)
    tag = get_or_missing(found.products.select_related("product"), product__slug=slug)
    link = link_to(sharer=found.author, path=reverse("posts:note", args=[found.key]), made_at=found.published_at)
    return lead(request, link=link, to=reverse("catalog:product", args=[tag.product.slug]))
