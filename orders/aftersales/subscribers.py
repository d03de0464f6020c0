"""What follows from parcels that arrive and money that went back; and mails to whoever is waited for."""

from __future__ import annotations

from config.kernel.events import subscribe
from orders.aftersales.events import CaseMoved, CaseOpened
from orders.aftersales.mails import tell_of_case
from orders.aftersales.models import Case
from orders.aftersales.services import end_with_order, finish_case, note_arrival
from orders.checkout.events import OrderMoved
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.events import ParcelDelivered
from orders.fulfilment.models import Parcel
from orders.payments.events import RefundDone
from orders.payments.models import Refund


@subscribe(RefundDone)
def end_the_case(event: RefundDone) -> None:
    finish_case(refund=Refund.objects.get(pk=event.refund_id))


@subscribe(OrderMoved)
def end_with_the_order(event: OrderMoved) -> None:
    """Whatever ended the order: what is asked about its pieces has no subject any more."""
    if event.to_status in {OrderStatus.REFUNDING, OrderStatus.CLOSED}:
        end_with_order(order=Order.objects.get(pk=event.order_id))


@subscribe(ParcelDelivered)
def start_looking(event: ParcelDelivered) -> None:
    note_arrival(parcel=Parcel.objects.get(pk=event.parcel_id))


@subscribe(CaseOpened)
def write_of_opening(event: CaseOpened) -> None:
    tell_of_case(Case.objects.get(pk=event.case_id), "applied")


@subscribe(CaseMoved)
def write_of_step(event: CaseMoved) -> None:
    """Who is waited for now gets a mail; so does the buyer whose money is back."""
    tell_of_case(Case.objects.get(pk=event.case_id), event.to_status, side=event.side)
