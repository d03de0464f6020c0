"""What the demo's figures say."""

from __future__ import annotations

from analytics.demo.segments import seed as describe_people
from analytics.demo.values import seed as value_customers
from config.kernel.demo import World


def seed(world: World) -> None:
    """After everybody has bought: what customers are worth, and who they are."""
    value_customers(world)
    describe_people(world)
