"""Subscribers of this app, for Django to find."""

from analytics.value import tasks as value

__all__ = ["value"]
