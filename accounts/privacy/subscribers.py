"""Whoever signs in in time stays; whoever leaves and whoever has a copy waiting is written to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.identity.models import User
from accounts.privacy.closing import take_back_closing
from accounts.privacy.events import ClosingAsked, ExportReady
from accounts.privacy.models import Closing
from config.kernel.events import subscribe
from config.kernel.mail import send_mail


@receiver(user_logged_in, dispatch_uid="privacy-came-back")
def stay_after_all(request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    if isinstance(user, User) and take_back_closing(user=user) and request is not None:
        messages.success(request, _("Welcome back. Your account stays."))


@subscribe(ClosingAsked)
def write_to_who_leaves(event: ClosingAsked) -> None:
    closing = Closing.objects.select_related("user").filter(user=event.user_id, erased_at=None).first()
    if closing is not None:
        context = {"url": settings.SITE_URL + reverse("account_login"), "due_at": closing.due_at}
        send_mail("accounts/mail/closing_asked", to=closing.user.email, language=closing.user.language, context=context)


@subscribe(ExportReady)
def write_that_the_copy_is_ready(event: ExportReady) -> None:
    user = User.objects.get(pk=event.user_id)
    context = {"url": settings.SITE_URL + reverse("me:privacy")}
    send_mail("accounts/mail/export_ready", to=user.email, language=user.language, context=context)
