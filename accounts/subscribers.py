"""Subscribers of this app, for Django to find."""

from accounts.identity import subscribers as identity
from accounts.organisations import subscribers as organisations
from accounts.privacy import subscribers as privacy

__all__ = ["identity", "organisations", "privacy"]
