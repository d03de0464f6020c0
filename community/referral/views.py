"""Opening links, making them, the page of invitations, and the operators' review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.identity.access import user_of
from accounts.identity.models import User
from accounts.organisations.access import operator
from community.referral import services
from community.referral.errors import (
    CodeUnknown,
    InviteCircle,
    InvitedAlready,
    OwnCode,
    TooLateForCode,
    TooNewToInvite,
)
from community.referral.forms import CodeForm, JudgeForm
from community.referral.leading import lead
from community.referral.models import CLICK_TO_SIGN_UP, LEAST_CENTS, REWARD_CENTS, WELCOME_POINTS, Referral
from community.referral.posters import poster_of
from community.referral.selectors.clicks import link_by_code
from community.referral.selectors.growth import ENOUGH, k_by_cohort, way_of_sharing
from community.referral.selectors.pages import (
    brought_by,
    held_referrals,
    inviter_of,
    judged_referrals,
    links_of,
    people_brought_by,
    referral_for_operator,
)
from community.referral.visitors import network_of, new_visitor, remember, visitor_of
from config.kernel.access import public, signed_in
from config.kernel.clock import now
from config.kernel.paging import keyset
from config.kernel.ratelimit import spend

TABS = ("", "people", "earned")
POSTERS_AN_HOUR = 120
COHORTS_SHOWN = timedelta(weeks=12)
REFUSALS = (CodeUnknown, InviteCircle, InvitedAlready, OwnCode, TooLateForCode)


@public
@require_safe
def follow_link(request: HttpRequest, code: str) -> HttpResponse:
    """Count the visit and lead on."""
    link = link_by_code(code)
    return lead(request, link=link, to=link.path)


@public
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """A link as a picture to send or print; made for anybody who has the link, so many an hour."""
    link = link_by_code(code)
    spend("poster", request.META.get("REMOTE_ADDR", ""), limit=POSTERS_AN_HOUR, seconds=3600)
    mark, picture = poster_of(link)
    told = {
        "ETag": f'"{mark}"',
        "Cache-Control": "private, max-age=600",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": f'inline; filename="hetang-{link.code}.png"',
    }
    return HttpResponse(picture, content_type="image/png", headers=told)


@signed_in
@require_POST
def make_link(request: HttpRequest) -> HttpResponse:
    """One's own link to a page; asked for when the share sheet opens."""
    user = user_of(request)
    link = services.link_to(sharer=user, path=request.POST.get("path", ""))
    path = reverse("community:share", args=[link.code])
    drawn = reverse("community:poster", args=[link.code])
    answer = JsonResponse({"code": link.code, "path": path, "url": settings.SITE_URL + path, "poster": drawn})
    return _knowing(request, answer, user)


def _knowing(request: HttpRequest, answer: HttpResponse, user: User) -> HttpResponse:
    """Whoever shares is known by their browser, so that they can't be their own friend."""
    visitor = visitor_of(request) or new_visitor()
    services.know_visitor(key=visitor, user=user, network=network_of(request))
    remember(answer, visitor, is_secure=request.is_secure())
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def invites(request: HttpRequest) -> HttpResponse:
    """One's code and link, what every link brought, and who came. New people may say who invited them."""
    user = user_of(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_code(
                person=user, code=form.cleaned_data["code"], visitor=visitor_of(request), network=network_of(request)
            )
        except REFUSALS as refusal:
            form.add_error("code", refusal.text)
        else:
            messages.success(request, _("Thank you. We have written it down."))
            return redirect("community:invites")
    tab = request.GET.get("tab", "")
    answer = render(
        request,
        "community/referral/invites.html",
        _invites_context(request, user, tab if tab in TABS else "") | {"form": form},
        status=422 if form.errors else 200,
    )
    return _knowing(request, answer, user)


def _invites_context(request: HttpRequest, user: User, tab: str) -> dict[str, Any]:
    cursor = request.GET.get("cursor", "")
    rows: Any = people_brought_by(user) if tab == "people" else links_of(user) if not tab else Referral.objects.none()
    page = keyset(rows, cursor=cursor, by="code" if not tab else "key", size=20)
    inviter = inviter_of(user)
    return _invitation_of(user) | {
        "tab": tab,
        "page": page,
        "sums": brought_by(user),
        "inviter": inviter,
        "may_enter": inviter is None and user.joined_at >= now() - CLICK_TO_SIGN_UP,
        "reward_cents": REWARD_CENTS,
        "least_cents": LEAST_CENTS,
        "welcome_points": WELCOME_POINTS,
    }


def _invitation_of(user: User) -> dict[str, Any]:
    """One's link and code; or why there are none yet."""
    try:
        link = services.invite_link_of(person=user)
        code = services.invite_code_of(person=user)
    except TooNewToInvite as refusal:
        return {"too_new": refusal.text}
    return {"link": link, "link_path": reverse("community:share", args=[link.code]), "code": code}


# ---- operators --------------------------------------------------------------------------------------------------


@operator
@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    """Invitations in doubt: waiting, or decided."""
    is_done = request.GET.get("show") == "done"
    rows = judged_referrals() if is_done else held_referrals()
    page = keyset(rows, cursor=request.GET.get("cursor", ""), by="key", size=30)
    return render(request, "community/referral/platform.html", {"page": page, "is_done": is_done})


@operator
@require_POST
def judge(request: HttpRequest, key: str) -> HttpResponse:
    form = JudgeForm(request.POST)
    referral = referral_for_operator(key=key)
    if form.is_valid() and form.cleaned_data["is_good"] is not None:
        services.judge(referral=referral, actor=user_of(request), **form.cleaned_data)
        messages.success(request, _("Decided."))
    else:
        messages.error(request, _("Please say in a few words why."))
    return redirect("platform:referrals")


@operator
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """How far sharing leads, and whom each week's newcomers bring."""
    moment = now()
    cohorts = k_by_cohort(since=moment - COHORTS_SHOWN, until=moment)
    context = {"cohorts": cohorts[::-1], "way": way_of_sharing(since=moment - timedelta(days=30)), "enough": ENOUGH}
    return render(request, "community/referral/figures.html", context)
