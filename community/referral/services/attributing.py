"""Which link an order came by."""

from __future__ import annotations

from django.db import transaction

from community.referral.events import OrderAttributed
from community.referral.models import CLICK_TO_ORDER, OrderAttribution, Visitor
from community.referral.selectors.clicks import last_click
from config.kernel.events import publish
from orders.checkout.models import Order


@transaction.atomic
def attribute_order(*, order: Order) -> OrderAttribution | None:
    """The last link its buyer opened within seven days before it, never one of their own. Written once.

    A guest is known by the browser they ordered in; whoever signs in with it may be that guest.
    """
    browsers, themselves = _buyer(order)
    since = order.placed_at - CLICK_TO_ORDER
    click = last_click(browsers, since=since, until=order.placed_at, not_of=themselves)
    if click is None:
        return None
    came_by, is_new = OrderAttribution.objects.get_or_create(
        order=order, defaults={"link": click.link, "clicked_at": click.at}
    )
    if is_new:
        publish(OrderAttributed(order_id=order.pk, link_id=click.link_id, sharer_id=click.link.sharer_id))
    return came_by


def _buyer(order: Order) -> tuple[list[str], list[int]]:
    """The browsers a buyer uses, and who they may be."""
    here = [order.trade.visitor] if order.trade and order.trade.visitor else []
    if order.buyer_id is None:
        return here, list(Visitor.objects.filter(key__in=here).values_list("user_id", flat=True))
    known = Visitor.objects.filter(user=order.buyer_id).values_list("key", flat=True)
    return [*known, *here], [order.buyer_id]
