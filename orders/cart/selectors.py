"""Questions about carts."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from orders.cart.models import CartLine


def cart_count(*, user: Any, token: str = "") -> int:
    """Pieces in the cart of a member, or of a guest by token."""
    if user.is_authenticated:
        lines = CartLine.objects.filter(cart__user=user)
    elif token:
        lines = CartLine.objects.filter(cart__token=token)
    else:
        return 0
    return lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0
