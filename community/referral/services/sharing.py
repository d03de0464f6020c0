"""Links and clicks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import Resolver404, resolve, reverse

from accounts.identity.models import User
from community.conduct.levels import Level
from community.conduct.selectors import level_of
from community.referral.bots import is_too_soon
from community.referral.errors import NotShareable, TooNewToInvite
from community.referral.events import LinkShared
from community.referral.models import CODE_GOOD_FOR, InviteCode, ShareClick, ShareLink, Target
from config.kernel.clock import local_day, now
from config.kernel.events import publish
from orders.checkout.models import Order, OrderStatus

LONGEST = 200
ARRIVED = (OrderStatus.COMPLETED, OrderStatus.SETTLED)

# Pages one may share: the name of the address → what it is, and which part of the address names it.
PAGES: Mapping[str, tuple[Target, str]] = {
    "catalog:product": (Target.PRODUCT, "slug"),
    "catalog:shop": (Target.SHOP, "slug"),
    "posts:note": (Target.NOTE, "key"),
    "orders:team": (Target.TEAM, "token"),
    "orders:bargain": (Target.BARGAIN, "token"),
    "community:group": (Target.GROUP, "slug"),
    "community:profile": (Target.PROFILE, "handle"),
}


def link_to(*, sharer: User, path: str, made_at: datetime | None = None) -> ShareLink:
    """This person's link to a page of ours; the same one every time. `made_at`: since when the page has led on by
    itself, as a note leads to its products, so that whoever is first to follow it isn't taken for a program."""
    path = path.partition("?")[0].partition("#")[0]
    try:
        found = resolve(path) if len(path) <= LONGEST else None
    except Resolver404:
        found = None
    if found is None or found.view_name not in PAGES:
        raise NotShareable
    target, part = PAGES[found.view_name]
    return _link(sharer, target, str(found.kwargs[part]), path, made_at)


def invite_link_of(*, person: User) -> ShareLink:
    """The link to signing up."""
    known = _known_link(person, Target.INVITE, "")
    if known is None:
        check_may_invite(person)
    return known or _new_link(person, Target.INVITE, "", reverse("account_signup"), now())


def _link(sharer: User, target: str, ref: str, path: str, made_at: datetime | None = None) -> ShareLink:
    return _known_link(sharer, target, ref) or _new_link(sharer, target, ref, path, made_at or now())


def _known_link(sharer: User, target: str, ref: str) -> ShareLink | None:
    return ShareLink.objects.filter(sharer=sharer, target=target, ref=ref[:80]).first()


@transaction.atomic
def _new_link(sharer: User, target: str, ref: str, path: str, made_at: datetime) -> ShareLink:
    fields = {"path": path, "created_at": made_at}
    link, is_new = ShareLink.objects.get_or_create(sharer=sharer, target=target, ref=ref[:80], defaults=fields)
    if is_new:
        publish(LinkShared(link_id=link.pk, sharer_id=sharer.pk))
    return link


def check_may_invite(person: User) -> None:
    """Invitations are for who is trusted here, or has bought something. Links and codes there are go on."""
    if level_of(person) >= Level.TRUSTED:
        return
    if not Order.objects.filter(buyer=person, status__in=ARRIVED).exists():
        raise TooNewToInvite


def invite_code_of(*, person: User) -> InviteCode:
    """The code to read out; a new one once the old one has ended."""
    until = now() + CODE_GOOD_FOR
    code = InviteCode.objects.filter(owner=person).first()
    if code is None:
        check_may_invite(person)
        code, _is_new = InviteCode.objects.get_or_create(owner=person, defaults={"expires_at": until})
    if code.expires_at > now() and code.uses < code.max_uses:
        return code
    InviteCode.objects.filter(owner=person, code=code.code).delete()
    code, _is_new = InviteCode.objects.get_or_create(owner=person, defaults={"expires_at": until})
    return code


@transaction.atomic
def note_click(*, link: ShareLink, visitor: str, user: User | None, is_bot: bool) -> None:
    """Somebody opened a link: counted once for each visitor and day. One's own links are never counted."""
    if user is not None and user.pk == link.sharer_id:
        return
    moment = now()
    is_bot = is_bot or is_too_soon(link.created_at, moment)
    same = {"link": link, "visitor": visitor, "day": local_day(moment)}
    if not ShareClick.objects.filter(**same).update(at=moment):
        ShareClick.objects.bulk_create([ShareClick(**same, at=moment, is_bot=is_bot)], ignore_conflicts=True)
