"""The social side of the demo."""

from __future__ import annotations

from community.demo.doings import seed as do_together
from community.demo.earnings import seed as give_shares
from community.demo.graph import seed as weave
from community.demo.groups import seed as gather
from community.demo.growth import seed as grow
from community.demo.messages import seed as let_them_write
from community.demo.notifications import seed as tell
from config.kernel.demo import World


def seed(world: World) -> None:
    weave(world)
    gather(world)
    do_together(world)
    grow(world)
    give_shares(world)
    tell(world)
    let_them_write(world)
