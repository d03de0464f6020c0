"""A shop's desk: all its people answer all its buyers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from community.messaging import services
from community.messaging.forms import QuickReplyForm, add_refusal
from community.messaging.models import Message
from community.messaging.replies import drop_quick_reply, keep_quick_reply
from community.messaging.selectors import (
    Room,
    conversation_for,
    desk_of,
    quick_replies_of,
    quick_reply_for,
    room_for,
    waiting_count,
)
from community.messaging.services import Words
from community.messaging.views.talking import answer, page_of
from config.kernel.access import get_or_missing
from config.kernel.errors import DomainError, NotFound
from orders.fulfilment.selectors import orders_of_merchant


def own_shop(request: HttpRequest) -> Shop:
    return shop_of(merchant_of(request))


def own_room(request: HttpRequest, token: str) -> Room:
    """A conversation of this shop; one of another shop the person works for isn't found here."""
    room = conversation_for(user_of(request), token=token)
    if not room.is_shop_side or room.conversation.shop_id != own_shop(request).pk:
        raise NotFound
    return room


@merchant("orders")
@require_GET
@never_cache
def conversations(request: HttpRequest) -> HttpResponse:
    """Buyers who wait for an answer first, unless all are asked for."""
    shop, is_all = own_shop(request), request.GET.get("tab") == "all"
    page = desk_of(shop, waiting=not is_all, cursor=request.GET.get("cursor", ""))
    context = {"page": page, "is_all": is_all, "waiting": waiting_count(shop), "is_first": "cursor" not in request.GET}
    return render(request, "community/messaging/desk_list.html", context)


@merchant("orders")
@require_http_methods(["GET", "POST"])
@never_cache
def conversation(request: HttpRequest, token: str) -> HttpResponse:
    room, user = own_room(request, token), user_of(request)

    def say(words: Words) -> Message:
        return services.say(room=room, sender=user, words=words)

    return answer(request, room, say, template="community/messaging/desk_room.html")


@merchant("orders")
@require_POST
def to_buyer(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the buyer of an order, with the order as a card."""
    user, shop = user_of(request), own_shop(request)
    order = get_or_missing(orders_of_merchant(merchant_of(request)).select_related("buyer"), number=number)
    if order.buyer is None:
        raise NotFound
    row = services.conversation_of_shop(sender=user, shop=shop, customer=order.buyer)
    return redirect(f"{page_of(room_for(user, row))}?{urlencode({'order': order.number})}")


@merchant("orders")
@require_http_methods(["GET", "POST"])
def quick_replies(request: HttpRequest) -> HttpResponse:
    """What the shop says often."""
    shop = own_shop(request)
    form = QuickReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keep_quick_reply(shop=shop, **form.cleaned_data)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("merchant:quick-replies")
    context = {"form": form, "replies": quick_replies_of(shop)}
    return render(request, "community/messaging/quick_replies.html", context, status=422 if form.errors else 200)


@merchant("orders")
@require_POST
def quick_reply_drop(request: HttpRequest, key: str) -> HttpResponse:
    drop_quick_reply(reply=quick_reply_for(own_shop(request), key=key))
    messages.success(request, _("Deleted."))
    return redirect("merchant:quick-replies")
