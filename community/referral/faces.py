"""What a shared page looks like on a poster, to somebody who is not signed in.

Slices above register theirs: `register_face(Target.NOTE, note_face)`. A face that raises NotFound has no poster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from catalog.shops.models import Shop
from catalog.storefront.selectors import listed_product
from community.graph.selectors import person_for
from community.groups.selectors import group_for
from community.referral.models import ShareLink, Target
from config.kernel.access import get_or_missing
from config.kernel.errors import NotFound
from config.kernel.models import UploadedPicture
from config.kernel.templatetags.hetang import cents
from orders.bargain.selectors import bargain_for_anyone
from orders.groupbuy.selectors.teams import team_for

GUEST = AnonymousUser()


@dataclass(frozen=True)
class Face:
    """The words and the picture of a poster; `done` of `of` friends are there already."""

    title: str
    line: str = ""
    picture: UploadedPicture | None = None
    cents: int | None = None
    currency: str = "CNY"
    done: int = 0
    of: int = 0


Look = Callable[[ShareLink], Face]
_looks: dict[str, Look] = {}


def register_face(target: str, look: Look) -> None:
    _looks[target] = look


def face_of(link: ShareLink) -> Face:
    """What the poster of a link shows; pages that guests can't see have none."""
    look = _looks.get(link.target)
    if look is None or not link.sharer.is_active:
        raise NotFound
    return look(link)


def _product(link: ShareLink) -> Face:
    product = listed_product(link.ref)
    return Face(product.title, product.shop.name, product.cover, product.price_min_cents, product.shop.currency)


def _shop(link: ShareLink) -> Face:
    shop = get_or_missing(Shop.objects.select_related("mark"), slug=link.ref)
    return Face(shop.name, shop.place, shop.mark)


def _team(link: ShareLink) -> Face:
    team = team_for(GUEST, token=link.ref)
    product = team.campaign.product
    lowest = team.campaign.prices.order_by("price_cents").values_list("price_cents", flat=True).first()
    line = _("Team of %(size)s") % {"size": team.size}
    return Face(product.title, line, product.cover, lowest, product.shop.currency, team.paid_count, team.size)


def _bargain(link: ShareLink) -> Face:
    campaign = bargain_for_anyone(token=link.ref).campaign
    line = _("Down to %(price)s with friends") % {"price": cents(campaign.floor_cents, campaign.shop.currency)}
    return Face(campaign.variant.full_title, line, campaign.variant.product.cover)


def _group(link: ShareLink) -> Face:
    group = group_for(GUEST, slug=link.ref)
    return Face(group.name, group.about, group.cover)


def _invitation(link: ShareLink) -> Face:
    words = _("Come to Hetang with me: good things, and friends who know them.")
    return Face(words, _("Scan, sign up, and 500 points are yours"), link.sharer.avatar)


def _profile(link: ShareLink) -> Face:
    person = person_for(GUEST, handle=link.ref)
    return Face(person.display_name, f"@{person.handle}", person.avatar)


for target, look in (
    (Target.PRODUCT, _product),
    (Target.SHOP, _shop),
    (Target.TEAM, _team),
    (Target.BARGAIN, _bargain),
    (Target.GROUP, _group),
    (Target.INVITE, _invitation),
    (Target.PROFILE, _profile),
):
    register_face(target, look)
