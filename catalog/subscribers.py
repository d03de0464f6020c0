"""Subscribers of this app, for Django to find."""

from catalog.shops import subscribers as shops

__all__ = ["shops"]
