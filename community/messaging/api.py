"""Conversations for machines; what is new, one hears at `/ws/chat/<token>/`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from catalog.search.selectors import listed_products
from catalog.shops.selectors import open_shop_for
from community.graph.selectors import person_for
from community.messaging import services
from community.messaging.selectors import (
    TABS,
    conversation_for,
    inbox_of,
    message_for,
    messages_of,
    requests_count,
    room_for,
)
from community.messaging.serializers import (
    BeginSerializer,
    MessageSerializer,
    MessagesSerializer,
    RoomSerializer,
    RoomsSerializer,
    SaySerializer,
)
from community.messaging.services import Words
from config.kernel.access import signed_in
from config.kernel.api import Problem

REFUSED = {404: Problem, 409: Problem, 422: Problem, 429: Problem}


def _words(sent: Any) -> Words:
    product = listed_products().filter(slug=sent["product"]).first() if sent["product"] else None
    return Words(body=sent["body"], client_id=sent["client_id"], product=product)


class ConversationsView(APIView):
    """One's conversations, the latest first; writing to somebody begins or goes on with one."""

    access = signed_in

    @extend_schema(
        operation_id="conversations",
        parameters=[OpenApiParameter("tab", str, enum=["requests"]), OpenApiParameter("cursor", str)],
        responses={200: RoomsSerializer},
    )
    def get(self, request: Request) -> Response:
        user, query = user_of(request), request.query_params
        tab = query.get("tab", "") if query.get("tab", "") in TABS else ""
        page = inbox_of(user, tab=tab, cursor=query.get("cursor", ""))
        body: Any = {"requests": requests_count(user), "next": page.next_cursor, "results": page.rooms}
        return Response(RoomsSerializer(body).data)

    @extend_schema(
        operation_id="conversation_begin", request=BeginSerializer, responses={201: RoomSerializer, **REFUSED}
    )
    def post(self, request: Request) -> Response:
        sent = BeginSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        user, wish = user_of(request), sent.validated_data
        if wish.get("shop"):
            said = services.write_to_shop(sender=user, shop=open_shop_for(wish["shop"]), words=_words(wish))
        else:
            person = person_for(user, handle=wish["person"])
            said = services.write_to_person(sender=user, person=person, words=_words(wish))
        return Response(RoomSerializer(room_for(user, said.conversation)).data, status=201)


class ConversationMessagesView(APIView):
    """What was said in a conversation, oldest first; posting says something."""

    access = signed_in

    @extend_schema(
        operation_id="conversation_messages",
        parameters=[
            OpenApiParameter("before", str, description="key of a message: the page before it"),
            OpenApiParameter("after", str, description="key of a message: what came after it"),
        ],
        responses={200: MessagesSerializer, 404: Problem},
    )
    def get(self, request: Request, token: str) -> Response:
        room, query = conversation_for(user_of(request), token=token), request.query_params
        said: Any = messages_of(room, before=query.get("before", ""), after=query.get("after", ""))
        return Response(MessagesSerializer(said).data)

    @extend_schema(
        operation_id="conversation_say", request=SaySerializer, responses={201: MessageSerializer, **REFUSED}
    )
    def post(self, request: Request, token: str) -> Response:
        sent = SaySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        room = conversation_for(user_of(request), token=token)
        said = services.say(room=room, sender=user_of(request), words=_words(sent.validated_data))
        return Response(MessageSerializer(said).data, status=201)


class ConversationMessageView(APIView):
    access = signed_in

    @extend_schema(operation_id="conversation_message_take_back", responses={204: None, 404: Problem, 409: Problem})
    def delete(self, request: Request, token: str, key: str) -> Response:
        """Take one's own words back, within two minutes."""
        room = conversation_for(user_of(request), token=token)
        services.take_back(room=room, message=message_for(room, key=key), actor=user_of(request))
        return Response(status=204)


class ConversationReadView(APIView):
    access = signed_in

    @extend_schema(operation_id="conversation_read", request=None, responses={204: None, 404: Problem})
    def put(self, request: Request, token: str, key: str) -> Response:
        """Everything up to this message has been seen. Saying it twice changes nothing."""
        room = conversation_for(user_of(request), token=token)
        services.read_up_to(room=room, reader=user_of(request), message=message_for(room, key=key))
        return Response(status=204)
