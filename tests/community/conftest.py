"""Fixtures of people and each other."""

from tests.orders.conftest import time_machine_later

__all__ = ["time_machine_later"]
