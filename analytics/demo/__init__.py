"""What the demo's figures say."""

from __future__ import annotations

from analytics.demo.behaviour import seed as behave
from analytics.demo.experiments import seed as try_things
from analytics.demo.segments import seed as describe_people
from analytics.demo.values import seed as value_customers
from config.kernel.demo import World


def seed(world: World) -> None:
    """After everybody has bought: what they did here, what customers are worth, who they are, and what was tried."""
    behave(world)
    value_customers(world)
    describe_people(world)
    try_things(world)
