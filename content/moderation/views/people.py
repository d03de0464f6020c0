"""Reporting something, and what one reads of oneself: strikes, appeals, one's reports, one's level."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.identity.access import user_of
from config.kernel.access import signed_in
from config.kernel.clock import now
from config.kernel.errors import DomainError, NotFound
from config.kernel.paging import keyset
from content.moderation.errors import OwnThing
from content.moderation.forms import AppealForm, NoticeForm, ReportForm, add_refusal
from content.moderation.models import Kind, Outcome, ReportState, Strike
from content.moderation.selectors import (
    group_rules,
    notices_by,
    reported_by,
    reports_by,
    strike_for,
    strikes_of,
    thing_for,
)
from content.moderation.services import appeal, give_notice, report
from content.moderation.things import Found, thing_of
from content.moderation.trust import way_up

PAGE = 20
REPORTS = 10


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Say what is wrong with something one can see."""
    person = user_of(request)
    found = thing_for(person, kind=kind, key=key)
    if found.author is not None and found.author.pk == person.pk:
        raise OwnThing
    form = ReportForm(request.POST if request.method == "POST" else None, rules=group_rules(found.group))
    known = reported_by(person, found)
    if request.method == "POST" and form.is_valid():
        reason, rule = form.chosen
        try:
            made = report(reporter=person, found=found, reason=reason, rule=rule, words=form.cleaned_data["words"])
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            is_known = made.state == ReportState.IGNORED
            messages.success(
                request,
                _("Thank you. Somebody looked at it shortly before and found nothing wrong.")
                if is_known
                else _("Thank you. We look at it, and tell you what came of it."),
            )
            return redirect("moderation:standing")
    context = {"form": form, "found": found, "kind": Kind(found.kind), "known": known, "by_law": may_go(found)}
    return render(request, "content/moderation/report.html", context, status=422 if form.errors else 200)


def may_go(found: Found) -> bool:
    """Whether a legal notice takes it out of sight."""
    return Outcome.HIDE in thing_of(found.kind).can


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Say by law that something must not be here."""
    person = user_of(request)
    found = thing_for(person, kind=kind, key=key)
    if not may_go(found):
        raise NotFound
    if found.author is not None and found.author.pk == person.pk:
        raise OwnThing
    form = NoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            give_notice(sender=person, found=found, draft=form.draft)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("We have your notice. It is out of sight; its author may answer."))
            return redirect("moderation:standing")
    context = {"form": form, "found": found, "kind": Kind(found.kind)}
    return render(request, "content/moderation/notice.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """How one stands: level and what is next, what was done about what one wrote, what came of one's reports."""
    person = user_of(request)
    page = keyset(strikes_of(person), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    how, following, steps = way_up(person)
    context = {
        "page": page,
        "standing": how,
        "following": following,
        "steps": steps,
        "reports": reports_by(person).order_by("-pk")[:REPORTS],
        "notices": notices_by(person)[:REPORTS],
    }
    return render(request, "content/moderation/standing.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, key: str) -> HttpResponse:
    """One decision: what, why, until when, and the appeal."""
    row = strike_for(user_of(request), key=key)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal(strike=row, words=form.cleaned_data["words"])
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("We have your appeal. Somebody else looks at it."))
            return redirect("moderation:strike", key)
    context = {"strike": row, "form": form, "answer": getattr(row, "appeal", None), "may_appeal": may_appeal(row)}
    return render(request, "content/moderation/strike.html", context, status=422 if form.errors else 200)


def may_appeal(row: Strike) -> bool:
    is_free = not hasattr(row, "appeal") and row.revoked_at is None
    return is_free and now() <= row.may_appeal_until
