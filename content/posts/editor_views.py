"""Writing notes: the editor, one's own notes, their versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.organisations.access import hats_of
from accounts.organisations.models import Permission
from catalog.shops.models import Shop
from catalog.shops.selectors import open_shops
from config.kernel.access import signed_in
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from content.posts.drafts import Draft
from content.posts.editing import Desk, desk_of, read_desk, text_after
from content.posts.errors import OddTime
from content.posts.forms import NoteForm, initial_of
from content.posts.models import MOST_PICTURES, MOST_PRODUCTS, Post, PostStatus
from content.posts.selectors import OWN, own_counts, own_note, own_notes, versions_of
from content.posts.services import LATEST, change_note, delete_note, publish_note, save_draft, schedule_note

PAGE = 20
ENDS = {"draft", "schedule", "publish", "save"}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    return _edit(request, own_note(request.user, key=key))


def _edit(request: HttpRequest, post: Post | None) -> HttpResponse:
    """A helper's button shows the page again with nothing judged; the others end it."""
    shop = _own_shop(request)
    known: dict[str, Any] = {"has_shop": shop is not None, "author": request.user, "is_out": is_out(post)}
    if request.method != "POST":
        initial = initial_of(post) | ({} if post else {"group": request.GET.get("group", "")})
        return _page(request, post, NoteForm(initial=initial, **known), desk_of(post))
    sent = request.POST.copy()
    sent["body"] = text_after(request)
    form = NoteForm(sent, **known)
    desk = read_desk(request, post)
    if request.POST.get("action") not in ENDS:
        form.errors.clear()
        return _page(request, post, form, desk)
    if form.is_valid() and not desk.wrong and not desk.clip_wrong:
        try:
            return _end(request, post, form, desk, shop)
        except DomainError as refusal:
            form.add_refusal(refusal)
    return _page(request, post, form, desk, status=422)


def _end(request: HttpRequest, post: Post | None, form: NoteForm, desk: Desk, shop: Shop | None) -> HttpResponse:
    words = form.cleaned_data
    draft = Draft(
        title=words["title"],
        body=words["body"],
        place=words["place"],
        pictures=desk.pictures,
        tags=desk.tags,
        clip=desk.clip,
        disclosure=words["disclosure"],
        shop=shop if words.get("as_shop") else None,
        group=form.groups.get(words.get("group", "")),
    )
    if post is not None and (version := request.POST.get("version", "")).isdecimal():
        post.version = int(version[:9])  # as this window last saw it
    if post is not None and is_out(post):
        change_note(post=post, draft=draft)
        messages.success(request, _("Saved."))
        return redirect("posts:note", post.key)
    return _end_unpublished(request, post, draft, words["publish_at"])


def _end_unpublished(request: HttpRequest, post: Post | None, draft: Draft, publish_at: Any) -> HttpResponse:
    action = request.POST["action"]
    if action == "publish":
        told = publish_note(author=request.user, draft=draft, post=post)
        messages.success(request, _("Your note is out."))
        return redirect("posts:note", told.key)
    if action == "schedule":
        if publish_at is None:
            raise OddTime(field="publish_at", days=LATEST.days)
        schedule_note(author=request.user, draft=draft, publish_at=publish_at, post=post)
        messages.success(request, _("It comes out by itself."))
        return redirect(f"{reverse('posts:mine')}?state=scheduled")
    kept = save_draft(author=request.user, draft=draft, post=post)
    messages.success(request, _("Kept as a draft. Only you see it."))
    return redirect("posts:edit", kept.key)


def is_out(post: Post | None) -> bool:
    return post is not None and post.status in OWN["published"]


def _own_shop(request: HttpRequest) -> Shop | None:
    """The shop this person may speak for."""
    hats = hats_of(request)
    if hats.merchant is None or not hats.may(Permission.MARKETING):
        return None
    return open_shops().filter(merchant=hats.merchant).first()


def _page(request: HttpRequest, post: Post | None, form: NoteForm, desk: Desk, *, status: int = 200) -> HttpResponse:
    context = {
        "note": post,
        "form": form,
        "desk": desk,
        "is_out": is_out(post),
        "most_pictures": MOST_PICTURES,
        "most_products": MOST_PRODUCTS,
    }
    return render(request, "content/posts/editor.html", context, status=status)


@signed_in
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    post = own_note(request.user, key=key)
    delete_note(post=post)
    messages.success(request, _("The note is gone."))
    state = next((state for state, statuses in OWN.items() if PostStatus(post.status) in statuses), "published")
    return redirect(f"{reverse('posts:mine')}?state={state}")


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own notes: those that are out, drafts, and those to come."""
    state = request.GET.get("state", "published")
    state = state if state in OWN else "published"
    page = keyset(own_notes(request.user, state), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    context = {"page": page, "state": state, "counts": own_counts(request.user)}
    return render(request, "content/posts/mine.html", context)


@signed_in
@require_safe
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """What one's note said before."""
    post = own_note(request.user, key=key)
    return render(request, "content/posts/versions.html", {"note": post, "versions": versions_of(post)})
