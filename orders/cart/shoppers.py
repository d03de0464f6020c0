"""Who is shopping: a member, or a guest known only by what their session holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.kernel.ids import public_id
from config.kernel.visitors import visitor_of

CART_KEY = "cart"
GUEST_KEYS = "guest_keys"
MOST_GUEST_KEYS = 50


@dataclass(frozen=True)
class Shopper:
    user: Any = None  # accounts.User, or None for a guest
    cart_token: str = ""
    guest_keys: tuple[str, ...] = ()
    visitor: str = ""  # the key of their browser, if they came by somebody's link

    @property
    def is_guest(self) -> bool:
        return self.user is None

    @property
    def name(self) -> str:
        """Who this is for idempotency keys."""
        return f"guest:{self.cart_token}" if self.user is None else f"user:{self.user.pk}"


def shopper_of(request: Any, *, make_cart: bool = False) -> Shopper:
    """The shopper of a request (Django's or DRF's); `make_cart` gives a guest a cart token if they have none."""
    keys = tuple(request.session.get(GUEST_KEYS, ()))
    if request.user.is_authenticated:
        return Shopper(user=request.user, guest_keys=keys, visitor=visitor_of(request))
    token = request.session.get(CART_KEY, "")
    if make_cart and not token:
        token = request.session[CART_KEY] = public_id(32)
    return Shopper(cart_token=token, guest_keys=keys, visitor=visitor_of(request))


def remember_guest_key(request: Any, guest_key: str) -> None:
    """Let this browser see an order placed without an account."""
    keys = [key for key in request.session.get(GUEST_KEYS, []) if key != guest_key]
    request.session[GUEST_KEYS] = [*keys, guest_key][-MOST_GUEST_KEYS:]
