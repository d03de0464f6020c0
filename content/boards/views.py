"""One's boards, one board, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError
from content.boards.forms import BoardForm, ChangeBoardForm
from content.boards.selectors import board_for, board_of, saves_on, shelves_of
from content.boards.services import change_board, delete_board, new_board
from content.posts.lanes import dealt


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def board_list(request: HttpRequest) -> HttpResponse:
    """One's boards; posting makes a new one."""
    form = BoardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("posts:board", new_board(owner=request.user, **form.cleaned_data).key)
        except DomainError as refusal:
            form.add_error("name", refusal.text)
    status = 422 if form.errors else 200
    context = {"shelves": shelves_of(request.user), "form": form}
    return render(request, "content/boards/list.html", context, status=status)


@public
@require_safe
def board(request: HttpRequest, key: str) -> HttpResponse:
    """What is kept on a board: one's own, or a public one."""
    found = board_for(request.user, key=key)
    page = saves_on(request.user, found, cursor=request.GET.get("cursor", ""))
    context = {
        "board": found,
        "is_mine": found.owner_id == request.user.pk,
        "lanes": dealt([save.post for save in page.rows]),
        "page": page,
    }
    return render(request, "content/boards/board.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    found = board_of(request.user, key=key)
    form = ChangeBoardForm(request.POST or None, initial={"name": found.name, "is_public": found.is_public})
    if request.method == "POST" and form.is_valid():
        try:
            change_board(board=found, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("name", refusal.text)
        else:
            messages.success(request, _("Saved."))
            return redirect("posts:board", key)
    return render(
        request, "content/boards/edit.html", {"board": found, "form": form}, status=422 if form.errors else 200
    )


@signed_in
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    delete_board(board=board_of(request.user, key=key))
    messages.success(request, _("The board is gone. The notes stay where they are."))
    return redirect("posts:boards")
