"""One parcel as operators see it: its way, who follows it, and the simulated carrier's counter where there is one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.organisations.access import operator
from config.kernel.errors import DomainError, Invalid, NotFound
from orders.fulfilment.selectors import any_parcel
from orders.fulfilment.timeline import track_of
from orders.tracking.models import Subscription
from orders.tracking.selectors import shipment_of
from orders.tracking.services import poll_parcel
from orders.tracking.trackers.simulated import SimulatedCarrier, act
from orders.tracking.wording import BEHAVIOURS


@require_GET
@operator
def parcel_page(request: HttpRequest, key: str) -> HttpResponse:
    parcel = any_parcel(key=key)
    subscription = Subscription.objects.filter(parcel=parcel).first()
    context = {
        "parcel": parcel,
        "track": track_of(parcel),
        "subscription": subscription,
        "behaviours": BEHAVIOURS if _is_simulated(subscription) else (),
    }
    return render(request, "orders/tracking/platform_parcel.html", context)


def _is_simulated(subscription: Subscription | None) -> bool:
    return settings.DEMO and subscription is not None and subscription.tracker == SimulatedCarrier.name


@require_POST
@operator
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask the carrier's system now."""
    parcel = any_parcel(key=key)
    try:
        found = poll_parcel(parcel=parcel)
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        news = ngettext("%(count)d new scan.", "%(count)d new scans.", found) % {"count": found}
        messages.success(request, news if found else _("The carrier knows nothing new."))
    return redirect("platform:parcel", key=key)


@require_POST
@operator
def simulate(request: HttpRequest, key: str) -> HttpResponse:
    """Let the simulated carrier do something with this parcel, well or badly told."""
    parcel = any_parcel(key=key)
    if not _is_simulated(Subscription.objects.filter(parcel=parcel).first()):
        raise NotFound
    behaviour = next((one for one, _label in BEHAVIOURS if one == request.POST.get("behaviour")), None)
    if behaviour is None:
        raise Invalid(field="behaviour")
    act(shipment=shipment_of(parcel), behaviour=behaviour)
    messages.info(request, _("The simulated carrier has done it. What it tells us shows up in the track."))
    return redirect("platform:parcel", key=key)
