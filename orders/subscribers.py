"""Subscribers of this app, for Django to find."""

from orders.aftersales import subscribers as aftersales
from orders.cart import subscribers as cart
from orders.groupbuy import subscribers as groupbuy
from orders.payments import subscribers as payments
from orders.pickup import subscribers as pickup
from orders.points import subscribers as points
from orders.settlement import subscribers as settlement
from orders.tracking import subscribers as tracking

__all__ = ["aftersales", "cart", "groupbuy", "payments", "pickup", "points", "settlement", "tracking"]
