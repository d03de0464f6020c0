"""Phone numbers as people type them, in one stored form: 13812345678, 057187654321, or +85291234567 from elsewhere."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOBILE_DIGITS = 11
_SEPARATORS = re.compile(r"[\s\-‐-―.()·/]+")
_MAINLAND = re.compile(r"(?:\+86|0086)(?=\d)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")


def normalised_phone(text: str) -> str:
    """The number without spaces, brackets, full-width digits and +86; or a ValidationError that says what is off."""
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    number = _MAINLAND.sub("", number, count=1)
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number) or _ABROAD.fullmatch(number):
        return number
    raise ValidationError(_what_is_off(number), code="phone")


def _what_is_off(number: str) -> str:
    if not re.fullmatch(r"\+?\d+", number):
        return _("A phone number has digits only, like 138 1234 5678.")
    if not number.startswith("1"):
        return _("Use a mobile number, a landline with its area code (0571…), or + and the country's code.")
    missing = MOBILE_DIGITS - len(number)
    if missing > 0:
        return ngettext(
            "That number is one digit short; it should have 11.",
            "That number is %(count)d digits short; it should have 11.",
            missing,
        ) % {"count": missing}
    if missing < 0:
        return ngettext(
            "That number has one digit too many; it should have 11.",
            "That number has %(count)d digits too many; it should have 11.",
            -missing,
        ) % {"count": -missing}
    return _("No mobile number starts with %(start)s.") % {"start": number[:2]}
