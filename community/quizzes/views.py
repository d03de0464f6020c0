"""Quizzes on pages: before, while and after one plays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.groups.forms import add_refusal
from community.groups.views.desk import looked_after
from community.groups.views.pages import readable
from community.quizzes import services
from community.quizzes.forms import QuizForm
from community.quizzes.models import MOST_QUESTIONS, QuizAttempt
from community.quizzes.selectors import attempt_of, dealt_to, marked, players_of, quiz_for, ranking_of
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    form = QuizForm(request.POST or None)
    if form.is_valid():
        try:
            quiz = services.open_quiz(group=group, actor=user_of(request), **form.wish)
            return redirect("community:quiz", group.slug, quiz.key)
        except DomainError as refusal:
            add_refusal(form, refusal)
    context = {"group": group, "standing": standing, "form": form}
    return render(request, "community/quizzes/form.html", context, status=422 if form.errors else 200)


@public
@require_GET
def detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Its terms before, one's questions while the clock runs, the ranking afterwards."""
    group, standing = readable(request, slug)
    quiz = quiz_for(group, key=key)
    mine = attempt_of(quiz, request.user)
    is_playing = mine is not None and mine.is_running
    context: dict[str, Any] = {
        "group": group,
        "standing": standing,
        "quiz": quiz,
        "mine": mine,
        "is_playing": is_playing,
        "questions": dealt_to(mine) if mine is not None and is_playing else [],
        "ranking": [] if is_playing else ranking_of(quiz),
        "marked": marked(mine) if mine is not None else [],
        "players": players_of(quiz),
    }
    answer = render(request, "community/quizzes/detail.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Start the clock. Whoever comes back from signing in finds the button on the page."""
    group, _standing = readable(request, slug)
    quiz = quiz_for(group, key=key)
    if request.method == "POST":
        try:
            services.begin(quiz=quiz, user=user_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.text)
    return redirect("community:quiz", group.slug, quiz.key)


@signed_in
@require_POST
def hand_in(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = readable(request, slug)
    quiz = quiz_for(group, key=key)
    chosen = [_place(request.POST.get(f"q{number}", "")) for number in range(MOST_QUESTIONS)]
    try:
        _told(request, services.hand_in(quiz=quiz, user=user_of(request), chosen=chosen))
    except DomainError as refusal:
        messages.error(request, refusal.text)
    answer = redirect("community:quiz", group.slug, quiz.key)
    if not request.headers.get("HX-Request"):
        return answer
    return HttpResponse(status=204, headers={"HX-Redirect": answer.url})  # the clock ran out, or scripts are on


def _place(text: str) -> int | None:
    return int(text) if len(text) == 1 and text in "0123456789" else None


def _told(request: HttpRequest, attempt: QuizAttempt) -> None:
    if attempt.is_late:
        messages.info(request, _("Too late: the time was up."))
    else:
        messages.success(request, _("Handed in."))
