"""In what order Discover can stand. A slice above may choose one for a reader: experiments do (docs/experiments.md).

    use(lambda viewer: "fresher")        in the slice above, once, when it is loaded

Nobody chooses: the usual one. A chooser that fails, or names what is not known here, chooses the usual one, too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """`new_every`: each so-many-th place is for a note that few have seen. `own`: how much what a reader asked for
    counts, in hundredths of the usual."""

    name: str
    label: Any
    new_every: int = 12
    own: int = 100


USUAL = Order("", _("as usual"))
ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        USUAL,
        Order("fresher", _("more new notes: every sixth place"), new_every=6),
        Order("warmer", _("by warmth alone, own interests count half"), own=50),
    )
}
Chooser = Callable[[Any], str]
_choosers: list[Chooser] = []


def use(chooser: Chooser) -> None:
    """The last one registered chooses."""
    _choosers.append(chooser)


def order_for(viewer: Any) -> Order:
    if not _choosers:
        return USUAL
    try:
        return ORDERS.get(_choosers[-1](viewer), USUAL)
    except Exception:  # the feed is shown whatever is wrong above
        log.exception("The order of the feed could not be chosen")
        return USUAL
