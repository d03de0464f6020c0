"""What the demo's figures say."""

from __future__ import annotations

from analytics.demo.behaviour import seed as behave
from analytics.demo.segments import seed as describe_people
from analytics.demo.values import seed as value_customers
from config.kernel.demo import World


def seed(world: World) -> None:
    """After everybody has bought: what they did here, what customers are worth, and who they are."""
    behave(world)
    value_customers(world)
    describe_people(world)
