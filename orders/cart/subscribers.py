"""When a guest signs in, their cart comes along."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from orders.cart.services import merge_carts
from orders.cart.shoppers import CART_KEY


@receiver(user_logged_in, dispatch_uid="orders.bring_the_cart_along")
def bring_the_cart_along(request: Any = None, user: Any = None, **_kwargs: Any) -> None:
    session = getattr(request, "session", None)
    if session is None:
        return
    if token := session.pop(CART_KEY, ""):
        merge_carts(user=user, token=token)
