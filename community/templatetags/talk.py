"""The mark of unread conversations for layouts: `{% load talk %}{% mail_mark %}`. Never a query: see `bell`."""

from __future__ import annotations

from typing import Any

from django import template

from community.messaging.selectors import mail_if_known

register = template.Library()


@register.inclusion_tag("community/messaging/_mail.html", takes_context=True)
def mail_mark(context: template.Context) -> dict[str, Any]:
    count = mail_if_known(context["user"])
    return {"count": count or 0, "is_known": count is not None, "is_layout": True}
