"""Which reviews of a product somebody wants to read, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.kernel.keyset import Sort
from content.reviews.models import STARS
from content.reviews.tags import Tag

SORTS = {
    "newest": Sort("newest", "written_at"),
    "helpful": Sort("helpful", "helpful_count"),
    "lowest": Sort("lowest", "rating", is_descending=False),
    "highest": Sort("highest", "rating"),
}


@dataclass(frozen=True)
class Wanted:
    """What is empty or unknown filters nothing."""

    stars: int = 0
    tag: str = ""
    with_pictures: bool = False
    sort: str = "newest"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.stars or self.tag or self.with_pictures)


def read_stars(params: Mapping[str, str]) -> int:
    return next((stars for stars in STARS if params.get("stars") == str(stars)), 0)


def read_wanted(params: Mapping[str, str]) -> Wanted:
    tag, sort = params.get("tag", ""), params.get("sort", "")
    return Wanted(
        stars=read_stars(params),
        tag=tag if tag in Tag.values else "",
        with_pictures=params.get("pictures") == "1",
        sort=sort if sort in SORTS else "newest",
    )
