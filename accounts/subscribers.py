"""Subscribers of this app, for Django to find."""

from accounts.organisations import subscribers as organisations

__all__ = ["organisations"]
