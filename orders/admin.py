"""Admin pages of this app, for Django to find."""

from orders.fulfilment import admin as fulfilment

__all__ = ["fulfilment"]
