"""Bargain campaigns of all shops, for operators: seen, and stopped with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.organisations.access import operator
from config.kernel.access import get_or_missing
from config.kernel.paging import keyset
from orders.bargain.campaigns import stop_campaign
from orders.bargain.forms import StopForm
from orders.bargain.selectors import Results, campaigns_in, campaigns_with_goods, results_of

TABS = ("all", "running", "stopped")


@operator
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("state", "all")
    tab = tab if tab in TABS else "all"
    page = keyset(campaigns_in(tab), cursor=request.GET.get("cursor", ""), by="key")
    results = results_of([one.pk for one in page.rows])
    rows = [(one, results.get(one.pk, Results())) for one in page.rows]
    return render(request, "orders/bargain/platform_list.html", {"page": page, "rows": rows, "tab": tab})


@operator
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Why it must end; the shop reads the reason, the audit log keeps it."""
    found = get_or_missing(campaigns_with_goods(), key=key)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stop_campaign(campaign=found, actor=request.user, reason=form.cleaned_data["reason"], by_platform=True)
        messages.success(request, _("Stopped. Bargains already begun run on until their own deadline."))
        return redirect("platform:bargains")
    context = {"campaign": found, "form": form, "results": results_of([found.pk]).get(found.pk, Results())}
    return render(request, "orders/bargain/platform_stop.html", context, status=422 if form.errors else 200)
