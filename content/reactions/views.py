"""The buttons under a note."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kernel.access import signed_in
from config.kernel.errors import DomainError
from content.boards.models import Board
from content.boards.selectors import board_of, boards_of, save_of
from content.boards.services import let_go, new_board, save_note
from content.posts.models import Post
from content.posts.selectors import published_note_for
from content.reactions import services
from content.reactions.selectors import standing
from content.reactions.services import like_note, unlike_note


@signed_in
@require_POST
def like(request: HttpRequest, key: str) -> HttpResponse:
    post = published_note_for(request.user, key=key)
    if request.POST.get("on") == "1":
        like_note(post=post, user=request.user)
    else:
        unlike_note(post=post, user=request.user)
    return _bar(request, post)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep it (`on=1`), on a board (`board`, or `name` for a new one), or let it go (`on=0`). GET asks where."""
    post = published_note_for(request.user, key=key)
    if request.method != "POST":
        context = {"note": post, "boards": boards_of(request.user), "save": save_of(request.user, post)}
        return render(request, "content/boards/choose.html", context)
    if request.POST.get("on") == "0":
        let_go(user=request.user, post=post)
        return _bar(request, post)
    board = board_of(request.user, key=request.POST["board"]) if request.POST.get("board") else None
    try:
        told = _keep(request, post, board)
    except DomainError as refusal:
        if request.headers.get("HX-Request"):
            raise
        messages.error(request, refusal.text)
        return redirect("posts:save", key)
    return _bar(request, post, told)


@signed_in
@require_POST
def repost(request: HttpRequest, key: str) -> HttpResponse:
    """Hand it on to those who follow one (`on=1`), or take that back."""
    post = published_note_for(request.user, key=key)
    is_on = request.POST.get("on") == "1"
    try:
        (services.repost if is_on else services.take_back_repost)(post=post, user=request.user)
    except DomainError as refusal:
        if request.headers.get("HX-Request"):
            raise
        messages.error(request, refusal.text)
        return redirect("posts:note", key)
    told = _("Your followers see it now.") if is_on else _("You no longer hand it on.")
    if not request.headers.get("HX-Request"):
        messages.success(request, told)
        return redirect("posts:note", key)
    answer = render(request, "content/reactions/_repost.html", {"note": post, "is_reposted": is_on})
    answer.headers["HX-Trigger"] = json.dumps({"toast": {"text": told, "kind": "success"}})
    return answer


def _keep(request: HttpRequest, post: Post, board: Board | None) -> str:
    if request.POST.get("name", "").strip():
        board = new_board(owner=request.user, name=request.POST["name"])
    kept = save_note(user=request.user, post=post, board=board)
    return _("Kept on “%(board)s”.") % {"board": kept.board.name}


def _bar(request: HttpRequest, post: Post, told: str = "") -> HttpResponse:
    """The bar again, with a sentence where there is one to say."""
    if not request.headers.get("HX-Request"):
        if told:
            messages.success(request, told)
        return redirect("posts:note", post.key)
    answer = render(request, "content/reactions/_bar.html", {"note": post, "view": standing(post, request.user)})
    if told:
        answer.headers["HX-Trigger"] = json.dumps({"toast": {"text": told, "kind": "success"}})
    return answer
