"""Tags of people's pages: {% load accounts %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.identity.models import User
from accounts.identity.selectors import unverified_email
from config.kernel.demo import PASSWORD

register = template.Library()


@register.simple_tag
def demo_logins() -> dict[str, Any] | None:
    """The logins of the demo world, where there is one; never on a server."""
    if not settings.DEMO or not User.objects.filter(email="shopper@demo.test", is_demo=True).exists():
        return None
    roles = {
        "shopper": _("Shopper"),
        "shopper2": _("Another shopper"),
        "merchant": _("Merchant: a tea garden"),
        "merchant2": _("Merchant: a pottery"),
        "staff": _("Staff of the tea garden"),
        "courier": _("Courier"),
        "operator": _("Operator of the platform"),
        "admin": _("Administrator"),
    }
    return {
        "password": PASSWORD,
        "people": [{"email": f"{name}@demo.test", "role": role} for name, role in roles.items()],
    }


@register.simple_tag
def email_to_verify(user: Any) -> str:
    """The address this person still has to verify, or nothing."""
    return unverified_email(user) if user.is_authenticated else ""


BROWSERS = {"Edg/": "Edge", "MicroMessenger": "WeChat", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: object) -> str:
    """What people call it: "Chrome, Android"; the raw text's beginning where we don't know it."""
    text = str(user_agent)
    known = [next((name for mark, name in table.items() if mark in text), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, known)) or text[:40]
