"""The feed asks here in what order it stands for a reader."""

from __future__ import annotations

from typing import Any

from analytics.experiments.running import order_of_feed
from content.feed.orders import use


def chosen_order(viewer: Any) -> str:
    return order_of_feed(viewer.pk if viewer.is_authenticated else None)


use(chosen_order)
