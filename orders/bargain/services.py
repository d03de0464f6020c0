"""Beginning a bargain, helping, and what happens to it when its piece is ordered, paid for or given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from config.kernel.clock import now
from config.kernel.errors import TryAgain
from config.kernel.events import publish
from config.kernel.live import announce
from config.kernel.ratelimit import spend
from orders.bargain.errors import (
    BargainBoughtAlready,
    BargainHeld,
    BargainOver,
    BargainSpent,
    FloorReached,
    HelpedAlready,
    OneBargainEach,
    OwnBargain,
)
from orders.bargain.events import BargainBought, BargainExpired, BargainStarted, PriceCut
from orders.bargain.models import MOST_FRIENDS, Bargain, BargainCampaign, BargainHelp, BargainStatus
from orders.bargain.selectors import can_begin, counted_bargain
from orders.checkout.models import Order

HELPS_AN_HOUR = 30
TRIES = 2 * MOST_FRIENDS  # each lost try is somebody else's success, and there are at most so many of those


@transaction.atomic
def start_bargain(*, campaign: BargainCampaign, user: Any) -> Bargain:
    """Begin a bargain, with its place in the campaign. Beginning twice is the same bargain; a bought one stays one."""
    if known := _known(campaign, user):
        return known
    if not can_begin(campaign):
        raise BargainSpent
    try:
        with transaction.atomic():
            bargain = _begin(campaign, user)
    except IntegrityError as clash:
        if "bargain_once_per_person_and_campaign" not in str(clash):
            raise
        known = _known(campaign, user)
        if known is None:
            raise TryAgain from clash
        return known
    _take_place(campaign)
    publish(BargainStarted(bargain_id=bargain.pk, campaign_id=campaign.pk, user_id=user.pk))
    return bargain


def _known(campaign: BargainCampaign, user: Any) -> Bargain | None:
    """The bargain this person has here already; one that ran out unnoticed ends now and doesn't stand in the way."""
    known = counted_bargain(user, campaign)
    if known is None or (known.is_over() and expire_bargain(bargain=known)):
        return None
    if known.status == BargainStatus.BOUGHT:
        raise OneBargainEach
    return known


def _begin(campaign: BargainCampaign, user: Any) -> Bargain:
    moment, rule = now(), campaign.rule
    return Bargain.objects.create(
        campaign=campaign,
        user=user,
        list_cents=rule.list_cents,
        floor_cents=rule.floor_cents,
        friends=rule.friends,
        current_cents=rule.list_cents,
        started_at=moment,
        ends_at=moment + timedelta(hours=campaign.hours),
    )


def _take_place(campaign: BargainCampaign) -> None:
    free = BargainCampaign.objects.filter(pk=campaign.pk, stopped_at=None, taken__lt=F("places"), ends_at__gt=now())
    if not free.update(taken=F("taken") + 1):
        raise BargainSpent


def _free_place(bargain: Bargain) -> None:
    BargainCampaign.objects.filter(pk=bargain.campaign_id).update(taken=F("taken") - 1)


# ---- friends ----------------------------------------------------------------------------------------------------


def help_out(*, bargain: Bargain, helper: Any) -> BargainHelp:
    """Take the next cut off. However many friends come at once, each counts once and none goes below the floor."""
    spend("bargain-help", str(helper.pk), limit=HELPS_AN_HOUR, seconds=3600)
    try:
        with transaction.atomic():
            return _cut(bargain.pk, helper)
    except IntegrityError as clash:
        if "bargain_help_once_per_campaign" in str(clash):
            raise HelpedAlready from clash
        raise


def _cut(pk: int, helper: Any) -> BargainHelp:
    """Read, decide, write if nobody wrote meanwhile; otherwise read again."""
    for _try in range(TRIES):
        bargain = Bargain.objects.get(pk=pk)
        _check_help(bargain, helper)
        cut = bargain.next_cut_cents
        if _write(bargain, helped=bargain.helped + 1, current_cents=bargain.current_cents - cut):
            return _write_down(bargain, helper, cut)
    raise TryAgain


def _check_help(bargain: Bargain, helper: Any) -> None:
    if bargain.user_id == helper.pk:
        raise OwnBargain
    if BargainHelp.objects.filter(campaign=bargain.campaign_id, helper=helper).exists():
        raise HelpedAlready
    check_open(bargain)
    if not bargain.friends_missing:
        raise FloorReached


def check_open(bargain: Bargain) -> None:
    """Nobody is buying it, nobody has, and its time isn't over."""
    if bargain.status == BargainStatus.HELD:
        raise BargainHeld
    if bargain.status == BargainStatus.BOUGHT:
        raise BargainBoughtAlready
    if bargain.is_over():
        raise BargainOver


def _write_down(bargain: Bargain, helper: Any, cut_cents: int) -> BargainHelp:
    help_ = BargainHelp.objects.create(
        bargain=bargain,
        campaign_id=bargain.campaign_id,
        helper=helper,
        place=bargain.helped,
        cut_cents=cut_cents,
        at=now(),
    )
    publish(PriceCut(bargain_id=bargain.pk, help_id=help_.pk, helper_id=helper.pk))
    _tell(bargain)
    return help_


def _write(bargain: Bargain, **values: Any) -> bool:
    """Change the row as it was read, or not at all: the version says whether somebody was faster."""
    same = Bargain.objects.filter(pk=bargain.pk, version=bargain.version, status=bargain.status)
    values["version"] = bargain.version + 1
    if not same.update(**values, updated_at=now()):
        return False
    for name, value in values.items():
        setattr(bargain, name, value)
    return True


def _tell(bargain: Bargain) -> None:
    """Open pages of the owner and the friends look again."""
    friends = bargain.helps.values_list("helper_id", flat=True)
    announce(users=[bargain.user_id, *friends], topic=f"bargain:{bargain.token}")


# ---- its piece --------------------------------------------------------------------------------------------------


@transaction.atomic
def hold_for(*, bargain: Bargain, order: Order, paid_cents: int) -> Bargain:
    """An order for its piece is placed: the price stands still, nobody else orders it."""
    check_open(bargain)
    if not _write(bargain, status=BargainStatus.HELD, order_id=order.pk, paid_cents=paid_cents):
        raise TryAgain
    _tell(bargain)
    return bargain


@transaction.atomic
def mark_bought(*, bargain: Bargain, order: Order, paid_cents: int) -> bool:
    """Its piece is paid for. Also when the money is late, as long as the bargain still runs; False when it doesn't."""
    is_its_order = bargain.order_id == order.pk
    if bargain.status == BargainStatus.BOUGHT and is_its_order:
        return True
    if not (bargain.is_open or (bargain.status == BargainStatus.HELD and is_its_order)):
        return False
    if not _write(bargain, status=BargainStatus.BOUGHT, order_id=order.pk, paid_cents=paid_cents):
        raise TryAgain
    publish(BargainBought(bargain_id=bargain.pk, order_id=order.pk))
    _tell(bargain)
    return True


@transaction.atomic
def let_go_of(*, bargain: Bargain, order: Order) -> bool:
    """Its order came to nothing: the bargain runs on if there is time left, and ends if there isn't."""
    if bargain.order_id != order.pk or bargain.status not in {BargainStatus.HELD, BargainStatus.BOUGHT}:
        return False
    if not _write(bargain, status=BargainStatus.OPEN, order_id=None, paid_cents=None):
        raise TryAgain
    if bargain.is_over():
        expire_bargain(bargain=bargain)
    _tell(bargain)
    return True


@transaction.atomic
def expire_bargain(*, bargain: Bargain) -> bool:
    """Its time is over: it ends, and its place is free for somebody else. Repeating it changes nothing."""
    if bargain.status != BargainStatus.OPEN or now() < bargain.ends_at:
        return False
    if not _write(bargain, status=BargainStatus.EXPIRED):
        return False
    _free_place(bargain)
    publish(BargainExpired(bargain_id=bargain.pk))
    _tell(bargain)
    return True
