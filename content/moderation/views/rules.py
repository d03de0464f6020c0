"""The rules texts, links and pictures are read by, a box to try them, and levels given by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.identity.models import User
from accounts.organisations.access import operator
from accounts.organisations.selectors import person_for_review
from community.conduct.selectors import (
    domain_rule_for,
    domain_rules,
    picture_rule_for,
    picture_rules,
    standing_of,
    word_rule_for,
    word_rules,
)
from community.conduct.services import Screened, drop_rule, keep_domain_rule, keep_word_rule, screen
from config.kernel.errors import DomainError
from content.moderation.forms import DomainRuleForm, LevelForm, TryForm, WordRuleForm, add_refusal
from content.moderation.services import set_level

MOST = 500


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """All rules; a form for each kind, and the box that reads a text as if a newcomer had written it."""
    part = request.POST.get("part", "")
    words = WordRuleForm(request.POST if part == "words" else None)
    domains = DomainRuleForm(request.POST if part == "domains" else None)
    trying = TryForm(request.POST if part == "try" else None)
    if part == "words" and _kept(request, words):
        return redirect("platform:moderation-rules")
    if part == "domains" and _kept(request, domains):
        return redirect("platform:moderation-rules")
    tried = _tried(trying) if part == "try" and trying.is_valid() else {}
    context = {
        "words": words,
        "domains": domains,
        "trying": trying,
        "word_rules": word_rules().order_by("-pk")[:MOST],
        "domain_rules": domain_rules().order_by("domain")[:MOST],
        "picture_rules": picture_rules().order_by("-pk")[:MOST],
        **tried,
    }
    is_wrong = any(form.is_bound and form.errors for form in (words, domains, trying))
    return render(request, "content/moderation/rules.html", context, status=422 if is_wrong else 200)


def _kept(request: HttpRequest, form: WordRuleForm | DomainRuleForm) -> bool:
    if not form.is_valid():
        return False
    person = user_of(request)
    rule = form.save(commit=False)
    try:
        if isinstance(form, WordRuleForm):
            keep_word_rule(rule=rule, by=person)
        else:
            keep_domain_rule(rule=rule, by=person)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _("The rule is on."))
    return True


def _tried(form: TryForm) -> dict[str, Any]:
    """What would happen to the text."""
    try:
        read: Screened = screen(author=User(), text=form.cleaned_data["text"], field="text")
    except DomainError as refusal:
        return {"refusal": refusal.text}
    return {"read": read}


@operator
@require_POST
def drop(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A rule is off."""
    find: Any = {"words": word_rule_for, "domains": domain_rule_for}.get(kind, picture_rule_for)
    drop_rule(rule=find(pk=pk))
    messages.success(request, _("The rule is off."))
    return redirect("platform:moderation-rules")


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: HttpRequest, handle: str) -> HttpResponse:
    """Give somebody a trust level by hand."""
    person = person_for_review(handle=handle)
    standing = standing_of(person)
    form = LevelForm(
        request.POST if request.method == "POST" else None,
        initial={"level": standing.level, "is_fixed": standing.is_fixed},
    )
    if request.method == "POST" and form.is_valid():
        set_level(person=person, actor=user_of(request), **form.cleaned_data)
        messages.success(request, _("Written down."))
        return redirect("platform:user", handle=handle)
    context = {"person": person, "form": form}
    return render(request, "content/moderation/level.html", context, status=422 if form.errors else 200)
