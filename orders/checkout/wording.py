"""What the steps of an order are called when people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.checkout.models import Order, OrderMove, OrderStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orders.checkout.selectors import Draft

S = OrderStatus

# By (state reached, reason), then by state alone.
STEPS: Mapping[tuple[str, str] | str, Promise] = {
    (S.PENDING_PAYMENT, "placed"): _("Order placed, waiting for payment"),
    (S.TO_SHIP, "cash_promised"): _("Ordered, to be paid at the door; the shop packs it now"),
    (S.TO_SHIP, "paid_late"): _("Paid; the items were still there, the shop packs them now"),
    (S.CLOSED, "unpaid"): _("Closed, because it was not paid in time"),
    (S.CLOSED, "cancelled"): _("Cancelled"),
    (S.CLOSED, "paid_late"): _("Closed and refunded: the payment came too late"),
    (S.CLOSED, "refused"): _("Not taken at the door; it travels back to the shop"),
    (S.CLOSED, "hold_expired"): _("Closed: your card let go of the sum before it was taken"),
    (S.CLOSED, "reversed"): _("Closed: the bank took the payment back"),
    (S.REFUNDING, "cancelled"): _("Cancelled, your money is on its way back"),
    (S.TO_SHIP, "team_filled"): _("The team is complete, the shop packs now"),
    (S.REFUNDING, "team_full"): _("The team was full when the payment came, your money is on its way back"),
    (S.REFUNDING, "team_expired"): _("The team wasn't filled in time, your money is on its way back"),
    (S.REFUNDING, "team_ended"): _("The platform ended the team, your money is on its way back"),
    (S.REFUNDING, "other_team"): _("You were in another team by then, your money is on its way back"),
    (S.CLOSED, "team_full"): _("Refunded: the team was full when the payment came"),
    (S.CLOSED, "team_expired"): _("Refunded: the team wasn't filled in time"),
    (S.CLOSED, "team_ended"): _("Refunded: the platform ended the team"),
    (S.CLOSED, "other_team"): _("Refunded: you were in another team by then"),
    (S.REFUNDING, "paid_late"): _("The payment came when the items were gone, your money is on its way back"),
    (S.REFUNDING, "bargain_over"): _("The payment came when the bargain was over, your money is on its way back"),
    (S.CLOSED, "bargain_over"): _("Closed and refunded: the payment came when the bargain was over"),
    (S.REFUNDING, "returned"): _("The parcel came back to the shop, your money is on its way back"),
    (S.CLOSED, "returned"): _("Closed: the parcel came back to the shop"),
    (S.REFUNDING, "not_collected"): _("Nobody came for it, your money is on its way back"),
    (S.CLOSED, "not_collected"): _("Closed: nobody came for it"),
    (S.DELIVERED, "picked_up"): _("Handed over at the counter"),
    (S.COMPLETED, "picked_up"): _("You picked it up"),
    (S.CLOSED, "refunded"): _("Refunded and closed"),
    (S.REFUNDING, "refunded"): _("Nothing of it stays with you; your money is on its way back"),
    (S.SHIPPED, "rest_refunded"): _("The rest was refunded, nothing more will be sent"),
    (S.COMPLETED, "received"): _("You confirmed that it arrived"),
    (S.COMPLETED, "auto_confirmed"): _("Counted as received"),
    S.PENDING_PAYMENT: _("Waiting for payment"),
    S.WAIT_GROUP: _("Paid, the team is forming"),
    S.TO_SHIP: _("Paid, the shop packs it now"),
    S.PARTLY_SHIPPED: _("A part is on its way"),
    S.SHIPPED: _("On its way"),
    S.DELIVERED: _("Delivered"),
    S.COMPLETED: _("Received"),
    S.SETTLED: _("Finished"),
    S.REFUNDING: _("Your money is on its way back"),
    S.CLOSED: _("Closed"),
}

REASONS: Mapping[str, Promise] = {
    "unpaid": _("It was not paid in time. Nothing was charged."),
    "cancelled": _("It was cancelled."),
    "paid_late": _("The payment came when the items were gone. You get all of it back."),
    "bargain_over": _("The payment came when the bargain was over. You get all of it back."),
    "reversed": _("The bank took the payment back."),
    "not_collected": _("It wasn't picked up in time. You get all of it back."),
    "returned": _("It couldn't be handed over and came back to the shop."),
    "team_full": _("The team was full when your payment came. You get all of it back."),
    "team_expired": _("The team wasn't filled in time. You get all of it back."),
    "team_ended": _("The platform ended the team. You get all of it back."),
    "other_team": _("You were in another team of this by then. You get all of it back."),
    "refunded": _("It was refunded after-sales."),
    "refused": _("It was not taken at the door. Nothing was paid."),
    "hold_expired": _("Your card let go of the sum before it was taken. Nothing was charged."),
}


@dataclass(frozen=True)
class Step:
    """One entry of the timeline, as `<c-order-line>` shows it."""

    text: str
    at: datetime


def step_text(move: OrderMove) -> str:
    return str(STEPS.get((move.to_status, move.reason)) or STEPS[move.to_status])


def timeline(order: Order, moves: Iterable[OrderMove]) -> list[Step]:
    """The steps of an order, newest first."""
    return [Step(step_text(move), move.at) for move in sorted(moves, key=lambda move: -move.pk)]


def reason_text(reason: str) -> str:
    return str(REASONS.get(reason, ""))


TAB_LABELS: Mapping[str, Promise] = {
    "all": _("All"),
    "to-pay": _("To pay"),
    "to-ship": _("To be shipped"),
    "to-receive": _("On the way"),
    "done": _("Received"),
    "closed": _("Closed"),
}


def tab_label(name: str) -> Promise:
    return TAB_LABELS[name]


def sum_rows(of: Draft | Order) -> list[tuple[Promise | str, int]]:
    """The rows above a total: the goods, each reason why they cost less, sending."""
    rows: list[tuple[Promise | str, int]] = [(_("Items"), of.items_cents)]
    named = discount_rows(of)
    rows += [(label, -cents) for label, cents in named]
    if rest := of.discount_cents - sum(cents for _label, cents in named):
        rows.append((_("Discount"), -rest))
    return [*rows, (_("Shipping"), of.shipping_cents)]


def discount_rows(of: Draft | Order) -> list[tuple[str, int]]:
    """Discounts by their reason; a coupon that several shops share is one row."""
    given = of.discounts.all() if isinstance(of, Order) else [one for order in of.orders for one in order.discounts]
    by_source: dict[tuple[str, str], tuple[str, int]] = {}
    for one in given:
        label, cents = by_source.get((one.kind, one.source), (one.label, 0))
        by_source[one.kind, one.source] = (label, cents + one.cents)
    return list(by_source.values())
