"""The social side of the demo."""

from __future__ import annotations

from community.demo.graph import seed as weave
from config.kernel.demo import World


def seed(world: World) -> None:
    weave(world)
