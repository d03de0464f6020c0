"""What the pages of both sides share: reading a form, saying it, and showing what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.identity.access import user_of
from accounts.identity.models import User
from catalog.products.models import Product
from catalog.search.selectors import listed_products
from catalog.shops.models import Shop
from community.messaging.forms import MessageForm, add_refusal
from community.messaging.models import ConversationKind, Message
from community.messaging.selectors import Room, messages_of, orders_between, quick_replies_of, seen_by_other
from community.messaging.services import TAKE_BACK, Words, read_up_to
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.ids import public_id
from orders.checkout.models import Order

Say = Callable[[Words], Message]


def page_of(room: Room) -> str:
    """The page on which this side of a conversation is read."""
    name = "merchant:conversation" if room.is_shop_side else "community:conversation"
    return reverse(name, args=[room.conversation.token])


class Cards(TypedDict):
    """What is shown with words: one of them, or nothing."""

    product: Product | None
    order: Order | None


def attached(request: HttpRequest, *, shop: Shop | None, buyer: User | None) -> Cards:
    """The card somebody brings along (`?product=` or `?order=`), if it is one they may show here."""
    asked = request.POST if request.method == "POST" else request.GET
    slug, number = (asked.get(name, "").replace("\x00", "")[:90] for name in ("product", "order"))
    product = listed_products().filter(slug=slug).select_related("cover", "shop").first() if slug else None
    order = None
    if shop is not None and buyer is not None and number:
        order = Order.objects.filter(number=number, shop=shop, buyer=buyer).first()
    return {"product": product, "order": order}


def spoken(request: HttpRequest, say: Say, cards: Cards) -> tuple[Message | None, MessageForm]:
    """Say what the form says. What is refused stands in the form that comes back."""
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return None, form
    sent = form.cleaned_data
    words = Words(body=sent["body"], client_id=sent["client_id"], picture=sent["picture"], **cards)
    try:
        return say(words), fresh_form()
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        add_refusal(form, refusal)
        return None, form


def fresh_form() -> MessageForm:
    return MessageForm(initial={"client_id": public_id(20)})


def answer(request: HttpRequest, room: Room, say: Say, *, template: str) -> HttpResponse:
    """The page of a conversation: read it, or say something and see it."""
    user = user_of(request)
    cards = attached(
        request, shop=room.shop, buyer=room.other if room.conversation.kind == ConversationKind.SHOP else None
    )
    form, status = fresh_form(), 200
    if request.method == "POST":
        message, form = spoken(request, say, cards)
        if message is not None and not request.headers.get("HX-Request"):
            return redirect(page_of(room))
        cards = cards if message is None else {"product": None, "order": None}
        status = 200 if message is not None or request.headers.get("HX-Request") else 422
    said = messages_of(room, before=request.GET.get("before", ""))
    if said.messages and not request.GET.get("before"):
        read_up_to(room=room, reader=user, message=said.messages[-1])
    context = {
        "room": room,
        "said": said,
        "seen": _last_seen(room, user, said.messages),
        "can_take_back_after": now() - TAKE_BACK,
        "form": form,
        "here": page_of(room),
        "is_old": bool(request.GET.get("before")),
        "is_sent": request.method == "POST",
        **cards,
        **_beside(room),
    }
    part = "community/messaging/_talk.html" if request.headers.get("HX-Request") else template
    return render(request, part, context, status=status)


def _last_seen(room: Room, user: User, shown: Sequence[Message]) -> int:
    """The newest message of one's own side that the other side has seen; none is 0."""
    seen = seen_by_other(room)
    mine = [one for one in shown if (one.is_from_shop if room.is_shop_side else one.sender_id == user.pk)]
    return max((one.pk for one in mine if one.pk <= seen), default=0)


def _beside(room: Room) -> dict[str, Any]:
    if not room.is_shop_side or room.shop is None:
        return {}
    return {"orders": orders_between(room), "quick_replies": quick_replies_of(room.shop)}
