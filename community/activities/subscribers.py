"""Who won is told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.activities.events import LotteryDrawn
from community.activities.models import Lottery, LotteryEntry
from community.notifications.kinds import Tab, Target, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe


def lottery_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """For those who took part: the group may have become private, or they may have left it."""
    rows = Lottery.objects.filter(pk__in=ids, entries__user=reader).values_list("pk", "group__slug", "key", "title")
    return {pk: Target(reverse("community:lottery", args=[slug, key]), title) for pk, slug, key, title in rows}


register_kind(
    "lottery_won",
    tab=Tab.INTERACTIONS,
    label=_("I won in a lottery"),
    words=_("You won: %(what)s"),
    show=lottery_page,
    icon="gift",
)


@subscribe(LotteryDrawn)
def tell_winners(event: LotteryDrawn) -> None:
    lottery = Lottery.objects.get(pk=event.lottery_id)
    won = LotteryEntry.objects.filter(lottery=lottery, rank__lt=lottery.winners)
    for user_id in won.values_list("user_id", flat=True):
        notify(user_id=user_id, kind="lottery_won", object_type="lottery", object_id=lottery.pk)
