"""After-sale cases in every state: what people wanted back, what both sides said, and pictures of what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import F, Q, prefetch_related_objects

from accounts.demo.places import phone
from accounts.organisations.models import Membership, Role
from catalog.inventory.models import Movement, Reason, Reservation, ReservationState, Stock
from catalog.products.summaries import count_sold
from config.kernel.demo import World, times_as_given
from orders.aftersales.claims import SHIPPED_IN, most_for
from orders.aftersales.models import (
    Case,
    CaseLine,
    CasePhoto,
    CaseStatus,
    CaseStep,
    Side,
)
from orders.aftersales.moves import AGREED_TO, ENDED, PAID_BACK, counted_in
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.demo.complaints import PLANS, Plan, R, X
from orders.demo.evidence import draw
from orders.fulfilment.models import Direction, Parcel, ParcelLine, ParcelStatus, ReturnAddress, TrackingEvent
from orders.payments.models import PaymentSplit, PaymentState, Refund, RefundState, SandboxCharge
from orders.payments.services.refunding import refund_number

S, B, SHOP, P = CaseStatus, Side.BUYER, Side.SHOP, Side.PLATFORM
FRESH = timedelta(hours=12)
FOR_BUYERS = frozenset({S.OFFERED, S.AGREED, S.REJECTED, S.BUYER_SHIPPING, S.REFUNDED, S.RESHIPPED})
"""Cases the demo's shoppers have; the others are about orders of strangers at the demo's merchant."""
WINDOW = timedelta(days=6)


@dataclass
class Made:
    """A case with everything that hangs on it, before it is written."""

    plan: Plan
    case: Case
    part: CaseLine
    steps: list[CaseStep]


def seed(world: World) -> None:
    """Cases of the last days: of the demo's own people first, so that every page of theirs has something to show."""
    dice = world.dice("aftersales")
    with times_as_given(Case, CaseStep, Parcel, TrackingEvent, Refund, Movement, Reservation):
        _addresses(world, dice)
        made = list(_made(world, dice))
        for one in made:
            _write(world, dice, one)
    world.tell(f"{len(made)} after-sale cases in every state")


def _addresses(world: World, dice: Random) -> None:
    ReturnAddress.objects.bulk_create(
        ReturnAddress(
            shop=shop, recipient="售后 收", phone=phone(dice), region_code="330106", street=f"古翠路 {8 + place} 号仓库"
        )
        for place, shop in enumerate(world.shops)
        if place != 2  # one shop has not said yet
    )


def _made(world: World, dice: Random) -> Iterator[Made]:
    """Each plan on the next order that fits it; a line is in one case."""
    orders = _usable(world)
    cast = {world.cast[name].pk for name in ("shopper", "shopper2")}
    mine = {world.shops[0].pk} if world.shops else set()
    hats = Membership.objects.filter(role=Role.OWNER, merchant__in=[shop.merchant_id for shop in world.shops])
    owners = {hat.merchant_id: hat.user for hat in hats.select_related("user")}
    for plan in PLANS:
        is_for_buyer = plan.steps[-1].to in FOR_BUYERS
        orders.sort(key=lambda one: ((one.buyer_id in cast) != is_for_buyer, one.shop_id not in mine, -one.pk))
        fitting = ((order, line) for order in orders for line in order.lines.all() if _fits(plan, order, line))
        if (found := next(fitting, None)) is None:
            continue
        order, line = found
        orders.remove(order)
        yield _case(world, dice, plan, order, line, owners.get(order.shop.merchant_id))


def _usable(world: World) -> list[Order]:
    """Orders a case may be about. What the demo's shoppers still wait for stays free of cases, so that it can be called
    off and confirmed.
    """
    cast = {world.cast[name].pk for name in ("shopper", "shopper2")}
    fresh = Q(completed_at=None) | Q(completed_at__gt=world.now - WINDOW)
    paid = PaymentSplit.objects.filter(payment__state=PaymentState.PAID, refunded_cents=0)
    states = [*SHIPPED_IN, OrderStatus.TO_SHIP]
    found = Order.objects.filter(fresh, status__in=states, payment_splits__in=paid)
    alive = [one for one in found if one.buyer_id not in cast or one.status == OrderStatus.COMPLETED]
    prefetch_related_objects(alive, "lines__variant__product", "shop", "trade", "buyer")
    return alive


def _fits(plan: Plan, order: Order, line: OrderLine) -> bool:
    """Whether something of the order stays with the buyer when this line's piece goes, and the hours make sense."""
    began_at = order.paid_at if plan.is_unshipped else order.delivered_at
    if began_at is None or line.variant is None or line.paid_cents < 100:
        return False
    pieces = sum(one.quantity for one in order.lines.all())
    is_right = order.status == OrderStatus.TO_SHIP if plan.is_unshipped else line.left_to_claim > 0
    return is_right and pieces > 1


def _case(world: World, dice: Random, plan: Plan, order: Order, line: OrderLine, owner: Any) -> Made:
    started = order.paid_at if plan.is_unshipped else order.delivered_at
    most = most_for(line, 1)
    hours = [step.hours for step in plan.steps]
    room = (world.now - (started or world.now)).total_seconds() / 3600 * 0.9
    scale = min(1.0, room / max(hours))
    status = plan.steps[-1].to
    reached = [step.to for step in plan.steps]
    asked = 0 if plan.kind == X else most if plan.part == 1 else max(1, int(most * plan.part))
    offers = S.OFFERED in reached
    asked = most if offers else asked
    is_agreed = bool({*reached} & {*AGREED_TO})
    agreed = (0 if plan.kind == X or (S.RULED in reached and status == S.CLOSED) else asked) if is_agreed else None
    at = world.now - timedelta(hours=hours[0] * scale)
    case = Case(
        number=f"AS-{world.public_id(dice, 10)}",
        order=order,
        kind=plan.kind,
        status=status,
        reason=plan.reason,
        is_unshipped=plan.is_unshipped,
        goods_back=plan.kind != R and not (S.RULED in reached and status == S.CLOSED),
        most_cents=most,
        asked_cents=asked,
        offered_cents=max(1, int(most * plan.part)) if offers else None,
        agreed_cents=agreed,
        due_at=world.now + timedelta(hours=plan.due) if plan.due else None,
        created_at=at,
        updated_at=world.now - timedelta(hours=hours[-1] * scale),
        received_at=_instant(world, plan, S.GOODS_RECEIVED, scale),
        ended_at=world.now - timedelta(hours=hours[-1] * scale) if status in ENDED else None,
    )
    part = CaseLine(
        case=case, line=line, quantity=1, most_cents=most, replacement=line.variant if plan.kind == X else None
    )
    people = {B: order.buyer, SHOP: owner, P: world.cast.get("operator")}
    steps = []
    before = ""
    for step in plan.steps:
        steps.append(
            CaseStep(
                case=case,
                from_status=before,
                to_status=step.to,
                side=step.side,
                actor=people.get(Side(step.side)),
                words=step.words,
                amount_cents=_amount(case, step.to),
                at=world.now - timedelta(hours=step.hours * scale),
            )
        )
        before = step.to
    return Made(plan, case, part, steps)


def _instant(world: World, plan: Plan, status: str, scale: float) -> datetime | None:
    hours = next((step.hours for step in plan.steps if step.to == status), None)
    return None if hours is None else world.now - timedelta(hours=hours * scale)


def _amount(case: Case, to: str) -> int | None:
    if to == S.APPLIED:
        return case.asked_cents
    if to == S.OFFERED:
        return case.offered_cents
    return case.agreed_cents or None if to in AGREED_TO | PAID_BACK else None


def _write(world: World, dice: Random, one: Made) -> None:
    """The rows of one case, and what it did to the order, the money and the goods."""
    case, part, at = one.case, one.part, {step.to_status: step.at for step in one.steps}
    if S.BUYER_SHIPPING in at:
        case.return_parcel = _parcel(world, dice, one, Direction.RETURN, at[S.BUYER_SHIPPING], at)
    if S.RESHIPPED in at:
        case.new_parcel = _parcel(world, dice, one, Direction.EXCHANGE, at[S.RESHIPPED], at)
    if case.status in PAID_BACK:
        case.refund = _refund(case, at)
        part.refunded_cents = case.agreed_cents or 0
    part.shelved_quantity = int(one.plan.shelved)
    case.save()
    part.case = case
    part.save()
    CaseStep.objects.bulk_create(one.steps)
    for step, planned in zip(one.steps, one.plan.steps, strict=True):
        if planned.flaw:
            file, width, height = draw(planned.flaw, dice, name=world.public_id(dice, 24).lower())
            CasePhoto.objects.create(key=world.public_id(dice), step=step, file=file, width=width, height=height)
    if column := counted_in(case, case.status):
        OrderLine.objects.filter(pk=part.line_id).update(**{column: F(column) + 1})
    if case.status not in ENDED:
        Order.objects.filter(pk=case.order_id).update(open_cases=F("open_cases") + 1)
    _goods(one, at)


def _parcel(
    world: World, dice: Random, one: Made, direction: str, sent_at: datetime, at: dict[str, datetime]
) -> Parcel:
    """The box of a return or a replacement, with its scans."""
    case = one.case
    arrived_at = (
        at.get(S.GOODS_RECEIVED) or at.get(S.GOODS_REFUSED) if direction == Direction.RETURN else at.get(S.DONE)
    )
    scans = [(ParcelStatus.INFO_RECEIVED, sent_at)]
    end = arrived_at or world.now
    if arrived_at or end - sent_at > FRESH:  # until then it waits to be fetched
        scans.append((ParcelStatus.PICKED_UP, sent_at + (end - sent_at) / 4))
        scans.append((ParcelStatus.IN_TRANSIT, sent_at + (end - sent_at) / 2))
    if arrived_at:
        scans.append((ParcelStatus.DELIVERED, arrived_at - (arrived_at - sent_at) / 10))
    parcel = Parcel.objects.create(
        key=world.public_id(dice),
        order=case.order,
        carrier=world.carriers[0],
        waybill=f"RT{dice.randrange(10**11, 10**12)}",
        direction=direction,
        case_number=case.number,
        status=scans[-1][0],
        status_at=scans[-1][1],
        delivered_at=scans[-1][1] if arrived_at else None,
        shipped_at=sent_at,
        created_at=sent_at,
        updated_at=scans[-1][1],
    )
    ParcelLine.objects.create(parcel=parcel, order_line=one.part.line, quantity=1)
    TrackingEvent.objects.bulk_create(
        TrackingEvent(parcel=parcel, status=status, happened_at=moment, recorded_at=moment) for status, moment in scans
    )
    return parcel


def _refund(case: Case, at: dict[str, datetime]) -> Refund:
    """The money: promised in the order's share, and in the provider's books once it is done."""
    share = PaymentSplit.objects.select_related("payment").get(order=case.order, payment__state="paid")
    cents, asked_at, done_at = case.agreed_cents or 0, at[S.REFUNDING], at.get(S.REFUNDED)
    PaymentSplit.objects.filter(pk=share.pk).update(refunded_cents=F("refunded_cents") + cents)
    refund = Refund.objects.create(
        number=refund_number(case.order, case.order.refunds.count() + 1),
        payment=share.payment,
        order=case.order,
        amount_cents=cents,
        state=RefundState.DONE if done_at else RefundState.ASKED,
        reason="refunded",
        tries=1 if done_at else 0,
        done_at=done_at,
        created_at=asked_at,
        updated_at=done_at or asked_at,
    )
    if done_at:
        charge = SandboxCharge.objects.get(out_trade_no=share.payment.out_trade_no)
        charge.refunded_cents += cents
        charge.refunds = {**charge.refunds, refund.number: cents}
        charge.save()
    return refund


def _goods(one: Made, at: dict[str, datetime]) -> None:
    """Pieces that are free again, came back, are kept for an exchange, or left for one."""
    case, variant = one.case, one.part.line.variant
    if variant is None:
        return
    if case.is_unshipped and case.status in PAID_BACK:
        row = Reservation.objects.get(reference=case.order.number, variant=variant)
        if row.quantity == 1:
            row.state = ReservationState.RELEASED
        else:
            row.quantity -= 1
        row.save()
        count_sold({variant.pk: -1})
        _moved(variant.pk, 0, -1, Reason.RELEASED, case.order.number, at[S.REFUNDING])
    if one.plan.shelved:
        _moved(variant.pk, 1, 0, Reason.RETURNED, case.number, at[S.GOODS_RECEIVED])
    if S.RESHIPPED in at:
        _moved(variant.pk, -1, 0, Reason.ADJUSTED, case.number, at[S.RESHIPPED])
    elif case.is_exchange and S.AGREED in at:
        Reservation.objects.create(
            variant=variant,
            reference=case.number,
            quantity=1,
            state=ReservationState.ALLOCATED,
            created_at=at[S.AGREED],
        )
        count_sold({variant.pk: 1})
        _moved(variant.pk, 0, 1, Reason.RESERVED, case.number, at[S.AGREED])


def _moved(variant_pk: int, on_hand: int, reserved: int, reason: str, reference: str, at: datetime) -> None:
    Stock.objects.filter(pk=variant_pk).update(on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved)
    Movement.objects.create(
        variant_id=variant_pk,
        on_hand_change=on_hand,
        reserved_change=reserved,
        reason=reason,
        reference=reference,
        at=at,
    )
