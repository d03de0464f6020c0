"""The person who asks."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.identity.models import User
from config.kernel.access import SignInNeeded


def user_of(request: HttpRequest | Request) -> User:
    """Who is signed in; the view's policy has made sure that somebody is."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    return request.user
