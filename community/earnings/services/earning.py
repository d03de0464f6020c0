"""From an order that came by a link to money in a wallet, and back when its goods come back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from accounts.identity.models import User
from community.earnings.doubts import doubt_about
from community.earnings.errors import OwnEarning
from community.earnings.events import EarningMoved
from community.earnings.models import Earning, EarningLine, EarningState, Level, Suspicion
from community.earnings.selectors import beneficiaries, rates_of
from community.referral.models import OrderAttribution, ReferralStatus
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.money import Money, split_cents
from orders.checkout.models import Order, OrderLine
from orders.settlement.bills import bill_of
from orders.settlement.models import Settlement
from orders.settlement.services import give_share, take_share_back
from orders.settlement.sums import given_back

ALIVE = (EarningState.PENDING, EarningState.PAYABLE, EarningState.PAID)


@transaction.atomic
def earn(*, order_pk: int) -> list[Earning]:
    """A paid order came by a link: both levels get their share of its goods, frozen. At the rates of the instant it
    was placed; once for each level, however often it is told and in whatever order."""
    attribution = (
        OrderAttribution.objects.select_related("order__shop", "order__trade", "link__sharer")
        .filter(order=order_pk, order__paid_at__isnull=False)
        .first()
    )
    if attribution is None:
        return []
    lines = list(OrderLine.objects.filter(order=order_pk, variant__isnull=False).select_related("variant__product"))
    rates = rates_of([one.variant.product for one in lines if one.variant], at=attribution.order.placed_at)
    if not any(first for first, _second in rates.values()):
        return []
    made = []
    for level, person in beneficiaries(attribution).items():
        parts = _parts(lines, rates, level)
        if parts and (earning := _earning(attribution, level, person, parts)):
            made.append(earning)
    return made


def _parts(lines: Sequence[OrderLine], rates: dict[int, tuple[int, int]], level: Level) -> list[EarningLine]:
    """Of what the buyer paid for each line, cents rounded half up."""
    parts = []
    for line in lines:
        basis_points = rates[line.variant.product_id][level - 1] if line.variant else 0
        cents = Money(line.paid_cents).share(basis_points).cents
        if cents > 0:
            parts.append(EarningLine(line=line, basis_points=basis_points, cents=cents))
    return parts


def _earning(came: OrderAttribution, level: Level, person: User, parts: list[EarningLine]) -> Earning | None:
    doubt = doubt_about(came.order, person, sharer=came.link.sharer)
    earning, is_new = Earning.objects.get_or_create(
        order=came.order,
        level=level,
        defaults={
            "link": came.link,
            "person": person,
            "full_cents": sum(part.cents for part in parts),
            "review": ReferralStatus.HELD if doubt else ReferralStatus.GOOD,
            "doubt": doubt,
        },
    )
    if not is_new:
        return None
    for part in parts:
        part.earning = earning
    EarningLine.objects.bulk_create(parts)
    return earning


@transaction.atomic
def pay_earnings(*, order_pk: int) -> None:
    """The refund period is over: what is left of each earning goes from the shop into a wallet. What is held becomes
    payable and waits for its review."""
    order = locked_one(Order.objects.select_related("shop"), order_pk)
    if not Settlement.objects.filter(order=order).exists():
        return
    _weigh(order)
    for earning in _of(order, EarningState.PENDING, EarningState.PAYABLE):
        _pay(order, earning)


def _of(order: Order, *states: str) -> list[Earning]:
    return list(Earning.objects.filter(order=order, state__in=states).order_by("level"))


def _pay(order: Order, earning: Earning) -> None:
    mine = Earning.objects.filter(pk=earning.pk, state__in=[EarningState.PENDING, EarningState.PAYABLE])
    if earning.review == ReferralStatus.HELD:
        mine.update(state=EarningState.PAYABLE, updated_at=now())
    elif earning.review == ReferralStatus.GOOD and mine.update(
        state=EarningState.PAID, paid_at=now(), updated_at=now()
    ):
        _tell(earning, EarningState.PAID)
        facts = _facts(earning)
        # All of it, then what came back before: each cent is on the statement with its reason.
        give_share(order=order, key=earning.key, person_id=earning.person_id, cents=earning.full_cents, facts=facts)
        if earning.back_cents:
            _take_back(order, earning, earning.back_cents)


def _facts(earning: Earning) -> dict[str, int]:
    """One rate and its base where all lines have the same; the sentence says so."""
    parts = list(earning.lines.select_related("line"))
    base = sum(part.line.paid_cents for part in parts)
    rates = {part.basis_points for part in parts}
    rate = rates.pop() if len(rates) == 1 else round(earning.full_cents * 10_000 / base)
    return {"basis_points": rate, "base_cents": base, "level": earning.level}


@transaction.atomic
def weigh_earnings(*, order_pk: int) -> None:
    """Money of an order went back: its earnings shrink in the proportion in which their goods were given back."""
    if Earning.objects.filter(order=order_pk, state__in=ALIVE).exists():
        _weigh(locked_one(Order.objects.select_related("shop"), order_pk))


def _weigh(order: Order) -> None:
    earnings = _of(order, *ALIVE)
    given = given_back(bill_of(order)) if earnings else {}
    for earning in earnings:
        back = sum(_back(part, given) for part in earning.lines.select_related("line"))
        if back > earning.back_cents:
            _shrink(order, earning, back)


def _back(part: EarningLine, given: dict[str, int]) -> int:
    paid, back = part.line.paid_cents, given.get(str(part.line_id), 0)
    return split_cents(part.cents, [back, paid - back])[0]


def _shrink(order: Order, earning: Earning, back: int) -> None:
    state = EarningState.REVERSED if back == earning.full_cents else earning.state
    mine = Earning.objects.filter(pk=earning.pk, state=earning.state, back_cents=earning.back_cents)
    if not mine.update(back_cents=back, state=state, updated_at=now()):
        return
    more, was = back - earning.back_cents, earning.state
    earning.back_cents, earning.state = back, state
    if was == EarningState.PAID:
        _tell(earning, EarningState.REVERSED)
        _take_back(order, earning, more)


def _take_back(order: Order, earning: Earning, cents: int) -> None:
    """Nobody comes to owe us: what the wallet no longer holds is the platform's loss, and is written down."""
    key = f"{earning.key}:{earning.back_cents}"
    short = take_share_back(order=order, key=key, person_id=earning.person_id, cents=cents)
    if short:
        Earning.objects.filter(pk=earning.pk).update(short_cents=F("short_cents") + short)


@transaction.atomic
def refuse_own(*, trade_pk: int, buyer_pk: int) -> None:
    """A guest turned out to be the sharer: buying oneself earns nothing."""
    own = Earning.objects.filter(order__trade=trade_pk, person=buyer_pk)
    waiting = own.filter(state__in=[EarningState.PENDING, EarningState.PAYABLE])
    waiting.update(state=EarningState.REFUSED, review=ReferralStatus.REFUSED, doubt=Suspicion.SELF, updated_at=now())


@transaction.atomic
def judge_earning(*, earning: Earning, is_good: bool, note: str, actor: User) -> Earning:
    """An operator decides about one that was held, never about their own. Decided once."""
    if earning.person_id == actor.pk:
        raise OwnEarning
    order = locked_one(Order.objects.select_related("shop"), earning.order_id)
    status = ReferralStatus.GOOD if is_good else ReferralStatus.REFUSED
    held = Earning.objects.filter(pk=earning.pk, review=ReferralStatus.HELD)
    changes = {"review": status, "reviewed_by": actor, "note": note[:200], "updated_at": now()}
    if held.update(**changes):
        record(
            actor=actor, action="community.earning_judged", target=earning, reason=note, after={"review": str(status)}
        )
        if is_good:
            pay_earnings(order_pk=order.pk)
        else:
            waiting = Earning.objects.filter(pk=earning.pk, state__in=[EarningState.PENDING, EarningState.PAYABLE])
            waiting.update(state=EarningState.REFUSED, updated_at=now())
    earning.refresh_from_db()
    return earning


def _tell(earning: Earning, state: str) -> None:
    publish(EarningMoved(earning_id=earning.pk, person_id=earning.person_id, state=state))
