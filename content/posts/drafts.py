"""What a person wants to say, before it is a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.products.models import Product
from catalog.shops.models import Shop
from community.groups.models import Group
from config.kernel.models import UploadedPicture
from content.clips.models import Clip
from content.posts.models import Disclosure


@dataclass(frozen=True)
class Tag:
    """A product in a note; with a place on a picture, or without one."""

    product: Product
    on_picture: int | None = None
    x: int | None = None
    y: int | None = None

    @property
    def is_placed(self) -> bool:
        return self.on_picture is not None


@dataclass(frozen=True)
class Draft:
    title: str = ""
    body: str = ""
    place: str = ""
    pictures: Sequence[UploadedPicture] = field(default_factory=tuple)
    tags: Sequence[Tag] = field(default_factory=tuple)
    clip: Clip | None = None
    disclosure: str = Disclosure.NONE
    shop: Shop | None = None
    group: Group | None = None
