"""Experiments in both portals: a merchant tries titles of own products, operators the order of Discover, too."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.organisations.access import merchant, merchant_of, operator
from analytics.experiments.forms import (
    CouponForm,
    DecideForm,
    ExperimentForm,
    FeedForm,
    SizeForm,
    TitleForm,
    first_guess,
)
from analytics.experiments.models import Experiment, ExperimentState, Metric
from analytics.experiments.reading import FEW, MetricTable, read_out
from analytics.experiments.selectors import experiment_for, experiments_of, products_to_test
from analytics.experiments.services import decide, delete_draft, set_up, start, stop
from analytics.experiments.wording import lift_words, mean_words, verdict
from analytics.segments.models import SegmentState
from analytics.segments.selectors import coupons_to_hand_out, segments_of
from analytics.statistics.errors import ImpossiblePlan
from analytics.statistics.planning import people_for_rates
from analytics.value.scope import Scope, in_both_portals, platform_scope
from catalog.shops.selectors import shop_of
from config.kernel.access import get_or_missing
from config.kernel.errors import DomainError
from config.kernel.paging import keyset

MARKETING = "marketing"
PAGE, MOST_SHOWN = 20, 60
SubjectForm = TitleForm | FeedForm | CouponForm


@in_both_portals(MARKETING, "GET")
def listing(request: HttpRequest, scope: Scope) -> HttpResponse:
    page = keyset(experiments_of(scope.shop), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    rows = [(one, scope.url("experiment", one.key)) for one in page.rows]
    context = {
        "scope": scope,
        "page": page,
        "rows": rows,
        "new_url": scope.url("experiment-new"),
        "coupon_url": scope.url("experiment-new-coupon"),
        "size_url": scope.url("experiment-size"),
    }
    return render(request, "analytics/experiments/list.html", context)


@merchant(MARKETING)
@require_http_methods(["GET", "POST"])
def new_title(request: HttpRequest) -> HttpResponse:
    """First the product, then its other title."""
    shop = shop_of(merchant_of(request))
    scope = Scope(shop, "merchant")
    products, slug = products_to_test(shop), request.GET.get("product", "")
    if not slug:
        context = {"scope": scope, "products": products[:MOST_SHOWN], "back_url": scope.url("experiments")}
        return render(request, "analytics/experiments/choose.html", context)
    product = get_or_missing(products, slug=slug)
    initial = first_guess(product.title) | {"title": product.title, "metric": Metric.BOUGHT}
    form = TitleForm(request.POST or None, product=product, initial=initial)
    return _new(request, scope, form, {"product": product})


@operator
@require_http_methods(["GET", "POST"])
def new_feed(request: HttpRequest) -> HttpResponse:
    """Another order of Discover."""
    initial = first_guess(_("Order of Discover")) | {"metric": Metric.ACTIVE, "guardrails": [Metric.REFUNDED]}
    return _new(request, platform_scope(request), FeedForm(request.POST or None, initial=initial), {})


@in_both_portals(MARKETING, "GET", "POST")
def new_coupon(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A coupon for a part of a segment."""
    segments = segments_of(scope.shop).filter(state=SegmentState.FRESH, accounts__gt=0).order_by("name", "pk")
    coupons = coupons_to_hand_out(scope.shop)
    if not segments or not coupons:
        context = {
            "scope": scope,
            "segments_url": scope.url("segments"),
            "coupons_url": scope.url("campaigns"),
            "has_segments": bool(segments),
        }
        return render(request, "analytics/experiments/no_coupon.html", context)
    initial = first_guess(_("Coupon for a segment")) | {"metric": Metric.BOUGHT, "window_hours": 336}
    form = CouponForm(request.POST or None, segments=segments, coupons=coupons, initial=initial)
    return _new(request, scope, form, {"is_coupon": True})


def _new(request: HttpRequest, scope: Scope, form: SubjectForm, more: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            experiment = set_up(shop=scope.shop, draft=form.draft, actor=request.user)
        except DomainError as refusal:
            _add(form, refusal)
        else:
            return redirect(scope.url("experiment", experiment.key))
    context = {"scope": scope, "form": form, "back_url": scope.url("experiments"), **more}
    return render(request, "analytics/experiments/form.html", context, status=422 if form.errors else 200)


def _add(form: ExperimentForm, refusal: DomainError) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


@in_both_portals(MARKETING, "GET")
def detail(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    return _detail(request, scope, experiment_for(scope.shop, key=key))


def _detail(
    request: HttpRequest,
    scope: Scope,
    experiment: Experiment,
    form: DecideForm | None = None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    found = read_out(experiment)
    context = {
        "scope": scope,
        "experiment": experiment,
        "found": found,
        "refusal": refusal,
        "main": _told(found.main) if found.main else None,
        "guardrails": [_told(table) for table in found.guardrails],
        "is_few": any(0 < people.counted < FEW for _arm, people in found.people),
        "form": form or DecideForm(experiment=experiment),
        "act_url": scope.url("experiment-act", experiment.key),
        "back_url": scope.url("experiments"),
    }
    return render(request, "analytics/experiments/detail.html", context, status=status)


def _told(table: MetricTable) -> dict[str, Any]:
    """A metric's table with its figures in words."""
    lines = [
        {
            "arm": line.arm,
            "people": line.people.counted,
            "mean": mean_words(table.metric, line.mean),
            "lift": lift_words(line.reading) if line.reading else "",
            "words": verdict(line.arm.letter, table, line.reading) if line.reading else "",
        }
        for line in table.lines
    ]
    return {"table": table, "label": Metric(table.metric).label, "lines": lines}


@in_both_portals(MARKETING, "POST")
def act(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    """Start, stop, decide, or throw a draft away."""
    experiment = experiment_for(scope.shop, key=key)
    form = DecideForm(request.POST, experiment=experiment)
    try:
        return _acted(request, scope, experiment, form)
    except DomainError as refusal:
        return _detail(request, scope, experiment_for(scope.shop, key=key), refusal=refusal.text, status=refusal.status)


def _acted(request: HttpRequest, scope: Scope, experiment: Experiment, form: DecideForm) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "delete":
        delete_draft(experiment=experiment)
        messages.success(request, _("The draft is gone."))
        return redirect(scope.url("experiments"))
    if action == "decide":
        if not form.is_valid():
            return _detail(request, scope, experiment, form, status=422)
        clean = form.cleaned_data
        decide(experiment=experiment, arm=form.arms[clean["arm"]], note=clean["note"], actor=request.user)
        messages.success(request, _("The decision is written down."))
    elif experiment.state == ExperimentState.DRAFT:
        start(experiment=experiment, actor=request.user)
        messages.success(request, _("It runs. People are shared out from now on."))
    else:
        stop(experiment=experiment, actor=request.user)
        messages.success(request, _("Stopped. Everybody sees A again."))
    return redirect(scope.url("experiment", experiment.key))


@in_both_portals(MARKETING, "GET")
def size(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How many people it takes to find a change."""
    form = SizeForm(request.GET if "baseline" in request.GET else None)
    context: dict[str, Any] = {"scope": scope, "form": form, "back_url": scope.url("experiments")}
    if form.is_bound and form.is_valid():
        context |= _sized(form)
    return render(request, "analytics/experiments/size.html", context, status=422 if form.errors else 200)


def _sized(form: SizeForm) -> dict[str, Any]:
    clean = form.cleaned_data
    baseline = float(clean["baseline"]) / 100
    target = baseline * (1 + float(clean["change"]) / 100)
    try:
        people = people_for_rates(baseline=baseline, target=target, power=float(clean["power"]))
    except ImpossiblePlan as refusal:
        return {"refusal": refusal.text}
    days = ceil(2 * people / clean["daily"]) if clean["daily"] else None
    return {"people": people, "target": 100 * target, "days": days}
