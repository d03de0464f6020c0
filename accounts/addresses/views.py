"""The address book, and the parts checkout borrows from it."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.addresses import regions
from accounts.addresses.forms import DeliveryForm, RegionPicker, picker_context
from accounts.addresses.paste import read_address
from config.kernel.access import public
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
