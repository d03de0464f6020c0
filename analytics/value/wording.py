"""What the groups of customers are, and what helps, in words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.value.rfm import Group

ADVICE = {
    Group.CHAMPIONS: _("Bought lately, often and much. Ask them first what to make next."),
    Group.LOYAL: _("Come back often. Show them what is new before others see it."),
    Group.POTENTIAL: _("Bought lately, more than once. A club or a set brings them closer."),
    Group.NEW: _("Bought for the first time. See that the first parcel pleases."),
    Group.PROMISING: _("Bought once, not long ago. A coupon for a second order helps."),
    Group.ATTENTION: _("In the middle everywhere. Remind them of what they liked."),
    Group.DROWSY: _("Bought little, and not lately. A small, short offer may wake them."),
    Group.AT_RISK: _("Used to come and stopped. Write personally, ask what went wrong."),
    Group.DEAR: _("Were among the best and stay away. Worth a call or a gift."),
    Group.ASLEEP: _("Bought little, long ago. Don't spend much on them."),
}


def hold_out_words(error: float | None) -> str:
    """How far the model was off when it was tried."""
    if error is None:
        return gettext("Nobody came back in the second half, so there is nothing to compare with.")
    much = {"percent": round(abs(error) * 100)}
    if error >= 0:
        return gettext("It foretold %(percent)s%% too much.") % much
    return gettext("It foretold %(percent)s%% too little.") % much
