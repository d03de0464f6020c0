"""The address book, and the parts checkout borrows from it."""

from __future__ import annotations

import re

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.addresses import regions
from accounts.addresses.forms import AddressForm, DeliveryForm, RegionPicker, picker_context
from accounts.addresses.models import Address
from accounts.addresses.paste import read_address
from accounts.addresses.selectors import address_for, addresses_of
from accounts.addresses.services import add_address, change_address, make_default, remove_address, restore_address
from accounts.identity.access import user_of
from config.kernel.access import public, signed_in
from config.kernel.errors import NotFound

A_DAY = 86400
FIELD_NAME = re.compile(r"[A-Za-z][\w-]{0,60}")


@public
@require_GET
@cache_control(public=True, max_age=A_DAY)
@vary_on_headers("Accept-Language", "Cookie")
def region_list(request: HttpRequest) -> JsonResponse:
    """The provinces, or what lies in the region `parent`, for pickers of other people's making."""
    below = regions.children(request.GET.get("parent", ""))
    return JsonResponse({"regions": [{"code": one.code, "name": one.label} for one in below]})


@public
@require_GET
def region_picker(request: HttpRequest) -> HttpResponse:
    """The three selects again, after one of them was changed."""
    name, element_id = request.GET.get("name", ""), request.GET.get("id", "")
    if not FIELD_NAME.fullmatch(name) or not FIELD_NAME.fullmatch(element_id):
        raise NotFound
    code = RegionPicker().value_from_datadict(request.GET, {}, name)
    return render(request, "accounts/addresses/region_selects.html", picker_context(name, code, {"id": element_id}))


@public
@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """The delivery fields with what the pasted text says; what it does not say stays as it was."""
    form = DeliveryForm(initial=pasted_values(request))
    return render(request, "accounts/addresses/delivery_fields.html", {"form": form})


def pasted_values(request: HttpRequest) -> dict[str, str]:
    found = read_address(request.POST.get("pasted", ""))
    kept = {
        "recipient": request.POST.get("recipient", ""),
        "phone": request.POST.get("phone", ""),
        "region_code": RegionPicker().value_from_datadict(request.POST, {}, "region_code"),
        "street": request.POST.get("street", ""),
    }
    return {name: getattr(found, name) or value for name, value in kept.items()}


@signed_in
def address_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/addresses/list.html", {"addresses": addresses_of(user_of(request))})


@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """A new address; with "Fill in" pressed, the form comes back with the pasted text sorted into it."""
    if "fill" in request.POST:
        return _address_page(request, AddressForm(initial=pasted_values(request)))
    form = AddressForm(request.POST or None, initial={"recipient": user_of(request).display_name})
    if request.method == "POST" and form.is_valid():
        add_address(user=user_of(request), **form.cleaned_data)
        messages.success(request, _("Address saved."))
        return redirect(_next(request))
    return _address_page(request, form)


@signed_in
def edit(request: HttpRequest, key: str) -> HttpResponse:
    address = address_for(user_of(request), key=key)
    if "fill" in request.POST:
        return _address_page(request, AddressForm(initial=pasted_values(request)), address)
    form = AddressForm(request.POST or None, initial=model_to_dict(address))
    if request.method == "POST" and form.is_valid():
        change_address(address=address, **form.cleaned_data)
        messages.success(request, _("Address saved."))
        return redirect(_next(request))
    return _address_page(request, form, address)


@signed_in
@require_POST
def default(request: HttpRequest, key: str) -> HttpResponse:
    make_default(address=address_for(user_of(request), key=key))
    messages.success(request, _("Parcels go there by default now."))
    return redirect("me:addresses")


@signed_in
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    remove_address(address=address_for(user_of(request), key=key))
    messages.success(request, _("Address removed."), extra_tags=f"undo:{reverse('me:address-restore', args=[key])}")
    return redirect("me:addresses")


@signed_in
@require_POST
def restore(request: HttpRequest, key: str) -> HttpResponse:
    restore_address(user=user_of(request), key=key)
    messages.success(request, _("Address is back."))
    return redirect("me:addresses")


def _address_page(request: HttpRequest, form: AddressForm, address: Address | None = None) -> HttpResponse:
    return render(request, "accounts/addresses/form.html", {"form": form, "address": address, "next": _next(request)})


def _next(request: HttpRequest) -> str:
    """Back to where the address was needed, if that is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("me:addresses")
