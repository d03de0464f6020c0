"""The libraries' signals of signing up and in, published as facts."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_signed_up
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.identity.events import SignedIn, SignedUp
from accounts.identity.models import User
from config.kernel.events import publish


@receiver(user_logged_in, dispatch_uid="identity-signed-in")
def publish_sign_in(user: Any, **_kwargs: Any) -> None:
    if isinstance(user, User):
        publish(SignedIn(user_id=user.pk))


@receiver(user_signed_up, dispatch_uid="identity-signed-up")
def publish_sign_up(user: Any, **_kwargs: Any) -> None:
    publish(SignedUp(user_id=user.pk))
