"""Subscribers of this app, for Django to find."""

from catalog.bulk import tasks as bulk
from catalog.shops import subscribers as shops

__all__ = ["bulk", "shops"]
