"""Comments on pages. Every button works as a plain form; with HTMX only the list is fetched again."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError
from content.comments.models import LONGEST_COMMENT, Comment
from content.comments.selectors import comment_for, own_comment, thread_of, threads_of
from content.comments.services import (
    delete_comment,
    edit_comment,
    hide_comment,
    like_comment,
    pin_comment,
    write_comment,
)
from content.posts.models import Post
from content.posts.selectors import published_note_for


@public
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, key: str) -> HttpResponse:
    """The list of a note's comments; posting says something."""
    post = published_note_for(request.user, key=key)
    if request.method != "POST":
        return render(request, "content/comments/page.html", list_context(request, post))
    if not request.user.is_authenticated:
        back = urlencode({"next": reverse("posts:note", args=[key])})
        return redirect(f"{reverse('account_login')}?{back}")
    answers = comment_for(request.user, key=request.POST["answers"]) if request.POST.get("answers") else None
    try:
        write_comment(post=post, author=request.user, body=request.POST.get("body", ""), answers=answers)
    except DomainError as refusal:
        if request.headers.get("HX-Request"):
            raise
        messages.error(request, refusal.text)
    return _list_again(request, post, is_said=True)


@public
@require_safe
def thread(request: HttpRequest, key: str) -> HttpResponse:
    """One comment with everything said to it."""
    found = comment_for(request.user, key=key)
    return render(
        request,
        "content/comments/thread.html",
        {"note": found.post, "thread": thread_of(found, request.user), "is_whole": True},
    )


@signed_in
@require_POST
def like(request: HttpRequest, key: str) -> HttpResponse:
    comment = comment_for(request.user, key=key)
    like_comment(comment=comment, user=request.user, is_liked=request.POST.get("on") == "1")
    return _list_again(request, comment.post)


@signed_in
@require_POST
def pin(request: HttpRequest, key: str) -> HttpResponse:
    comment = comment_for(request.user, key=key)
    pin_comment(comment=comment, actor=request.user, is_pinned=request.POST.get("on") == "1")
    return _list_again(request, comment.post)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Say one's own comment differently; without scripts on a page of its own, where a refusal stands at the field."""
    comment = own_comment(request.user, key=key)
    words = request.POST.get("body", comment.body)
    wrong = ""
    if request.method == "POST":
        try:
            edit_comment(comment=comment, actor=request.user, body=words)
        except DomainError as refusal:
            wrong = refusal.text
        else:
            answer = _list_again(request, comment.post, is_said=True)
            answer.headers["HX-Trigger"] = json.dumps({"closes": "comment-edit"})
            return answer
    context = {"comment": comment, "note": comment.post, "words": words, "wrong": wrong, "most": LONGEST_COMMENT}
    if wrong and request.headers.get("HX-Request"):
        answer = render(request, "content/comments/_edit_form.html", context)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#comment-edit-form", "outerHTML"
        return answer
    return render(request, "content/comments/edit.html", context, status=422 if wrong else 200)


@signed_in
@require_POST
def hide(request: HttpRequest, key: str) -> HttpResponse:
    """Those who look after the note's group hide a comment."""
    comment = comment_for(request.user, key=key)
    hide_comment(comment=comment, actor=request.user)
    return _list_again(request, comment.post)


@signed_in
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    comment: Comment = comment_for(request.user, key=key)
    delete_comment(comment=comment, actor=request.user)
    return _list_again(request, comment.post)


def _list_again(request: HttpRequest, post: Post, *, is_said: bool = False) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('posts:note', args=[post.key])}#comments")
    context = list_context(request, post) | {"is_said": is_said}
    return render(request, "content/comments/_list.html", context)


def list_context(request: HttpRequest, post: Post) -> dict[str, Any]:
    threads = threads_of(post, request.user, cursor=request.GET.get("cursor", ""))
    return {"note": post, "threads": threads}
