"""What the editor's page holds besides its form: pictures and products in order, as the buttons change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.editor.pictures import moved
from catalog.products.models import Product
from config.kernel.errors import DomainError
from config.kernel.models import UploadedPicture
from content.clips.models import Clip
from content.clips.services import drop_captions, set_captions, take_clip
from content.posts.drafts import Tag
from content.posts.models import MOST_PICTURES, MOST_PRODUCTS, Post
from content.posts.selectors import products_by_slug, things_to_show, usable_clip, usable_pictures
from content.posts.uploads import take_picture
from content.posts.words import mark_of


@dataclass
class Desk:
    pictures: list[UploadedPicture] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    clip: Clip | None = None
    clip_wrong: str = ""
    wrong: list[str] = field(default_factory=list)
    words: str = ""
    found: list[Product] | None = None

    @property
    def rows(self) -> list[tuple[Tag, str]]:
        """Products with the picture each is on, for the page."""
        return [(tag, self.pictures[tag.on_picture].pk if tag.on_picture is not None else "") for tag in self.tags]


def desk_of(post: Post | None) -> Desk:
    """As it was saved."""
    if post is None:
        return Desk()
    tags = [Tag(one.product, one.on_picture, one.x, one.y) for one in post.products.all()]
    return Desk([one.picture for one in post.pictures.all()], tags, post.clip)


def read_desk(request: HttpRequest, post: Post | None) -> Desk:
    """As the page was sent, after the button that was pressed; pictures that came with it are stored at once."""
    action = request.POST.get("action", "")
    desk = Desk(words=request.POST.get("q", "")[:100])
    listed = moved(list(dict.fromkeys(request.POST.getlist("picture"))), action)
    desk.pictures = usable_pictures(request.user, listed[:MOST_PICTURES], post)
    _take_uploads(request, desk)
    _take_clip(request, desk, post, action)
    desk.tags = _tags(request, desk, post, action)
    if action == "find" or (action == "stay" and desk.words):
        desk.found = things_to_show(request.user, desk.words)
    return desk


def text_after(request: HttpRequest) -> str:
    """The text after the button that was pressed: a product's card put at its end, or taken out with the product."""
    text = request.POST.get("body", "")
    verb, _colon, slug = request.POST.get("action", "").partition(":")
    if verb == "place" and slug in request.POST.getlist("product"):
        return f"{text.rstrip()}\n\n{mark_of(slug)}\n"
    return text.replace(mark_of(slug), "") if verb == "drop" else text


def _take_uploads(request: HttpRequest, desk: Desk) -> None:
    for upload in request.FILES.getlist("uploads"):
        name = (upload.name or "")[:60]
        if len(desk.pictures) >= MOST_PICTURES:
            desk.wrong.append(
                _("%(name)s: a note holds at most %(most)s pictures.") % {"name": name, "most": MOST_PICTURES}
            )
            continue
        try:
            alt = request.POST.get("title", "")[:40]
            desk.pictures.append(take_picture(owner=request.user, upload=upload, alt=alt))
        except DomainError as refusal:
            desk.wrong.append(f"{name}: {refusal.text}")


def _take_clip(request: HttpRequest, desk: Desk, post: Post | None, action: str) -> None:
    """The clip the page lists or has just sent, and its captions."""
    key = request.POST.get("clip", "")
    desk.clip = usable_clip(request.user, key, post) if key and action != "unclip" else None
    upload, captions = request.FILES.get("clip_file"), request.FILES.get("captions")
    try:
        if upload is not None:
            desk.clip = take_clip(owner=request.user, upload=upload)
        if desk.clip and captions is not None:
            set_captions(clip=desk.clip, upload=captions, language=request.POST.get("captions_language", ""))
        if desk.clip and action == "uncaption":
            drop_captions(clip=desk.clip)
    except DomainError as refusal:
        desk.clip_wrong = refusal.text


def _tags(request: HttpRequest, desk: Desk, post: Post | None, action: str) -> list[Tag]:
    verb, _colon, slug = action.partition(":")
    slugs = [one for one in dict.fromkeys(request.POST.getlist("product")) if not (verb == "drop" and one == slug)]
    if verb == "add" and slug not in slugs:
        if len(slugs) >= MOST_PRODUCTS:
            desk.wrong.append(_("A note shows at most %(most)s products.") % {"most": MOST_PRODUCTS})
        else:
            slugs.append(slug)
    known = products_by_slug(slugs[:MOST_PRODUCTS], post)
    return [_tag(known[one], request.POST, desk.pictures) for one in slugs if one in known]


def _tag(product: Product, sent: Mapping[str, Any], pictures: Sequence[UploadedPicture]) -> Tag:
    """Where the page put it; nowhere when that is no place on one of the pictures."""
    place = {picture.pk: spot for spot, picture in enumerate(pictures)}.get(sent.get(f"on-{product.slug}", ""))
    x, y = (_percent(sent.get(f"{axis}-{product.slug}", "")) for axis in "xy")
    if place is None or x is None or y is None:
        return Tag(product)
    return Tag(product, place, x, y)


def _percent(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100 else None
