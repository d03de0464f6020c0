"""HTML of the parts every list repeats, icons, pictures, prices and product cards: in Python because lists are long."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import unescape
from importlib.resources import files
from io import BytesIO
from typing import Protocol
from zipfile import ZipFile

from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
CLOSED = str.maketrans({'"': "&quot;", "<": "&lt;", ">": "&gt;"})
SIZES = "(min-width: 75rem) 16rem, (min-width: 48rem) 30vw, 50vw"


class Picture(Protocol):
    """What can be shown: an uploaded picture, or anything like one."""

    width: int
    height: int
    colour: str
    alt: str

    @property
    def url(self) -> str: ...

    @property
    def srcset(self) -> str: ...


class PassedOn(Protocol):
    """What a component was given beyond its declared variables."""

    def attrs_dict(self) -> Mapping[str, object]: ...


def attributes_html(attrs: PassedOn) -> SafeString:
    """Attributes passed on to an element. No value can end its own quotes; entities a template wrote stay entities."""
    written = [
        name if value is True else f'{name}="{str(value).translate(CLOSED)}"'
        for name, value in attrs.attrs_dict().items()
    ]
    return mark_safe(" ".join(written))  # noqa: S308 - quotes cannot be ended


def sign_of(currency: str) -> str:
    return SIGNS.get(currency, f"{currency} ")


def ratio_of(value: object) -> str:
    """ "3:4" → "3/4", for --ratio; anything odd is a square."""
    wide, _, high = str(value or "").partition(":")
    return f"{int(wide)}/{int(high)}" if wide.isdecimal() and high.isdecimal() and int(wide) and int(high) else "1"


def first_letter(words: object) -> str:
    """What stands in for a missing picture."""
    return unescape(str(words or "")).strip()[:1].upper()


def tall(ratio: object, reason: object = "") -> str:
    """How high a card is for its width, from what is stored: lanes are dealt by it, nothing is measured."""
    wide, high = ratio_of(ratio).partition("/")[::2]
    return f"{int(high or 1) / int(wide) + (0.52 if reason else 0.42):.2f}"


@cache
def _lucide() -> ZipFile:
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@cache
def icon_svg(name: str, classes: str = "") -> SafeString:
    """A lucide icon as inline SVG; the stroke width is the stylesheet's business."""
    svg = _lucide().read(f"{name}.svg").decode()
    shapes = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")].strip().replace("\n", "")
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" '
        'stroke-linejoin="round" aria-hidden="true">{}</svg>',
        f" {classes}" if classes else "",
        mark_safe(shapes),  # noqa: S308 - our own package's file
    )


def price_html(
    cents: int,
    *,
    size: str = "",
    plain: bool = False,
    exact: bool = False,
    upto: bool = False,
    currency: str = "CNY",
    attrs: str = "",
) -> SafeString:
    """Small sign, whole, small cents; ``exact`` writes .00 too."""
    whole, part = divmod(abs(cents), 100)
    classes = "price" + (f" price-{escape(size)}" if size else "") + (" price-plain" if plain else "")
    small = f"<small>.{part:02d}</small>" if exact or part else ""
    from_here = gettext("and up")  # outside the f-string: what collects words does not look into those
    more = f'<small class="upto">{escape(from_here)}</small>' if upto else ""
    minus = "−" if cents < 0 else ""
    sign = escape(sign_of(currency))
    return mark_safe(  # noqa: S308 - numbers, or escaped
        f'<span class="{classes}" {attrs}>{minus}<small>{sign}</small>{whole:,}{small}{more}</span>'
    )


def picture_html(
    picture: Picture | None,
    *,
    ratio: str = "",
    eager: bool = False,
    square: bool = False,
    decorative: bool = False,
    letter: str = "",
    alt: str = "",
    sizes: str = SIZES,
    classes: str = "",
    attrs: str = "",
    inside: str = "",
    note: str = "",
) -> SafeString:
    """A box in the picture's own colour, the picture in it or a letter; `note` is a pill on it, `inside` safe HTML."""
    shape = ratio_of(ratio) if ratio else f"{picture.width}/{picture.height}" if picture else "1"
    if picture:
        words = "" if decorative else alt or picture.alt
        srcset = f' srcset="{escape(picture.srcset)}" sizes="{escape(sizes)}"' if picture.srcset else ""
        when = 'fetchpriority="high"' if eager else 'loading="lazy"'
        drawn = (
            f'<img class="art" src="{escape(picture.url)}"{srcset} width="{picture.width}" height="{picture.height}" '
            f'alt="{escape(words)}" data-ugc {when} decoding="async">'
        )
    else:
        stand_in = escape(first_letter(letter))
        drawn = f'<span class="pic-letter" aria-hidden="true" data-ugc>{stand_in}</span>'
    pill = f'<span class="pic-note">{escape(note)}</span>' if note else ""
    colour = escape(picture.colour if picture else "#e8e8e2")
    box = "pic" + (" pic-sq" if square else "") + (f" {escape(classes)}" if classes else "")
    return mark_safe(  # noqa: S308 - numbers, or escaped
        f'<span class="{box}" style="--ratio:{shape};background:{colour}" {attrs}>{drawn}{pill}{inside}</span>'
    )


def product_card_html(
    *,
    href: str,
    title: str,
    picture: Picture | None,
    cents: int,
    currency: str = "CNY",
    alone: str = "",
    sold: str = "",
    stars: str = "",
    maker: str = "",
    reason: str = "",
    note: str = "",
    ratio: str = "1:1",
    level: int = 3,
    language: str = "",
    eager: bool = False,
    upto: bool = False,
    sold_out: bool = False,
    attrs: str = "",
) -> SafeString:
    """A product in a list: one link, a picture, the title, the price one pays, one line more. See <c-product-card>."""
    drawn = picture_html(picture, ratio=ratio, eager=eager, letter=title, decorative=True, note=note)
    if sold_out:
        gone = gettext("Sold out")
        pay = f'<span class="faint small">{escape(gone)}</span>'
    else:
        usual = f'<span class="price-was">{escape(alone)}</span>' if alone else ""
        pay = price_html(cents, currency=currency, upto=upto, attrs='data-test="product-price"') + usual
    lang = f' lang="{escape(language)}"' if language else ""
    return mark_safe(  # noqa: S308 - numbers, or escaped
        f'<a class="feed-card{" sold-out" if sold_out else ""}" href="{escape(href)}" '
        f'style="--tall:{tall(ratio, reason)}" data-test="product-card" {attrs}>{drawn}<span class="words">'
        f'<h{int(level)} data-ugc{lang}>{escape(title)}</h{int(level)}><span class="pay">{pay}</span>'
        f"{_card_foot(reason, stars, sold, maker)}</span></a>"
    )


def _card_foot(reason: str, stars: str, sold: str, maker: str) -> str:
    """One line under the price: why it is shown, else how it is liked and sold, else who made it."""
    if reason:
        return f'<span class="reason" data-test="reason">{icon_svg("leaf")}{escape(reason)}</span>'
    if sold or stars:
        shown = ""
        if stars:
            said = gettext("%(average)s of 5 on average") % {"average": stars}
            shown = (
                f'<span class="card-stars"><span class="sr">{escape(said)}</span>'
                f'<span class="num" aria-hidden="true">{icon_svg("star")}{escape(stars)}</span></span>'
            )
        return f'<span class="foot">{shown}{escape(sold)}</span>'
    return f'<span class="foot" data-ugc>{escape(maker)}</span>' if maker else ""
