"""Changing stock. Rows are taken in pk order, a conditional UPDATE decides, and every change leaves a Movement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from catalog.inventory.errors import BelowReserved, NotReserved, OutOfStock
from catalog.inventory.models import Movement, Reason, Reservation, ReservationState, Stock
from catalog.products.models import Variant
from catalog.products.summaries import count_sold, refresh_stock_flags
from config.kernel.errors import Invalid

if TYPE_CHECKING:
    from accounts.identity.models import User

MOST_ON_HAND = 10_000_000
LIVE = (ReservationState.HELD, ReservationState.ALLOCATED)


@transaction.atomic
def reserve(*, reference: str, wanted: Mapping[int, int], expires_at: datetime | None) -> list[Reservation]:
    """Keep these quantities for one order until `expires_at`: all of them, or OutOfStock and none.

    Asking again with the same reference changes nothing while they are kept, and keeps them anew once given back.
    """
    if not wanted or any(quantity <= 0 for quantity in wanted.values()):
        raise Invalid(field="quantity")
    kept = {row.variant_id: row for row in Reservation.objects.filter(reference=reference, variant__in=list(wanted))}
    missing = sorted(pk for pk in wanted if pk not in kept or kept[pk].state not in LIVE)
    for variant_pk in missing:
        _take(variant_pk, wanted[variant_pk])
    fresh = [
        Reservation(variant_id=pk, reference=reference, quantity=wanted[pk], expires_at=expires_at)
        for pk in missing
        if pk not in kept
    ]
    Reservation.objects.bulk_create(fresh)
    for pk in missing:
        if pk in kept:
            _revive(kept[pk], wanted[pk], expires_at)
    _moved([(pk, 0, wanted[pk]) for pk in missing], Reason.RESERVED, reference)
    refresh_stock_flags(variants=missing)
    return list(Reservation.objects.filter(reference=reference, variant__in=list(wanted)).order_by("variant_id"))


def _take(variant_pk: int, quantity: int) -> None:
    free = Stock.objects.filter(pk=variant_pk, on_hand__gte=F("reserved") + quantity)
    if not free.update(reserved=F("reserved") + quantity):
        variant = Variant.objects.select_related("product").get(pk=variant_pk)
        stock = Stock.objects.filter(pk=variant_pk).first()
        raise OutOfStock(variant, left=stock.available if stock else 0)


def _revive(row: Reservation, quantity: int, expires_at: datetime | None) -> None:
    given_back = Reservation.objects.filter(pk=row.pk, state=ReservationState.RELEASED)
    if not given_back.update(state=ReservationState.HELD, quantity=quantity, expires_at=expires_at, shipped=0):
        raise NotReserved


@transaction.atomic
def release(*, reference: str) -> int:
    """Give back what an order still keeps and has not shipped. Returns the pieces; a second call returns 0."""
    pieces = 0
    changes: list[tuple[int, int, int]] = []
    rows = _locked_reservations(reference, LIVE)
    for row in rows:
        left = row.quantity - row.shipped
        Stock.objects.filter(pk=row.variant_id).update(reserved=F("reserved") - left)
        changes.append((row.variant_id, 0, -left))
        pieces += left
    count_sold({row.variant_id: row.shipped - row.quantity for row in rows if row.state == ReservationState.ALLOCATED})
    for row in rows:
        row.quantity = row.shipped or row.quantity
        row.state = ReservationState.SHIPPED if row.shipped else ReservationState.RELEASED
        row.expires_at = None
    Reservation.objects.bulk_update(rows, ["state", "quantity", "expires_at"])
    _moved(changes, Reason.RELEASED, reference)
    refresh_stock_flags(variants=[row.variant_id for row in rows])
    return pieces


@transaction.atomic
def release_some(*, reference: str, pieces: Mapping[int, int]) -> None:
    """Give back so many of each variant (by pk) that an order keeps and will not ship; the rest stays kept."""
    rows = {row.variant_id: row for row in _locked_reservations(reference, LIVE)}
    for pk, quantity in sorted(pieces.items()):
        row = rows.get(pk)
        if quantity <= 0 or row is None or row.quantity - row.shipped < quantity:
            raise NotReserved
        Stock.objects.filter(pk=pk).update(reserved=F("reserved") - quantity)
        if row.state == ReservationState.ALLOCATED:
            count_sold({pk: -quantity})
        _shrink(row, quantity)
    _moved([(pk, 0, -quantity) for pk, quantity in sorted(pieces.items())], Reason.RELEASED, reference)
    refresh_stock_flags(variants=sorted(pieces))


def _shrink(row: Reservation, quantity: int) -> None:
    """A reservation never holds nothing: what would be empty is given back as a whole."""
    if row.quantity == quantity:
        row.state = ReservationState.RELEASED
    else:
        row.quantity -= quantity
        row.state = ReservationState.SHIPPED if row.shipped == row.quantity else row.state
    row.save(update_fields=["state", "quantity"])


@transaction.atomic
def allocate(*, reference: str) -> list[Reservation]:
    """The order is paid: what was held for it is now its own, without an end, and counts as sold. Safe to repeat."""
    rows = _locked_reservations(reference, (ReservationState.HELD,))
    for row in rows:
        row.state, row.expires_at = ReservationState.ALLOCATED, None
    Reservation.objects.bulk_update(rows, ["state", "expires_at"])
    count_sold({row.variant_id: row.quantity for row in rows})
    return rows


@transaction.atomic
def ship(*, reference: str, variant: Variant, quantity: int) -> Reservation:
    """Pieces of a paid order leave the warehouse."""
    if quantity <= 0:
        raise Invalid(field="quantity")
    changed = Stock.objects.filter(pk=variant.pk, on_hand__gte=quantity, reserved__gte=quantity).update(
        on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
    )
    row = (
        Reservation.objects.select_for_update()
        .filter(reference=reference, variant=variant, state=ReservationState.ALLOCATED)
        .first()
    )
    if not changed or row is None or row.shipped + quantity > row.quantity:
        raise NotReserved
    row.shipped += quantity
    if row.shipped == row.quantity:
        row.state = ReservationState.SHIPPED
    row.save(update_fields=["shipped", "state"])
    _moved([(variant.pk, -quantity, -quantity)], Reason.SHIPPED, reference)
    return row


@transaction.atomic
def take_back(*, reference: str, variant: Variant, quantity: int, actor: User | None = None) -> Stock:
    """Pieces that were shipped are on the shelf again, in good order, and don't count as sold after all."""
    if quantity <= 0:
        raise Invalid(field="quantity")
    stock = _locked_stock(variant)
    stock = _write(stock, stock.on_hand + quantity, Reason.RETURNED, actor, reference)
    count_sold({variant.pk: -quantity})
    return stock


@transaction.atomic
def set_on_hand(*, variant: Variant, on_hand: int, actor: User | None, reference: str = "") -> Stock:
    """The merchant counted: this many are there."""
    if not 0 <= on_hand <= MOST_ON_HAND:
        raise Invalid(field="on_hand")
    stock = _locked_stock(variant)
    if on_hand < stock.reserved:
        raise BelowReserved(field="on_hand", reserved=stock.reserved)
    return _write(stock, on_hand, Reason.COUNTED, actor, reference)


@transaction.atomic
def count_many(*, counted: Mapping[int, int], actor: User | None, reference: str = "") -> None:
    """The merchant counted many variants (by pk) at once. One that has less than is promised refuses them all."""
    Stock.objects.bulk_create([Stock(variant_id=pk) for pk in counted], ignore_conflicts=True)
    stocks = list(Stock.objects.filter(pk__in=counted).order_by("pk").select_for_update(of=("self",)))
    changes = []
    for stock in stocks:
        if counted[stock.pk] < stock.reserved:
            raise BelowReserved(field="on_hand", reserved=stock.reserved)
        if change := counted[stock.pk] - stock.on_hand:
            changes.append((stock.pk, change, 0))
            stock.on_hand += change
    Stock.objects.bulk_update(stocks, ["on_hand"])
    _moved(changes, Reason.COUNTED, reference, actor)
    refresh_stock_flags(variants=[pk for pk, _change, _reserved in changes])


@transaction.atomic
def adjust(*, variant: Variant, change: int, actor: User | None, reference: str = "") -> Stock:
    """So many came in (or went missing)."""
    stock = _locked_stock(variant)
    if not 0 <= stock.on_hand + change <= MOST_ON_HAND:
        raise Invalid(field="on_hand")
    if stock.on_hand + change < stock.reserved:
        raise BelowReserved(field="on_hand", reserved=stock.reserved)
    return _write(stock, stock.on_hand + change, Reason.ADJUSTED, actor, reference)


@transaction.atomic
def warn_at(*, variant: Variant, low_at: int) -> Stock:
    """From this many pieces on, the variant counts as running low."""
    if not 0 <= low_at <= MOST_ON_HAND:
        raise Invalid(field="low_at")
    stock = _locked_stock(variant)
    stock.low_at = low_at
    stock.save(update_fields=["low_at"])
    return stock


def _locked_stock(variant: Variant) -> Stock:
    Stock.objects.get_or_create(variant=variant)
    return Stock.objects.select_for_update(of=("self",)).get(pk=variant.pk)


def _write(stock: Stock, on_hand: int, reason: Reason, actor: User | None, reference: str) -> Stock:
    change = on_hand - stock.on_hand
    if change:
        stock.on_hand = on_hand
        stock.save(update_fields=["on_hand"])
        _moved([(stock.pk, change, 0)], reason, reference, actor)
        refresh_stock_flags(variants=[stock.pk])
    return stock


def _locked_reservations(reference: str, states: Sequence[str]) -> list[Reservation]:
    """Stock rows first, in pk order, then the reservations: the same order everywhere."""
    where = Reservation.objects.filter(reference=reference, state__in=states)
    variants = sorted(where.values_list("variant_id", flat=True))
    list(Stock.objects.filter(pk__in=variants).order_by("pk").select_for_update(of=("self",)))
    return list(where.order_by("variant_id").select_for_update(of=("self",)))


def _moved(changes: Sequence[tuple[int, int, int]], reason: Reason, reference: str, actor: User | None = None) -> None:
    Movement.objects.bulk_create(
        Movement(
            variant_id=pk,
            on_hand_change=on_hand,
            reserved_change=reserved,
            reason=reason,
            reference=reference,
            by=actor,
        )
        for pk, on_hand, reserved in changes
    )
