"""Teams of the whole platform, for its operators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.organisations.access import operator
from config.kernel.access import get_or_missing
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.groupbuy.forms import EndTeamForm
from orders.groupbuy.models import GroupSeat, GroupTeam, TeamStatus
from orders.groupbuy.selectors import all_teams, cards, log_of
from orders.groupbuy.services import end_team
from orders.groupbuy.wording import log_line

PAGE = 30
SHOWN = [one for one in TeamStatus.choices if one[0] != TeamStatus.FORMING]


@operator
@require_GET
def team_list(request: HttpRequest) -> HttpResponse:
    """Every team that was ever open, newest first, by state."""
    status = request.GET.get("status", "")
    rows = all_teams()
    if status in TeamStatus.values:
        rows = rows.filter(status=status)
    page = keyset(rows, cursor=request.GET.get("cursor", ""), by="token", size=PAGE)
    context = {"page": page, "cards": cards(page.rows), "status": status, "statuses": SHOWN}
    return render(request, "orders/groupbuy/platform_list.html", context)


@operator
@require_GET
def team_detail(request: HttpRequest, token: str) -> HttpResponse:
    return _detail(request, get_or_missing(all_teams(), token=token), EndTeamForm())


def _detail(request: HttpRequest, team: GroupTeam, form: EndTeamForm) -> HttpResponse:
    seats = GroupSeat.objects.filter(team=team).select_related("buyer", "order").order_by("pk")
    context = {"team": team, "seats": seats, "log": [log_line(row) for row in log_of(team)], "form": form}
    return render(request, "orders/groupbuy/platform_team.html", context, status=422 if form.is_bound else 200)


@operator
@require_POST
def team_end(request: HttpRequest, token: str) -> HttpResponse:
    """End an open team; everybody is refunded, and why is written down."""
    team = get_or_missing(all_teams(), token=token)
    form = EndTeamForm(request.POST)
    if form.is_valid():
        try:
            end_team(team=team, operator=request.user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, refusal.text)
        else:
            messages.success(request, _("The team is ended; everybody gets their money back."))
            return redirect("platform:team", token)
    return _detail(request, team, form)
