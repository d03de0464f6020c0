"""The planned checkouts as rows: trades, orders, steps, payments, refunds, and the stock they moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.organisations.models import Membership, Role
from catalog.inventory.models import Movement, Reason, Reservation, ReservationState, Stock
from catalog.products.models import Product
from config.kernel.demo import World, times_as_given
from config.kernel.encryption import blind_index
from orders.checkout.models import Order, OrderDiscount, OrderLine, OrderMove, OrderStatus, Trade
from orders.checkout.services import PHONE_INDEX
from orders.commission.selectors import basis_points_of
from orders.demo.plans import GIVEN_BACK, Ending, OrderPlan, TradePlan
from orders.demo.promotions import line_shares, reasons
from orders.payments.gateways.base import ChargeState
from orders.payments.models import Payment, PaymentSplit, PaymentState, Refund, RefundState, SandboxCharge
from orders.payments.services.refunding import refund_number

GATEWAY = "sandbox"
WAITS = timedelta(days=1)  # an unpaid order of the demo waits a day, so that there is one to pay
CALLED_OFF_AFTER = timedelta(minutes=50)
REFUND_TAKES = timedelta(minutes=3)
BATCH = 2000

Pair = tuple[OrderPlan, Order]


def write_down(world: World, plans: Sequence[TradePlan], *, part: str = "books") -> list[Order]:
    """All of it, as if the services had been called at the time. Returns the orders, oldest first."""
    dice = world.dice(part)
    dated = (Trade, OrderMove, Payment, Refund, Reservation, Movement)
    with times_as_given(*dated):
        trades = Trade.objects.bulk_create([_trade(world, dice, plan) for plan in plans], BATCH)
        pairs = [
            [(one, _order(world, dice, plan, one, trade)) for one in plan.orders]
            for plan, trade in zip(plans, trades, strict=True)
        ]
        orders = Order.objects.bulk_create([order for group in pairs for _one, order in group], BATCH)
        flat = [pair for group in pairs for pair in group]
        rates = basis_points_of(world.products)
        OrderLine.objects.bulk_create([line for pair in flat for line in _lines(*pair, rates)], BATCH)
        OrderDiscount.objects.bulk_create([row for pair in flat for row in reasons(*pair)], BATCH)
        owners = _owners(world)
        OrderMove.objects.bulk_create(
            [
                step
                for plan, group in zip(plans, pairs, strict=True)
                for one, order in group
                for step in _steps(plan, one, order, owners)
            ],
            BATCH,
        )
        _money(world, dice, plans, trades, pairs)
        _stock(world, flat)
    return orders


def _trade(world: World, dice: Random, plan: TradePlan) -> Trade:
    is_waiting = plan.orders[0].ending == Ending.WAITING
    return Trade(
        number=f"T-{world.public_id(dice, 10)}",
        guest_key=world.public_id(dice, 32),
        buyer=plan.buyer,
        email=plan.email,
        recipient=plan.door.recipient,
        phone=plan.door.phone,
        phone_index=blind_index(plan.door.phone, purpose=PHONE_INDEX),
        region_code=plan.door.region_code,
        street=plan.door.street,
        total_cents=plan.total_cents,
        paid_at=plan.paid_at,
        closed_at=plan.closed_at,
        expires_at=world.now + WAITS if is_waiting else plan.placed_at + timedelta(minutes=15),
        created_at=plan.placed_at,
        updated_at=plan.paid_at or plan.closed_at or plan.placed_at,
    )


def _order(world: World, dice: Random, plan: TradePlan, one: OrderPlan, trade: Trade) -> Order:
    journey = one.journey
    return Order(
        number=f"HT-{world.public_id(dice, 10)}",
        trade=trade,
        shop=one.shop,
        buyer=plan.buyer,
        status=_status(one),
        close_reason=one.reason,
        deal_kind=one.deal_kind,
        deal_ref=one.deal_ref,
        items_cents=one.items_cents,
        shipping_cents=one.shipping_cents,
        discount_cents=one.discount_cents,
        platform_discount_cents=sum(cut.platform_cents for cut in one.cuts),
        total_cents=one.total_cents,
        placed_at=plan.placed_at,
        paid_at=plan.paid_at,
        shipped_at=journey.shipped_at,
        delivered_at=journey.delivered_at,
        completed_at=journey.received_at,
        closed_at=_closed_at(plan, one),
    )


def _status(one: OrderPlan) -> OrderStatus:
    if one.ending == Ending.KEPT:
        return one.status
    standing = {Ending.WAITING: OrderStatus.PENDING_PAYMENT, Ending.REFUNDING: OrderStatus.REFUNDING}
    return standing.get(one.ending, OrderStatus.CLOSED)


def _called_off_at(plan: TradePlan) -> datetime:
    deal = plan.orders[0].deal
    if deal and deal.ended_at:
        return deal.ended_at
    return (plan.paid_at or plan.placed_at) + CALLED_OFF_AFTER


def _closed_at(plan: TradePlan, one: OrderPlan) -> datetime | None:
    return _called_off_at(plan) + REFUND_TAKES if one.ending == Ending.REFUNDED else plan.closed_at


def _lines(one: OrderPlan, order: Order, rates: Mapping[int, int]) -> Iterator[OrderLine]:
    shares = line_shares(one)
    for place, (variant, quantity) in enumerate(one.lines):
        picture = variant.picture or variant.product.cover
        has_left = one.journey.shipped_at is not None and (place == 0 or not one.journey.is_partly)
        yield OrderLine(
            order=order,
            variant=variant,
            title=variant.product.title,
            label=variant.label,
            sku=variant.sku,
            picture_url=picture.smallest_url() if picture else "",
            unit_price_cents=one.price_of(variant),
            list_price_cents=variant.price_cents,
            quantity=quantity,
            total_cents=one.price_of(variant) * quantity,
            commission_basis_points=rates[variant.product_id],
            discount_cents=shares[place].cents,
            platform_discount_cents=shares[place].platform_cents,
            shipped_quantity=quantity if has_left else 0,
        )


def _owners(world: World) -> dict[int, Any]:
    """Who ships for each shop."""
    owners = Membership.objects.filter(role=Role.OWNER, merchant__in=[shop.merchant_id for shop in world.shops])
    by_merchant = {hat.merchant_id: hat.user for hat in owners.select_related("user")}
    return {shop.pk: by_merchant.get(shop.merchant_id) for shop in world.shops}


def _steps(plan: TradePlan, one: OrderPlan, order: Order, owners: dict[int, Any]) -> Iterator[OrderMove]:
    """The order's timeline. Steps follow `orders.checkout.moves`."""
    status = ""
    for to, reason, actor, at in _way(plan, one, owners.get(one.shop.pk)):
        yield OrderMove(order=order, from_status=status, to_status=to, reason=reason, actor=actor, at=at)
        status = to


def _way(plan: TradePlan, one: OrderPlan, owner: Any) -> Iterator[tuple[str, str, Any, Any]]:
    journey = one.journey
    yield OrderStatus.PENDING_PAYMENT, "placed", plan.buyer, plan.placed_at
    if plan.closed_at:
        called_off = one.ending == Ending.CALLED_OFF
        yield OrderStatus.CLOSED, order_reason(one), plan.buyer if called_off else None, plan.closed_at
    yield from _way_in(plan, one)
    if one.ending in GIVEN_BACK:
        yield OrderStatus.REFUNDING, one.reason, None if one.deal else plan.buyer, _called_off_at(plan)
    if one.ending == Ending.REFUNDED:
        yield OrderStatus.CLOSED, one.reason, None, _closed_at(plan, one)
    if journey.shipped_at:
        yield OrderStatus.PARTLY_SHIPPED if journey.is_partly else OrderStatus.SHIPPED, "", owner, journey.shipped_at
    if journey.delivered_at:
        yield OrderStatus.DELIVERED, "", None, journey.delivered_at
    if journey.received_at:
        reason = "auto_confirmed" if journey.is_confirmed_by_calendar else "received"
        yield (
            OrderStatus.COMPLETED,
            reason,
            None if journey.is_confirmed_by_calendar else plan.buyer,
            journey.received_at,
        )


def _way_in(plan: TradePlan, one: OrderPlan) -> Iterator[tuple[str, str, Any, Any]]:
    """From paying to the shop's shelf; in a team, by way of the others."""
    if plan.paid_at:
        yield OrderStatus.WAIT_GROUP if one.deal else OrderStatus.TO_SHIP, "paid", None, plan.paid_at
    if one.deal and one.deal.is_filled:
        yield OrderStatus.TO_SHIP, "team_filled", None, one.deal.ended_at


def order_reason(one: OrderPlan) -> str:
    return "cancelled" if one.ending == Ending.CALLED_OFF else "unpaid"


# ---- money ------------------------------------------------------------------------------------------------------


def _money(
    world: World, dice: Random, plans: Sequence[TradePlan], trades: Sequence[Trade], pairs: Sequence[Sequence[Pair]]
) -> None:
    """A payment for each trade that got that far, its shares, what went back, and the provider's own books."""
    payments, shares, refunds, charges = [], [], [], []
    for plan, trade, group in zip(plans, trades, pairs, strict=True):
        tries = _tries(plan)
        for state, at in tries:
            payment = Payment(
                key=world.public_id(dice),
                trade=trade,
                gateway=GATEWAY,
                out_trade_no=f"P-{world.public_id(dice, 14)}",
                amount_cents=trade.total_cents,
                currency=trade.currency,
                state=state,
                failure="declined" if state == PaymentState.FAILED else "",
                paid_at=at if state == PaymentState.PAID else None,
                created_at=plan.placed_at,
                updated_at=at,
            )
            charge = _charge(payment)
            payments.append(payment)
            charges.append(charge)
            if state == PaymentState.PAID:
                for one, order in group:
                    shares.append(PaymentSplit(payment=payment, order=order, captured_cents=order.total_cents))
                    if one.ending in GIVEN_BACK:
                        refunds.append(_refund(plan, one, order, shares[-1], charge))
    Payment.objects.bulk_create(payments, BATCH)
    SandboxCharge.objects.bulk_create(charges, BATCH)
    for share in shares:
        share.payment_id = share.payment.pk
    for refund in refunds:
        refund.payment_id = refund.payment.pk
    PaymentSplit.objects.bulk_create(shares, BATCH)
    Refund.objects.bulk_create(refunds, BATCH)


def _tries(plan: TradePlan) -> list[tuple[PaymentState, datetime]]:
    """How often somebody tried to pay, and what came of it."""
    if plan.paid_at:
        failed = [(PaymentState.FAILED, plan.placed_at + (plan.paid_at - plan.placed_at) / 2)]
        return [*(failed if plan.first_try_failed else []), (PaymentState.PAID, plan.paid_at)]
    if plan.closed_at:
        return [(PaymentState.CLOSED, plan.closed_at)]
    return [(PaymentState.OPEN, plan.placed_at)]


def _charge(payment: Payment) -> SandboxCharge:
    state = {
        PaymentState.PAID: ChargeState.PAID,
        PaymentState.FAILED: ChargeState.FAILED,
        PaymentState.CLOSED: ChargeState.CLOSED,
    }.get(PaymentState(payment.state), ChargeState.OPEN)
    return SandboxCharge(
        out_trade_no=payment.out_trade_no,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        state=state,
        paid_at=payment.paid_at,
    )


def _refund(plan: TradePlan, one: OrderPlan, order: Order, share: PaymentSplit, charge: SandboxCharge) -> Refund:
    """What goes back. The provider knows of it only once it is done."""
    is_done, asked_at = one.ending == Ending.REFUNDED, _called_off_at(plan)
    share.refunded_cents = order.total_cents
    refund = Refund(
        number=refund_number(order),
        payment=share.payment,
        order=order,
        amount_cents=order.total_cents,
        state=RefundState.DONE if is_done else RefundState.ASKED,
        reason=one.reason,
        tries=1 if is_done else 0,
        done_at=asked_at + REFUND_TAKES if is_done else None,
        created_at=asked_at,
        updated_at=asked_at + REFUND_TAKES if is_done else asked_at,
    )
    if is_done:
        charge.refunded_cents += order.total_cents
        charge.refunds = {**charge.refunds, refund.number: order.total_cents}
    return refund


# ---- goods ------------------------------------------------------------------------------------------------------


def _stock(world: World, pairs: Sequence[Pair]) -> None:
    """What each line keeps or has taken off the shelf. What left had come in before, so today's stock stays as it is."""
    kept: Counter[int] = Counter()
    gone: Counter[int] = Counter()
    sold: Counter[int] = Counter()
    reservations, movements = [], []
    for one, order in pairs:
        for place, (variant, quantity) in enumerate(one.lines):
            state, left_at = _standing(one, order, place)
            reservations.append(_reservation(order, variant.pk, quantity, state))
            changes = [(0, quantity, Reason.RESERVED, order.placed_at)]
            if state == ReservationState.SHIPPED:
                gone[variant.pk] += quantity
                changes.append((-quantity, -quantity, Reason.SHIPPED, left_at))
            elif state == ReservationState.RELEASED:
                changes.append((0, -quantity, Reason.RELEASED, left_at))
            else:
                kept[variant.pk] += quantity
            if state in {ReservationState.ALLOCATED, ReservationState.SHIPPED}:
                sold[variant.product_id] += quantity
            movements += [
                Movement(
                    variant=variant,
                    on_hand_change=hand,
                    reserved_change=reserved,
                    reason=reason,
                    reference=order.number,
                    at=at,
                )
                for hand, reserved, reason, at in changes
            ]
    came_in_at = min((order.placed_at for _one, order in pairs), default=world.now) - timedelta(days=1)
    supplies = [
        Movement(variant_id=pk, on_hand_change=pieces, reason=Reason.ADJUSTED, at=came_in_at)
        for pk, pieces in sorted(gone.items())
    ]
    Reservation.objects.bulk_create(reservations, BATCH)
    Movement.objects.bulk_create([*supplies, *sorted(movements, key=lambda row: row.at)], BATCH)
    _keep(kept)
    _tell_products(pairs, sold)


def _reservation(order: Order, variant_pk: int, quantity: int, state: ReservationState) -> Reservation:
    return Reservation(
        variant_id=variant_pk,
        reference=order.number,
        quantity=quantity,
        shipped=quantity if state == ReservationState.SHIPPED else 0,
        state=state,
        expires_at=order.trade.expires_at if order.trade and state == ReservationState.HELD else None,
        created_at=order.placed_at,
    )


def _standing(one: OrderPlan, order: Order, place: int) -> tuple[ReservationState, datetime]:
    """What became of the pieces of a line, and when."""
    if one.ending == Ending.WAITING:
        return ReservationState.HELD, order.placed_at
    if one.ending in GIVEN_BACK:
        ended_at = one.deal.ended_at if one.deal else None
        return ReservationState.RELEASED, ended_at or (order.paid_at or order.placed_at) + CALLED_OFF_AFTER
    if one.ending != Ending.KEPT:
        return ReservationState.RELEASED, order.closed_at or order.placed_at
    has_left = order.shipped_at is not None and (place == 0 or not one.journey.is_partly)
    return (
        (ReservationState.SHIPPED, order.shipped_at or order.placed_at)
        if has_left
        else (ReservationState.ALLOCATED, order.placed_at)
    )


def _keep(kept: Counter[int]) -> None:
    rows = list(Stock.objects.filter(pk__in=kept))
    for row in rows:
        row.reserved += kept[row.pk]
    Stock.objects.bulk_update(rows, ["reserved"])


def _tell_products(pairs: Sequence[Pair], sold: Counter[int]) -> None:
    """Pieces sold; and nothing was bought before it was on sale."""
    first: dict[int, datetime] = {}
    for one, order in pairs:
        for variant, _quantity in one.lines:
            first.setdefault(variant.product_id, order.placed_at)
    rows = list(Product.objects.filter(pk__in=first))
    for row in rows:
        row.sold_count += sold[row.pk]
        row.listed_at = min(row.listed_at or first[row.pk], first[row.pk])
    Product.objects.bulk_update(rows, ["sold_count", "listed_at"], BATCH)
