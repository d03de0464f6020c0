"""Segments in both portals: a list, a builder with a preview, and what one can do with an audience."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from analytics.segments.builder import Builder
from analytics.segments.cells import unpack
from analytics.segments.conditions import Condition
from analytics.segments.errors import TooSlow
from analytics.segments.exporting import table_of
from analytics.segments.forms import HandoutForm
from analytics.segments.models import Outcome, Segment, SegmentState
from analytics.segments.selectors import coupons_to_hand_out, handouts_of, is_hidden, segment_for, segments_of, size_of
from analytics.segments.services import (
    ask_for_audience,
    change_segment,
    delete_segment,
    hand_out,
    save_segment,
)
from analytics.segments.wording import lines_of
from analytics.value.scope import Scope, in_both_portals
from config.kernel.errors import DomainError
from config.kernel.paging import keyset

MARKETING = "marketing"
STOP_POLLING = 286
PAGE = 20


@in_both_portals(MARKETING, "GET")
def listing(request: HttpRequest, scope: Scope) -> HttpResponse:
    page = keyset(segments_of(scope.shop), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    rows = [(one, scope.url("segment", one.key), lines_of(one.condition), _is_hidden(one)) for one in page.rows]
    context = {"scope": scope, "page": page, "rows": rows, "new_url": scope.url("segment-new")}
    return render(request, "analytics/segments/list.html", context)


def _is_hidden(segment: Segment) -> bool:
    return segment.size is not None and is_hidden(segment.condition, segment.size, shop_pk=segment.shop_id)


@in_both_portals(MARKETING, "GET", "POST")
def new(request: HttpRequest, scope: Scope) -> HttpResponse:
    """From nothing, or from a cell of a chart."""
    if request.method == "POST":
        return _write(request, scope, None)
    cell = request.GET.get("cell", "")
    condition, refusal = None, ""
    if cell:
        try:
            condition = unpack(cell)
        except DomainError as wrong:
            refusal = wrong.text
    builder = Builder(scope.shop, condition=condition, first=request.GET.get("kind", ""))
    builder.refusal = refusal
    return _form(request, scope, builder, None, condition)


@in_both_portals(MARKETING, "GET", "POST")
def edit(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    segment = segment_for(scope.shop, key=key)
    if request.method == "POST":
        return _write(request, scope, segment)
    builder = Builder(scope.shop, condition=segment.condition, name=segment.name)
    return _form(request, scope, builder, segment, segment.condition)


def _write(request: HttpRequest, scope: Scope, segment: Segment | None) -> HttpResponse:
    """Rows come and go without anything being kept; saving is its own button."""
    builder = Builder(scope.shop, posted=request.POST)
    if not {"add", "remove", "preview"} & set(request.POST):
        saved = _save(request, scope, builder, segment)
        if saved is not None:
            return redirect(scope.url("segment", saved.key))
        return _form(request, scope, builder, segment, None, status=422)
    builder.head.errors.clear()
    condition = builder.condition() if "preview" in request.POST else None
    return _form(request, scope, builder, segment, condition)


def _save(request: HttpRequest, scope: Scope, builder: Builder, segment: Segment | None) -> Segment | None:
    condition, is_named = builder.condition(), builder.head.is_valid()
    if condition is None or not is_named:
        return None
    name = builder.head.cleaned_data["name"]
    try:
        if segment is None:
            segment = save_segment(shop=scope.shop, name=name, condition=condition, actor=request.user)
        else:
            segment = change_segment(segment=segment, name=name, condition=condition)
    except DomainError as refusal:
        builder.head.add_error(refusal.field or None, refusal.text)
        return None
    messages.success(request, _("Saved. The audience is being drawn up."))
    return segment


def _form(
    request: HttpRequest,
    scope: Scope,
    builder: Builder,
    segment: Segment | None,
    condition: Condition | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "scope": scope,
        "builder": builder,
        "segment": segment,
        "preview_url": scope.url("segment-preview"),
        "back_url": scope.url("segment", segment.key) if segment else scope.url("segments"),
        **_preview(scope, condition),
    }
    return render(request, "analytics/segments/form.html", context, status=status)


def _preview(scope: Scope, condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {"size": None}
    try:
        return {"size": size_of(condition, shop=scope.shop), "lines": lines_of(condition)}
    except TooSlow as refusal:
        return {"size": None, "slow": refusal.text}


@in_both_portals(MARKETING, "POST")
def preview(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How many people the rows describe now. Nothing is kept."""
    builder = Builder(scope.shop, posted=request.POST)
    context = {"builder": builder, "preview_url": scope.url("segment-preview"), "scope": scope}
    return render(request, "analytics/segments/_preview.html", context | _preview(scope, builder.condition()))


@in_both_portals(MARKETING, "GET")
def detail(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    return _detail(request, scope, segment_for(scope.shop, key=key))


def _detail(
    request: HttpRequest, scope: Scope, segment: Segment, form: HandoutForm | None = None, *, status: int = 200
) -> HttpResponse:
    coupons = coupons_to_hand_out(scope.shop)
    names = ("edit", "refresh", "status", "handout", "export", "delete")
    handouts = [
        (handout, [(Outcome(outcome).label, count) for outcome, count in sorted(counts.items())])
        for handout, counts in handouts_of(segment)
    ]
    context = {
        "scope": scope,
        "segment": segment,
        "lines": lines_of(segment.condition),
        "is_hidden": _is_hidden(segment),
        "form": form or HandoutForm(coupons=coupons),
        "has_coupons": bool(coupons),
        "coupons_url": scope.url("campaigns"),
        "handouts": handouts,
        "back_url": scope.url("segments"),
        **{f"{name}_url": scope.url(f"segment-{name}", segment.key) for name in names},
    }
    return render(request, "analytics/segments/detail.html", context, status=status)


@in_both_portals(MARKETING, "POST")
def refresh(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    segment = segment_for(scope.shop, key=key)
    ask_for_audience(segment=segment)
    return redirect(scope.url("segment", key))


@in_both_portals(MARKETING, "GET")
def status(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    """Asked every second while the audience is drawn up; the page comes anew when it is."""
    segment = segment_for(scope.shop, key=key)
    context = {"segment": segment, "status_url": scope.url("segment-status", key)}
    is_open = segment.state == SegmentState.COUNTING
    answer = render(request, "analytics/segments/_status.html", context, status=200 if is_open else STOP_POLLING)
    if not is_open:
        answer["HX-Refresh"] = "true"
    return answer


@in_both_portals(MARKETING, "POST")
def handout(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    """A coupon for everybody in the audience."""
    segment = segment_for(scope.shop, key=key)
    form = HandoutForm(request.POST, coupons=coupons_to_hand_out(scope.shop))
    if form.is_valid():
        try:
            hand_out(segment=segment, terms=form.coupons[form.cleaned_data["coupon"]], actor=request.user)
        except DomainError as refusal:
            form.add_error("coupon", refusal.text)
        else:
            messages.success(request, _("The coupon is being handed out."))
            return redirect(scope.url("segment", key))
    return _detail(request, scope, segment, form, status=422)


@in_both_portals(MARKETING, "GET")
def export(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    """Sums about five people or more, never a list of names."""
    segment = segment_for(scope.shop, key=key)
    out = io.StringIO()
    csv.writer(out).writerows(table_of(segment))
    headers = {"Content-Disposition": f'attachment; filename="segment-{segment.key}.csv"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@in_both_portals(MARKETING, "POST")
def delete(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    delete_segment(segment=segment_for(scope.shop, key=key), actor=request.user)
    messages.success(request, _("The segment is deleted."))
    return redirect(scope.url("segments"))
