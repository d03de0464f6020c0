"""HTML of the two parts every list repeats, a picture and a price: written in Python because lists are long."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Protocol

from django.utils.html import conditional_escape as escape
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
