"""Somebody's own conversations. Every button works without scripts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.identity.models import User
from catalog.shops.models import Shop
from catalog.shops.selectors import open_shop_for
from community.graph.selectors import person_for
from community.messaging import services
from community.messaging.models import Message
from community.messaging.selectors import (
    TABS,
    Room,
    conversation_for,
    inbox_of,
    mail,
    message_for,
    requests_count,
    room_for,
)
from community.messaging.services import Words
from community.messaging.views.talking import answer, attached, fresh_form, page_of, spoken
from config.kernel.access import signed_in
from config.kernel.errors import DomainError, NotFound
from config.kernel.files import private_files
from config.kernel.models import UploadedPicture


@signed_in
@require_GET
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest conversation first; strangers' requests have their own tab."""
    user, tab = user_of(request), request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    page = inbox_of(user, tab=tab, cursor=request.GET.get("cursor", ""))
    context = {"page": page, "tab": tab, "requests": requests_count(user), "is_first": "cursor" not in request.GET}
    return render(request, "community/messaging/inbox.html", context)


@signed_in
@require_GET
@never_cache
def badge(request: HttpRequest) -> HttpResponse:
    return render(request, "community/messaging/_mail.html", {"count": mail(user_of(request))})


@signed_in
@require_http_methods(["GET", "POST"])
@never_cache
def conversation(request: HttpRequest, token: str) -> HttpResponse:
    """One conversation. The people of its shop read it at their desk."""
    user = user_of(request)
    room = conversation_for(user, token=token)
    if room.is_shop_side:
        return redirect(page_of(room))

    def say(words: Words) -> Message:
        return services.say(room=room, sender=user, words=words)

    return answer(request, room, say, template="community/messaging/room.html")


@signed_in
@require_http_methods(["GET", "POST"])
def to_person(request: HttpRequest, handle: str) -> HttpResponse:
    """Write to somebody for the first time, or go on where it stands."""
    user, person = user_of(request), person_for(request.user, handle=handle)
    known = services.conversation_with(sender=user, person=person)
    if known is not None and known.last_id is not None and not (known.declined_at and known.opened_by_id != user.pk):
        return _go_on(request, room_for(user, known))
    return _begin(
        request,
        lambda words: services.write_to_person(sender=user, person=person, words=words),
        name=person.display_name,
        picture=person.avatar,
        back=reverse("community:profile", args=[person.handle]),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def to_shop(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a shop, perhaps about a product or an order that comes along."""
    user, shop = user_of(request), open_shop_for(slug)
    known = services.known_conversation_of_shop(shop=shop, customer=user)
    if known is not None and known.last_id is not None:
        return _go_on(request, room_for(user, known))
    return _begin(
        request,
        lambda words: services.write_to_shop(sender=user, shop=shop, words=words),
        name=shop.name,
        picture=shop.mark,
        back=reverse("catalog:shop", args=[shop.slug]),
        shop=shop,
        buyer=user,
    )


def _go_on(request: HttpRequest, room: Room) -> HttpResponse:
    """To the conversation there is, with the card that comes along."""
    cards = {name: request.GET[name] for name in ("product", "order") if name in request.GET}
    return redirect(page_of(room) + (f"?{urlencode(cards)}" if cards else ""))


def _begin(
    request: HttpRequest,
    say: Callable[[Words], Message],
    *,
    name: str,
    picture: UploadedPicture | None,
    back: str,
    shop: Shop | None = None,
    buyer: User | None = None,
) -> HttpResponse:
    cards, form, status = attached(request, shop=shop, buyer=buyer), fresh_form(), 200
    if request.method == "POST":
        message, form = spoken(request, say, cards)
        if message is not None:
            return redirect("community:conversation", message.conversation.token)
        status = 422
    context = {"name": name, "picture": picture, "back": back, "form": form, "here": request.path, **cards}
    return render(request, "community/messaging/begin.html", context, status=status)


@signed_in
@require_POST
def answer_request(request: HttpRequest, token: str) -> HttpResponse:
    """Let a stranger write on, or not."""
    user = user_of(request)
    room = conversation_for(user, token=token)
    if request.POST.get("answer") == "accept":
        services.accept(room=room, reader=user)
        return redirect(page_of(room))
    services.decline(room=room, reader=user)
    messages.success(request, _("The request is gone. They can't write to you again."))
    return redirect("community:messages")


@signed_in
@require_POST
def take_back(request: HttpRequest, token: str, key: str) -> HttpResponse:
    user = user_of(request)
    room = conversation_for(user, token=token)
    try:
        services.take_back(room=room, message=message_for(room, key=key), actor=user)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal.text)
    return redirect(page_of(room))


@signed_in
@require_GET
def picture(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """A picture of a conversation, for those who take part in it."""
    message = message_for(conversation_for(user_of(request), token=token), key=key)
    if not message.picture or message.hidden_at:
        raise NotFound
    try:
        with private_files().open(message.picture) as stored:
            content = stored.read()
    except FileNotFoundError as gone:
        raise NotFound from gone
    headers = {
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": f'inline; filename="{message.key}.webp"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/webp", headers=headers)
