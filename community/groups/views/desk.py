"""Founding a group and looking after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.groups import services
from community.groups.forms import (
    AnnouncementForm,
    GroupForm,
    LimitForm,
    NewGroupForm,
    RulesForm,
    WordsForm,
    add_refusal,
    initial_of,
    initial_words,
)
from community.groups.models import Group, LimitKind, RequestState
from community.groups.selectors import (
    Standing,
    announcement_for,
    announcements_of,
    limits_of,
    member_for,
    request_for,
    requests_of,
    rules_of,
    words_of,
)
from community.groups.views.pages import entered
from config.kernel.access import signed_in
from config.kernel.errors import DomainError, NotFound
from config.kernel.paging import keyset

PAGE = 20
STATES = (RequestState.PENDING, RequestState.DENIED, RequestState.ACCEPTED)


def looked_after(request: HttpRequest, slug: str) -> tuple[Group, Standing]:
    """A group this person looks after; to everybody else these pages don't exist."""
    group, standing = entered(request, slug)
    if not standing.is_staff:
        raise NotFound
    return group, standing


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewGroupForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = services.found_group(
                founder=user_of(request),
                draft=form.draft,
                address=form.cleaned_data["address"],
                rules=form.rule_lines,
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Your group is there. Invite somebody."))
            return redirect("community:group", group.slug)
    return render(request, "community/groups/new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group is, its invitation, its rules, its end."""
    group, standing = looked_after(request, slug)
    part = request.POST.get("part", "")
    is_group, is_rules = part == "group", part == "rules"
    form = GroupForm(request.POST if is_group else None, request.FILES if is_group else None, initial=initial_of(group))
    now_rules = rules_of(group)
    kept = "\n".join(now_rules.lines if now_rules else [])
    rules_form = RulesForm(request.POST if is_rules else None, initial={"rules": kept})
    actor = user_of(request)
    if form.is_valid() and _done(form, lambda: services.change_group(group=group, actor=actor, draft=form.draft)):
        return _saved(request, group)
    if rules_form.is_valid():
        lines = rules_form.cleaned_data["rules"].splitlines()
        if _done(rules_form, lambda: services.write_rules(group=group, actor=actor, lines=lines)):
            return _saved(request, group)
    context = {"group": group, "standing": standing, "form": form, "rules_form": rules_form}
    wrong = form.errors or rules_form.errors
    return render(request, "community/groups/settings.html", context, status=422 if wrong else 200)


def _saved(request: HttpRequest, group: Group) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("community:group-settings", group.slug)


def _done(form: Any, work: Callable[[], object]) -> bool:
    try:
        work()
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    return True


@signed_in
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """Words the group keeps out, covers, or wants to look at; only those who look after it read them."""
    group, standing = looked_after(request, slug)
    form = WordsForm(request.POST or None, initial=initial_words(words_of(group)))
    if form.is_valid() and _done(form, lambda: services.keep_words(group=group, actor=user_of(request), **form.lists)):
        messages.success(request, _("Saved."))
        return redirect("community:group-words", group.slug)
    context = {"group": group, "standing": standing, "form": form}
    return render(request, "community/groups/words.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """A new address to invite with."""
    group, _standing = looked_after(request, slug)
    services.renew_invitation(group=group, actor=user_of(request))
    messages.success(request, _("The old invitation leads nowhere any more."))
    return redirect("community:group-settings", group.slug)


@signed_in
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    services.close_group(group=group, actor=user_of(request))
    messages.success(request, _("The group is closed."))
    return redirect("community:group", group.slug)


@signed_in
@require_GET
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Who wants to come in, and who wasn't let in: that can be reversed."""
    group, standing = looked_after(request, slug)
    state = request.GET.get("state", RequestState.PENDING)
    state = state if state in STATES else RequestState.PENDING
    page = keyset(requests_of(group, state), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    context = {"group": group, "standing": standing, "page": page, "state": state}
    return render(request, "community/groups/requests.html", context)


@signed_in
@require_POST
def decide(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    asked = request_for(group, key=key)
    is_welcome = request.POST.get("welcome") == "1"
    try:
        services.decide_request(
            request=asked, actor=user_of(request), is_welcome=is_welcome, reason=request.POST.get("reason", "")
        )
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        name = {"name": asked.user.display_name}
        text = _("%(name)s is in.") if is_welcome else _("%(name)s wasn't let in. You can change your mind.")
        messages.success(request, text % name)
    return redirect("community:group-requests", group.slug)


@signed_in
@require_http_methods(["GET", "POST"])
def announcements(request: HttpRequest, slug: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    form = AnnouncementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if _done(form, lambda: services.announce(group=group, actor=user_of(request), text=text)):
            messages.success(request, _("Announced."))
            return redirect("community:group", group.slug)
    context = {"group": group, "standing": standing, "form": form, "announcements": announcements_of(group)}
    return render(request, "community/groups/announcements.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def unannounce(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    services.take_back_announcement(announcement=announcement_for(group, key=key), actor=user_of(request))
    messages.success(request, _("The announcement is gone."))
    return redirect("community:group-announcements", group.slug)


@signed_in
@require_GET
def limits(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may not write or not come in at the moment."""
    group, standing = looked_after(request, slug)
    context = {"group": group, "standing": standing, "limits": limits_of(group)}
    return render(request, "community/groups/limits.html", context)


@signed_in
@require_POST
def lift(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """End a mute or a ban before its time."""
    group, _standing = looked_after(request, slug)
    limit = next((one for one in limits_of(group) if one.user.handle == handle), None)
    kind = request.POST.get("kind", "")
    if limit is None or kind not in LimitKind:
        raise NotFound
    services.lift(group=group, actor=user_of(request), person=limit.user, kind=kind)
    messages.success(request, _("Lifted."))
    return redirect("community:group-limits", group.slug)


@signed_in
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """What can be done about one member: roles by the owner, order by those who look after the group."""
    group, standing = looked_after(request, slug)
    about = member_for(group, handle=handle)
    actor = user_of(request)
    form = LimitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _done(form, lambda: _act(group, actor, about.user, said)):
            messages.success(request, _("Done. It stands in the group's log."))
            return redirect("community:group-members", group.slug)
    context = {"group": group, "standing": standing, "about": about, "form": form, "is_me": about.user_id == actor.pk}
    return render(request, "community/groups/member.html", context, status=422 if form.errors else 200)


def _act(group: Group, actor: Any, person: Any, said: dict[str, Any]) -> None:
    if said["verb"] == "remove":
        services.remove_member(group=group, actor=actor, person=person, reason=said["reason"])
        return
    verb = services.mute if said["verb"] == "mute" else services.ban
    verb(group=group, actor=actor, person=person, days=said["days"], reason=said["reason"])


@signed_in
@require_POST
def role(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """The owner makes a moderator, takes the role back, or hands the group over."""
    group, _standing = looked_after(request, slug)
    person, actor = member_for(group, handle=handle).user, user_of(request)
    asked = request.POST.get("role", "")
    if asked == "owner":
        services.transfer_group(group=group, actor=actor, to=person)
    else:
        services.set_role(group=group, actor=actor, person=person, is_moderator=asked == "moderator")
    messages.success(request, _("Done. It stands in the group's log."))
    return redirect("community:group-members", group.slug)
