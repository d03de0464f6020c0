"""Pictures in the editor: which ones a merchant may use here, and their order as the buttons change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.products.drafts import MOST_PICTURES
from catalog.products.models import Product
from config.kernel.errors import Invalid
from config.kernel.models import UploadedPicture
from config.kernel.pictures import store_picture

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_KEY = "editor-pictures"
REMEMBERED = 100


def chosen_pictures(request: HttpRequest, product: Product | None) -> list[str]:
    """The pictures the form lists, without those that are neither this product's nor uploaded by this very person."""
    allowed = set(request.session.get(SESSION_KEY, []))
    if product is not None:
        allowed |= set(product.pictures.values_list("picture_id", flat=True))
    listed = list(dict.fromkeys(request.POST.getlist("picture")))
    return moved([pk for pk in listed if pk in allowed], request.POST.get("action", ""))


def store_uploads(request: HttpRequest, *, alt: str, room: int) -> tuple[list[str], list[str]]:
    """Store what was sent at once, so that a mistake elsewhere loses no picture. Returns (pks, complaints)."""
    stored: list[str] = []
    wrong: list[str] = []
    for upload in request.FILES.getlist("uploads"):
        name = (upload.name or "")[:60]
        if len(stored) >= room:
            wrong.append(
                _("%(name)s: a product has at most %(most)s pictures.") % {"name": name, "most": MOST_PICTURES}
            )
            continue
        try:
            stored.append(store_picture(upload, alt=alt).pk)
        except Invalid as refusal:
            wrong.append(f"{name}: {refusal.text}")
    if stored:
        request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), *stored][-REMEMBERED:]
    return stored, wrong


def moved(pks: list[str], action: str) -> list[str]:
    """The list after one press of a picture's button: first:, left:, right: or remove: with its pk."""
    verb, _colon, pk = action.partition(":")
    if pk not in pks:
        return pks
    place = pks.index(pk)
    rest = [one for one in pks if one != pk]
    if verb == "remove":
        return rest
    if verb == "left":
        rest.insert(max(place - 1, 0), pk)
        return rest
    if verb == "right":
        rest.insert(place + 1, pk)
        return rest
    return pks


def pictures_in_order(pks: Sequence[str]) -> list[UploadedPicture]:
    by_pk = UploadedPicture.objects.in_bulk(list(pks))
    return [by_pk[pk] for pk in pks if pk in by_pk]
