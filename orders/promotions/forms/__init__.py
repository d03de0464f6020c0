"""Forms of promotions: a shopper's code, and the campaigns of merchants and of the platform."""

from orders.promotions.forms.shopper import CodeForm

__all__ = ["CodeForm"]
