"""Tags that draw: icons, navigation, form widgets. (Builtin: no `load` needed.)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from math import ceil
from urllib.parse import urlsplit
from zlib import crc32

from django import template
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    NumberInput,
    RadioSelect,
    Select,
    Textarea,
    Widget,
)
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from config.kernel.clock import now
from config.kernel.illustrations import picture as draw
from config.kernel.markup import (
    Picture,
    first_letter,
    icon_svg,
    picture_html,
    price_html,
    product_card_html,
    sign_of,
    tall,
)

register = template.Library()

register.filter("first_letter", first_letter)
register.filter("sign", sign_of)
register.filter("tall", tall)
TONES = ("lotus", "leaf", "gold", "pond")
WIDGET_CLASSES: tuple[tuple[type[Widget], str], ...] = (  # the first that fits; subclasses before their parents
    (CheckboxSelectMultiple, "checkbox"),
    (RadioSelect, "radio"),
    (CheckboxInput, "checkbox"),
    (FileInput, "file-real"),
    (Select, "select"),
    (Textarea, "textarea"),
    (NumberInput, "input num"),
)


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """{% icon "heart" %}, {% icon "heart" "off" %}"""
    return icon_svg(str(name), str(classes))


@register.simple_tag
def price_tag(cents: int | None, **how: object) -> SafeString:
    """<c-price> without the component: for long lists."""
    return price_html(int(cents or 0), **how)  # type: ignore[arg-type]  # templates name the arguments


@register.simple_tag
def picture_tag(picture: Picture | None, **how: object) -> SafeString:
    """<c-picture> without the component: for long lists."""
    return picture_html(picture or None, **how)  # type: ignore[arg-type]  # templates name the arguments


@register.simple_tag
def product_card_tag(**how: object) -> SafeString:
    """<c-product-card> without the component: for long lists."""
    return product_card_html(**how)  # type: ignore[arg-type]  # templates name the arguments


@register.simple_tag
def lang_tag() -> str:
    """The active language as HTML wants it: zh-Hans, en."""
    return {"zh-hans": "zh-Hans"}.get(get_language() or "", get_language() or "en")


@register.simple_tag
def server_time() -> str:
    """The server's clock, so that countdowns do not trust the visitor's."""
    return now().isoformat()


@register.simple_tag(takes_context=True)
def nav_item(
    context: template.Context,
    name: str,
    icon_name: str,
    label: str,
    *,
    exact: bool = False,
    count: int = 0,
    classes: str = "",
    counted: str = "",
) -> str:
    """A link of a navigation, marked where one is. What is not installed is left out.

    `counted` is the sentence a screen reader hears when there is a count ("Cart, 2 items").
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    path = context["request"].path if "request" in context else ""
    here = path == url if exact else path.startswith(url)
    return format_html(
        '<a href="{}"{}{}{}{}>{}{}{}</a>',
        url,
        format_html(' class="{}"', classes) if classes else "",
        mark_safe(' aria-current="page"') if here else "",
        format_html(' data-count="{}"', count) if count and classes != "nav" else "",
        format_html(' aria-label="{}"', counted) if counted and count else "",
        icon_svg(icon_name) if icon_name else "",
        label,
        format_html("<b>{}</b>", count) if count and classes == "nav" else "",
    )


@register.filter
def left(until: datetime | None, part: str = "all") -> str:
    """What a clock shows before it ticks: 02:13:09, from a day up 2 d 03 h; or one of its parts h, m, s."""
    seconds = max(0, ceil((until - now()).total_seconds())) if until else 0
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = {"h": f"{hours:02d}", "m": f"{minutes:02d}", "s": f"{seconds % 60:02d}"}
    if part in parts:
        return parts[part]
    if hours >= 24:
        return gettext("{d} d {h} h").format(d=hours // 24, h=f"{hours % 24:02d}")
    return f"{parts['h']}:{parts['m']}:{parts['s']}"


@register.filter
def before(sentence: object, gap: str) -> str:
    """The part of a translated sentence before its {gap}."""
    return str(sentence).partition(gap)[0]


@register.filter
def after(sentence: object, gap: str) -> str:
    return str(sentence).partition(gap)[2]


@register.filter
def spark(values: Sequence[float], good: bool = True) -> SafeString:
    """A line without axes, its last point marked."""
    if not values or len(values) < 2:
        return SafeString("")
    low, span = min(values), (max(values) - min(values)) or 1
    points = [
        (2 + place * 68 / (len(values) - 1), 25 - (value - low) / span * 21) for place, value in enumerate(values)
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return format_html(
        '<svg class="spark {}" viewBox="0 0 72 28" aria-hidden="true"><path d="M{}" fill="none"/>'
        '<circle cx="{}" cy="{}" r="2.5"/></svg>',
        "spark-good" if good else "spark-bad",
        path,
        f"{points[-1][0]:.1f}",
        f"{points[-1][1]:.1f}",
    )


@register.simple_tag
def drawing(kind: str, tone: str = "leaf", ratio: str = "1:1", seed: int = 1) -> SafeString:
    """A still life drawn into the page, for empty states and errors."""
    return _drawn(str(kind), str(tone), str(ratio), int(seed))


@cache
def _drawn(kind: str, tone: str, ratio: str, seed: int) -> SafeString:
    return mark_safe(draw(kind, tone=tone, ratio=ratio, seed=seed))  # noqa: S308 - drawn by us


@register.filter
def tone_of(value: object) -> str:
    """One of four washes, always the same for the same name."""
    return TONES[crc32(str(value or "").encode()) % len(TONES)]


@register.filter
def times(value: object) -> range:
    """{% for _ in 3|times %}"""
    return range(max(0, int(str(value or 0))))


@register.filter
def undo_url(message: object) -> str:
    """Where a message can be taken back: `messages.success(request, text, extra_tags="undo:/cart/undo/…/")`."""
    tags = str(getattr(message, "extra_tags", "") or "")
    target = next((tag[5:] for tag in tags.split() if tag.startswith("undo:")), "")
    parts = urlsplit(target)
    return target if target.startswith("/") and not parts.netloc and not parts.scheme else ""


@register.filter
def is_tick(field: BoundField) -> bool:
    """A single checkbox: its label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def widget(field: BoundField, **attrs: str | bool) -> SafeString:
    """The control of a form field, dressed; _ in names becomes -: {% widget form.q data_test="x" %}"""
    kind = field.field.widget
    dress = next((classes for fits, classes in WIDGET_CLASSES if isinstance(kind, fits)), "input")
    own = kind.attrs.get("class", "")
    given = {name.replace("_", "-"): value for name, value in attrs.items()}
    return field.as_widget(attrs={"class": f"{dress} {own}".strip(), **given})
