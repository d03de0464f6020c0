"""The queue: of the platform, and of one group. Claim, look, decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identity.access import user_of
from accounts.identity.models import User
from accounts.organisations.access import operator
from community.groups.models import Group
from community.groups.views.desk import looked_after
from config.kernel.access import signed_in
from config.kernel.errors import DomainError
from content.comments.services import show_comment
from content.moderation.forms import AppealVerdictForm, VerdictForm, add_refusal
from content.moderation.models import ItemState, Kind, ReviewItem, Source
from content.moderation.scoring import next_step_h
from content.moderation.selectors import (
    Wanted,
    appeal_of,
    counts_of,
    figures,
    found_of,
    hidden_comment_in,
    hidden_comments_in,
    hidden_notes_in,
    is_admin,
    is_late,
    item_for,
    item_page,
    items_for,
    log_of,
    notices_of,
    record_of,
    reports_of,
)
from content.moderation.services import claim, decide, decide_appeal, refer, release
from content.moderation.things import thing_of


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    kind, source = asked.get("kind", ""), asked.get("source", "")
    return Wanted(
        state=ItemState.DONE if asked.get("show") == "done" else ItemState.OPEN,
        kind=kind if kind in Kind.values else "",
        source=source if source in Source.values else "",
        mine=asked.get("show") == "mine",
        legal=asked.get("show") == "legal",
    )


def _list_context(request: HttpRequest, group: Group | None) -> dict[str, Any]:
    wanted = _wanted(request)
    rows = items_for(request.user, wanted, group)
    page = item_page(rows, wanted, cursor=request.GET.get("cursor", ""))
    counts = counts_of(group)
    of_group = {Kind.NOTE, Kind.COMMENT}
    kinds = [(one.value, one.label, counts[one.value]) for one in Kind if group is None or one in of_group]
    return {
        "page": page,
        "rows": [(item, is_late(item)) for item in page.items],
        "wanted": wanted,
        "counts": counts,
        "kinds": kinds,
        "show": request.GET.get("show", ""),
    }


# ---- the platform -----------------------------------------------------------------------------------------------


@operator
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the heaviest first; what was decided; a month in figures."""
    context = _list_context(request, None) | {"figures": figures()}
    return render(request, "content/moderation/queue.html", context)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item with all that is known, and the form that decides it."""
    row = item_for(request.user, key=key)
    if row.kind == Kind.APPEAL:
        return _appeal(request, row)
    return _item(request, row, None)


@operator
@require_POST
def claim_item(request: HttpRequest, key: str) -> HttpResponse:
    return _claim(request, item_for(request.user, key=key), reverse("platform:moderation-item", args=[key]))


@operator
@require_POST
def refer_item(request: HttpRequest, key: str) -> HttpResponse:
    """Hand it to the legal desk."""
    row, version = item_for(request.user, key=key), request.POST.get("version", "")
    try:
        refer(
            item=row, actor=user_of(request), version=int(version[:9]) if version.isascii() and version.isdigit() else 0
        )
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The legal desk has it now."))
    return redirect("platform:moderation-item", key)


# ---- a group ----------------------------------------------------------------------------------------------------


@signed_in
@require_safe
def group_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What was reported in a group, and what those who look after it have hidden."""
    group, standing = looked_after(request, slug)
    context = _list_context(request, group) | {
        "group": group,
        "standing": standing,
        "hidden_notes": hidden_notes_in(group),
        "hidden_comments": hidden_comments_in(group),
    }
    return render(request, "content/moderation/group_queue.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def group_item(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    return _item(request, item_for(request.user, key=key, group=group), group)


@signed_in
@require_POST
def group_claim(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    row = item_for(request.user, key=key, group=group)
    return _claim(request, row, reverse("moderation:group-item", args=[slug, key]))


@signed_in
@require_POST
def group_show_comment(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A comment the group hid is read again."""
    group, _standing = looked_after(request, slug)
    show_comment(comment=hidden_comment_in(group, key=key), actor=request.user)
    messages.success(request, _("Shown again."))
    return redirect("moderation:group-queue", slug)


# ---- both -------------------------------------------------------------------------------------------------------


def _claim(request: HttpRequest, row: ReviewItem, here: str) -> HttpResponse:
    person = user_of(request)
    if request.POST.get("on") == "0":
        release(item=row, actor=person)
        return redirect(here)
    try:
        claim(item=row, actor=person)
    except DomainError as refusal:
        messages.error(request, refusal.text)
    return redirect(here)


def _item(request: HttpRequest, row: ReviewItem, group: Group | None) -> HttpResponse:
    record = record_of(row.author)
    form = VerdictForm(
        request.POST if request.method == "POST" else None,
        thing=thing_of(row.kind),
        as_group=group is not None,
        next_step=next_step_h(record.timed if record else 0),
        initial={"version": row.version},
    )
    status = 200
    if request.method == "POST":
        status = _decided(request, row, form, group)
        if status == 302:
            return _next(request, group)
        row.refresh_from_db()
    context = _item_context(request, row, group) | {"form": form, "record": record}
    template = "content/moderation/group_item.html" if group else "content/moderation/item.html"
    return render(request, template, context, status=status)


def _decided(request: HttpRequest, row: ReviewItem, form: VerdictForm, group: Group | None) -> int:
    """The status of the answer: 302 when it is decided, else that of the refusal, which stands in the form."""
    if not form.is_valid():
        return 422
    actor: User = user_of(request)
    try:
        decide(
            item=row,
            actor=actor,
            version=form.cleaned_data["version"],
            verdict=form.verdict,
            as_group=group is not None,
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return refusal.status
    messages.success(request, _("Decided. Those concerned are told."))
    return 302


def _next(request: HttpRequest, group: Group | None) -> HttpResponse:
    if group is not None:
        return redirect("moderation:group-queue", group.slug)
    return redirect("platform:moderation")


def _item_context(request: HttpRequest, row: ReviewItem, group: Group | None) -> dict[str, Any]:
    return {
        "item": row,
        "group": group,
        "found": found_of(row),
        "reports": reports_of(row),
        "log": log_of(row),
        "late": is_late(row),
        "notices": notices_of(row) if group is None else [],
        "is_for_others": row.is_at_legal_desk and not is_admin(request.user),
        "is_mine": row.is_claimed and row.claimed_by_id == request.user.pk,
        "is_others": row.is_claimed and row.claimed_by_id != request.user.pk,
    }


def _appeal(request: HttpRequest, row: ReviewItem) -> HttpResponse:
    form = AppealVerdictForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    status = 200
    if request.method == "POST":
        status = _answered(request, row, form)
        if status == 302:
            return _next(request, None)
        row.refresh_from_db()
    answer = appeal_of(row)
    first = {answer.first_moderator_id, answer.strike.by_id} if answer else set()
    context = _item_context(request, row, None) | {
        "form": form,
        "record": record_of(row.author),
        "appeal": answer,
        "is_own": request.user.pk in first,
    }
    return render(request, "content/moderation/appeal.html", context, status=status)


def _answered(request: HttpRequest, row: ReviewItem, form: AppealVerdictForm) -> int:
    if not form.is_valid():
        return 422
    said = form.cleaned_data
    try:
        decide_appeal(
            item=row,
            actor=user_of(request),
            version=said["version"],
            is_right=said["is_right"],
            answer=said["answer"],
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return refusal.status
    messages.success(request, _("Decided. Those concerned are told."))
    return 302
