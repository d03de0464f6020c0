"""What the people with a login were told lately in the demo; `content` adds what is about their notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from community.graph.models import Follow
from community.notifications.models import Notification, Occurrence
from config.kernel.demo import World
from orders.checkout.models import OrderStatus

FEW = 6
STATES = {
    OrderStatus.TO_SHIP: ("order_paid", "paid_at"),
    OrderStatus.SHIPPED: ("order_shipped", "shipped_at"),
    OrderStatus.DELIVERED: ("order_delivered", "delivered_at"),
    OrderStatus.COMPLETED: ("order_delivered", "delivered_at"),
}


class Told:
    """Collects lines with what they gather and writes them in two statements."""

    def __init__(self, world: World, part: str) -> None:
        self.world, self.dice = world, world.dice(f"notifications-{part}")
        self.lines: list[Notification] = []
        self.happenings: list[list[Occurrence]] = []

    def line(
        self,
        reader: Any,
        kind: str,
        about: tuple[str, int],
        at: datetime,
        *,
        actors: Iterable[Any] = (None,),
        quote: str = "",
        is_read: bool = False,
    ) -> None:
        """One line of `reader`, a little while after it began when several people made it."""
        row = Notification(
            key=self.world.public_id(self.dice),
            user=reader,
            kind=kind,
            object_type=about[0],
            object_id=about[1],
            is_open=False,
            opened_at=at,
            latest_at=at,
            read_at=at + timedelta(hours=2) if is_read else None,
            mailed_at=at,
        )
        data = {"quote": quote} if quote else {}
        self.lines.append(row)
        self.happenings.append(
            [
                Occurrence(
                    user=reader,
                    actor=actor,
                    mark=f"{kind}:{about[0]}:{about[1]}:{actor.pk if actor else ''}:{at.timestamp():.0f}",
                    data=data,
                    at=at,
                )
                for actor in actors
            ]
        )

    def write(self) -> None:
        Notification.objects.bulk_create(self.lines)
        for row, happenings in zip(self.lines, self.happenings, strict=True):
            for one in happenings:
                one.notification = row
        Occurrence.objects.bulk_create(one for some in self.happenings for one in some)


def seed(world: World) -> None:
    told = Told(world, "people")
    for name in ("shopper", "shopper2"):
        _orders(told, world.cast[name])
        _followers(told, world.cast[name])
    told.write()


def _orders(told: Told, reader: Any) -> None:
    mine = [order for order in told.world.orders if order.buyer_id == reader.pk and order.status in STATES]
    for place, order in enumerate(mine[-FEW:][::-1]):
        kind, stamp = STATES[OrderStatus(order.status)]
        at = getattr(order, stamp) or order.placed_at
        told.line(reader, kind, ("order", order.pk), at, is_read=place > 1)


def _followers(told: Told, reader: Any) -> None:
    """The latest three in one line, the ones before each in a read one."""
    rows = list(Follow.objects.filter(followee=reader).select_related("follower").order_by("-created_at")[:FEW])
    if len(rows) >= FEW:
        about = ("person", reader.pk)
        told.line(reader, "followed", about, rows[0].created_at, actors=[row.follower for row in rows[:3]])
        for row in rows[3:]:
            told.line(reader, "followed", about, row.created_at, actors=[row.follower], is_read=True)
