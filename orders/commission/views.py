"""The operators' page about commission: what holds, a new rule, and what applies to one product."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import operator
from config.kernel.errors import DomainError
from orders.commission.forms import RuleForm
from orders.commission.models import Scope
from orders.commission.selectors import candidates, products_to_probe, rule_for_operator, rules_listed
from orders.commission.services import add_rule, end_rule

TABS = (
    ("running", gettext_lazy("In force")),
    ("coming", gettext_lazy("Coming")),
    ("ended", gettext_lazy("Ended")),
)
MOST_RULES = 200


@operator
@require_http_methods(["GET", "POST"])
def commission(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        try:
            rule = add_rule(operator=user_of(request), **form.asked)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        else:
            text = _("Saved: %(percent)s. It counts from the next order on.")
            messages.success(request, text % {"percent": rule.percent})
            return redirect("platform:commission")
    show = request.GET.get("show", "running")
    show = show if show in dict(TABS) else "running"
    q = request.GET.get("q", "").strip()[:120]
    context = {
        "form": form,
        "rules": rules_listed(show=show)[:MOST_RULES],
        "tabs": TABS,
        "show": show,
        "q": q,
        "probed": [(product, candidates(product)) for product in products_to_probe(q)[:5]],
    }
    return render(request, "orders/commission/commission.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest) -> dict[str, str]:
    """A new rule may be begun from what the probe found: `?scope=product&product=<slug>`."""
    given = {name: request.GET.get(name, "")[:90] for name in ("scope", "product", "category", "shop")}
    return given if given["scope"] in Scope.values else {}


@operator
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    rule = end_rule(rule=rule_for_operator(key=key), operator=user_of(request))
    messages.success(request, _("Ended: %(percent)s. Orders already placed keep it.") % {"percent": rule.percent})
    return redirect("platform:commission")
