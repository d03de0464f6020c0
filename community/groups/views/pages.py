"""Finding groups, reading one, coming in and leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.groups import services
from community.groups.forms import AskForm, add_refusal
from community.groups.models import Group, GroupMember
from community.groups.selectors import (
    Standing,
    announcements_of,
    group_for,
    groups_found,
    log_of,
    may_read,
    members_of,
    own_groups,
    rules_of,
    staff_of,
    standing_in,
    versions_of,
    waiting_count,
)
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError, NotFound
from config.kernel.keyset import Sort, keyset_page
from config.kernel.paging import keyset
from config.kernel.ratelimit import spend

PAGE = 24
MEMBERS = 30
LARGEST = Sort("largest", "members_count")
SEARCHES_A_MINUTE = 40


@public
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    """One's own groups, and those one may find."""
    text = request.GET.get("q", "").replace("\x00", "")[:40]
    if text.strip():
        spend("groups-search", str(request.user.pk or request.META["REMOTE_ADDR"]), limit=SEARCHES_A_MINUTE, seconds=60)
    page = keyset_page(groups_found(request.user, text), sort=LARGEST, cursor=request.GET.get("cursor", ""), size=PAGE)
    mine = [] if text.strip() or request.GET.get("cursor") else own_groups(request.user)
    context = {"q": text.strip(), "mine": mine, "groups": page.items, "next_cursor": page.next_cursor}
    return render(request, "community/groups/list.html", context)


def entered(request: HttpRequest, slug: str) -> tuple[Group, Standing]:
    """The group somebody asks for, and how they stand in it. The invitation may stand in the address."""
    invite = request.GET.get("invite", "") or request.POST.get("invite", "")
    group = group_for(request.user, slug=slug, invite=invite)
    return group, standing_in(group, request.user)


def readable(request: HttpRequest, slug: str) -> tuple[Group, Standing]:
    """The same for what only those may read who are in, if the group is private."""
    group, standing = entered(request, slug)
    if not may_read(group, standing):
        raise NotFound
    return group, standing


@public
@require_GET
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A group; of a private one, an invitation shows its name and what it is about."""
    group, standing = entered(request, slug)
    return _page(request, group, standing, AskForm(questions=group.questions))


def _page(request: HttpRequest, group: Group, standing: Standing, form: AskForm, *, status: int = 200) -> HttpResponse:
    may = may_read(group, standing)
    context: dict[str, Any] = {
        "group": group,
        "standing": standing,
        "ask_form": form,
        "invite": _invite(request, group),
        "may_read": may,
        "announcements": announcements_of(group) if may else [],
        "waiting": waiting_count(group) if standing.is_staff else 0,
    }
    return render(request, "community/groups/detail.html", context, status=status)


def _invite(request: HttpRequest, group: Group) -> str:
    asked = request.GET.get("invite", "") or request.POST.get("invite", "")
    return asked if asked == group.invite_code else ""


def home_of(group: Group, invite: str = "") -> str:
    query = f"?{urlencode({'invite': invite})}" if invite else ""
    return f"{reverse('community:group', args=[group.slug])}{query}"


@signed_in
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Come in, or ask to. Whoever comes back from signing in finds the button on the group's page."""
    group, standing = entered(request, slug)
    invite = _invite(request, group)
    if request.method == "GET":
        return redirect(home_of(group, invite))
    form = AskForm(request.POST, questions=group.questions)
    answers = form.answers if form.is_valid() else []
    try:
        outcome = services.join_group(group=group, user=user_of(request), invite=invite, answers=answers)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        if not form.errors:
            add_refusal(form, refusal)
        return _page(request, group, standing, form, status=refusal.status)
    if isinstance(outcome, GroupMember):
        messages.success(request, _("You are in."))
        return redirect("community:group", group.slug)
    messages.success(request, _("Asked. You'll be told when somebody has decided."))
    return redirect(home_of(group, invite))


@signed_in
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    group, _standing = entered(request, slug)
    services.withdraw_request(group=group, user=user_of(request))
    messages.success(request, _("You no longer ask to come in."))
    return redirect(home_of(group, _invite(request, group)))


@signed_in
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    group, _standing = entered(request, slug)
    try:
        services.leave_group(group=group, user=user_of(request))
    except DomainError as refusal:
        messages.error(request, refusal.text)
        return redirect("community:group", group.slug)
    messages.success(request, _("You have left “%(name)s”.") % {"name": group.name})
    return redirect("community:groups")


@public
@require_GET
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in."""
    group, standing = readable(request, slug)
    rows = members_of(group, request.user)
    page = keyset(rows, cursor=request.GET.get("cursor", ""), by="handle", size=MEMBERS)
    context = {"group": group, "standing": standing, "page": page, "staff": staff_of(group)}
    return render(request, "community/groups/members.html", context)


@public
@require_GET
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """What those who look after the group did. It can't be changed."""
    group, standing = readable(request, slug)
    page = keyset(log_of(group), cursor=request.GET.get("cursor", ""), by="key", size=MEMBERS)
    return render(request, "community/groups/log.html", {"group": group, "standing": standing, "page": page})


@public
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules as they are, and as they were; members accept them here."""
    group, standing = readable(request, slug)
    if request.method == "POST" and standing.is_member:
        version = request.POST.get("version", "")
        try:
            services.accept_rules(
                group=group, user=user_of(request), version=int(version[:9]) if version.isdecimal() else -1
            )
        except DomainError as refusal:
            messages.error(request, refusal.text)
            return redirect("community:group-rules", group.slug)
        messages.success(request, _("Accepted. You can write in the group now."))
        return redirect("community:group", group.slug)
    context = {"group": group, "standing": standing, "rules": rules_of(group), "versions": versions_of(group)}
    return render(request, "community/groups/rules.html", context)
