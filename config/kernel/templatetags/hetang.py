"""Filters every template has: money, times, counts. (Builtin: no `load` needed.)"""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config.kernel.clock import now
from config.kernel.markup import sign_of

register = template.Library()


@register.filter
def cents(value: int | None, currency: str = "CNY") -> str:
    """12345 → "¥123.45". Sums always show their cents."""
    if value is None:
        return ""
    whole, part = divmod(abs(int(value)), 100)
    return f"{'−' if value < 0 else ''}{sign_of(currency)}{whole:,}.{part:02d}"


@register.filter
def whole(value: int | None) -> str:
    """12345 → "123", the large part of a price."""
    return f"{abs(int(value or 0)) // 100:,}"


@register.filter
def fraction(value: int | None) -> str:
    """12345 → ".45", 12300 → "": the small part of a price."""
    part = abs(int(value or 0)) % 100
    return f".{part:02d}" if part else ""


@register.filter
def short_number(value: int | None) -> str:
    """1286 → "1,286"; from 10,000 up "1.2 万" in Chinese and "12k" in English."""
    number = int(value or 0)
    if number < 10_000:
        return f"{number:,}"
    if (get_language() or "").startswith("zh"):
        return f"{number / 10_000:.1f} 万".replace(".0 ", " ")
    return f"{number / 1000:.0f}k" if number < 1_000_000 else f"{number / 1_000_000:.1f}M".replace(".0M", "M")


@register.filter
def since(value: datetime | None) -> SafeString | str:
    """A time as people say it: 12 minutes ago, 3 hours ago, yesterday, 11-18; exact on hover."""
    if value is None:
        return ""
    local, today = timezone.localtime(value), timezone.localtime(now())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), exactly(value), _spoken(local, today)
    )


def _spoken(local: datetime, today: datetime) -> str:
    ago = today - local
    minutes = int(ago.total_seconds() // 60)
    if timedelta(0) <= ago < timedelta(minutes=1):
        return _("just now")
    if 0 < minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if minutes > 0 and local.date() == today.date():
        hours = minutes // 60
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    if local.date() == today.date() - timedelta(days=1):
        return _("yesterday")
    return local.strftime("%m-%d" if local.year == today.year else "%Y-%m-%d")


@register.filter
def exactly(value: datetime | None) -> str:
    """2026-11-24 15:30 in the site's zone."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def day(value: datetime | None) -> str:
    """A calendar day in the reader's language."""
    return date_format(timezone.localtime(value), "DATE_FORMAT") if value else ""


@register.filter
def masked_name(value: str) -> str:
    """林小满 → 林**; Anna Wong → Anna W."""
    if not value:
        return ""
    first, *rest = value.split()
    return f"{first} {rest[0][0]}." if rest else f"{value[0]}**"


@register.filter
def masked_phone(value: str) -> str:
    """13812345678 → 138****5678."""
    return f"{value[:-8]}****{value[-4:]}" if value and len(value) > 8 else value


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: object) -> str:
    """The page's own address with some query parameters changed; None or "" drops one. The cursor always goes."""
    query = context["request"].GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
