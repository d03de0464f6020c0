"""What the demo's figures say."""

from __future__ import annotations

from analytics.demo.values import seed as value_customers
from config.kernel.demo import World


def seed(world: World) -> None:
    """After everybody has bought: what customers are worth."""
    value_customers(world)
