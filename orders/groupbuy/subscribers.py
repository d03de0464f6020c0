"""What follows for a team when money has gone back."""

from __future__ import annotations

from config.kernel.events import subscribe
from orders.groupbuy.models import GroupSeat, SeatStatus
from orders.groupbuy.services import refund_done
from orders.payments.events import RefundDone
from orders.payments.models import Refund


@subscribe(RefundDone)
def note_refunded_seat(event: RefundDone) -> None:
    """The public log says that somebody has their money back, once the provider has given it."""
    refund = Refund.objects.get(pk=event.refund_id)
    seat = GroupSeat.objects.filter(order=refund.order_id, status=SeatStatus.REFUNDED).select_related("buyer").first()
    if seat is not None:
        refund_done(seat=seat)
