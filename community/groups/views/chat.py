"""The door from a group to its chat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from accounts.identity.access import user_of
from community.groups.selectors import group_for
from community.messaging.selectors import room_for
from community.messaging.services import enter_group
from config.kernel.access import signed_in


@signed_in
@require_GET
def chat(request: HttpRequest, slug: str) -> HttpResponse:
    """Members go to the conversation; for others there is none."""
    user = user_of(request)
    row = enter_group(group_id=group_for(user, slug=slug).pk, user=user)
    return redirect("community:conversation", room_for(user, row).conversation.token)
