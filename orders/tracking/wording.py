"""What the simulated carrier can do, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orders.tracking.trackers.simulated import Behaviour

BEHAVIOURS = (
    (Behaviour.NEXT, _("Next scan")),
    (Behaviour.TO_THE_DOOR, _("All the way to the door")),
    (Behaviour.FAIL, _("Nobody at home")),
    (Behaviour.REFUSE, _("Refused by the recipient")),
    (Behaviour.LATE, _("Next scan, told late")),
    (Behaviour.SILENT, _("Next scan, not told at all")),
    (Behaviour.TWICE, _("Next scan, told twice")),
    (Behaviour.OUT_OF_ORDER, _("Two scans in the wrong order")),
    (Behaviour.CONTRADICTORY, _("Delivered, then on the road again")),
)
