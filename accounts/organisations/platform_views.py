"""The platform's desk: applications and people."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.identity.access import user_of
from accounts.organisations import services, staffing
from accounts.organisations.access import admin_only, hats_of, operator
from accounts.organisations.forms import DecisionForm, RoleForm
from accounts.organisations.models import Membership, MerchantStatus, Role
from accounts.organisations.selectors import (
    TABS,
    application_counts,
    applications,
    merchant_for_review,
    people,
    person_for_review,
)
from config.kernel.access import get_or_missing
from config.kernel.errors import NotFound
from config.kernel.models import AuditEntry

A_PAGE = 20


@operator
def application_list(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", MerchantStatus.APPLIED)
    if status not in MerchantStatus.values:
        raise NotFound
    counts = application_counts()
    page = Paginator(applications(status=status), A_PAGE).get_page(request.GET.get("page"))
    tabs = [(tab.value, tab.label, counts[tab.value]) for tab in TABS]
    context = {"page": page, "tabs": tabs, "status": status}
    return render(request, "accounts/organisations/applications.html", context)


@operator
def application_detail(request: HttpRequest, key: str) -> HttpResponse:
    return _application_page(request, key, DecisionForm())


def _application_page(request: HttpRequest, key: str, form: DecisionForm, status: int = 200) -> HttpResponse:
    merchant = merchant_for_review(key=key)
    entries = AuditEntry.objects.filter(target=f"accounts.merchant:{merchant.pk}").order_by("-pk")[:20]
    context = {"merchant": merchant, "form": form, "entries": entries}
    return render(request, "accounts/organisations/application_detail.html", context, status=status)


@operator
@require_POST
def application_approve(request: HttpRequest, key: str) -> HttpResponse:
    merchant = services.approve(merchant=merchant_for_review(key=key), operator=user_of(request))
    messages.success(request, _("%(name)s may sell now.") % {"name": merchant.name})
    return redirect("platform:application", key=key)


@operator
@require_POST
def application_reject(request: HttpRequest, key: str) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _application_page(request, key, form, status=422)
    services.reject(merchant=merchant_for_review(key=key), operator=user_of(request), **form.cleaned_data)
    messages.success(request, _("Answered. The applicant gets your reason by mail."))
    return redirect("platform:application", key=key)


@operator
@require_POST
def merchant_suspend(request: HttpRequest, key: str) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _application_page(request, key, form, status=422)
    merchant = services.suspend(merchant=merchant_for_review(key=key), operator=user_of(request), **form.cleaned_data)
    messages.success(request, _("%(name)s is suspended.") % {"name": merchant.name})
    return redirect("platform:application", key=key)


@operator
@require_POST
def merchant_reopen(request: HttpRequest, key: str) -> HttpResponse:
    merchant = services.reopen(merchant=merchant_for_review(key=key), operator=user_of(request))
    messages.success(request, _("%(name)s is open again.") % {"name": merchant.name})
    return redirect("platform:application", key=key)


@operator
def user_list(request: HttpRequest) -> HttpResponse:
    """People, found by e-mail, handle or name, or by what they are here."""
    query, show = request.GET.get("q", "")[:80], request.GET.get("show", "")
    role = show if show in Role.values else ""
    found = people(query=query, role=role, suspended=show == "suspended")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    tabs = [("", _("Everyone")), *Role.choices, ("suspended", _("Suspended"))]
    return render(
        request, "accounts/organisations/users.html", {"page": page, "query": query, "show": show, "tabs": tabs}
    )


@operator
def user_detail(request: HttpRequest, handle: str) -> HttpResponse:
    return _person_page(request, handle, DecisionForm(), RoleForm())


def _person_page(
    request: HttpRequest, handle: str, decision: DecisionForm, role: RoleForm, status: int = 200
) -> HttpResponse:
    person = person_for_review(handle=handle)
    entries = AuditEntry.objects.filter(target=f"accounts.user:{person.pk}").order_by("-pk")[:20]
    context = {
        "person": person,
        "decision": decision,
        "role_form": role,
        "entries": entries,
        "may_grant": hats_of(request).is_admin and person.pk != user_of(request).pk,
        "is_self": person.pk == user_of(request).pk,
    }
    return render(request, "accounts/organisations/user_detail.html", context, status=status)


@operator
@require_POST
def user_suspend(request: HttpRequest, handle: str) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _person_page(request, handle, form, RoleForm(), status=422)
    person = person_for_review(handle=handle)
    staffing.suspend_person(person=person, actor=user_of(request), **form.cleaned_data)
    messages.success(request, _("%(name)s is suspended and signed out everywhere.") % {"name": person})
    return redirect("platform:user", handle=handle)


@operator
@require_POST
def user_reactivate(request: HttpRequest, handle: str) -> HttpResponse:
    person = staffing.reactivate_person(person=person_for_review(handle=handle), actor=user_of(request))
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("platform:user", handle=handle)


@admin_only
@require_POST
def role_grant(request: HttpRequest, handle: str) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person_page(request, handle, DecisionForm(), form, status=422)
    person = person_for_review(handle=handle)
    staffing.grant_role(person=person, actor=user_of(request), **form.cleaned_data)
    messages.success(request, _("Role given to %(name)s.") % {"name": person})
    return redirect("platform:user", handle=handle)


@admin_only
@require_POST
def role_withdraw(request: HttpRequest, handle: str, key: str) -> HttpResponse:
    person = person_for_review(handle=handle)
    hat = get_or_missing(Membership.objects.filter(user=person, is_active=True), key=key)
    staffing.withdraw_role(membership=hat, actor=user_of(request))
    messages.success(request, _("Role taken from %(name)s.") % {"name": person})
    return redirect("platform:user", handle=handle)
