"""The clockwork of activities."""

from __future__ import annotations

from celery import shared_task

from community.activities.models import Chance, Lottery, LotteryState
from community.activities.selectors import lotteries_due
from community.activities.services import draw_lottery, freeze_lottery


@shared_task(name="community.close_lotteries", time_limit=120)
def close_lotteries() -> int:
    """Freeze what is due, and draw what needs nobody. Twice in a row changes nothing."""
    due = lotteries_due()
    for lottery in Lottery.objects.filter(pk__in=due):
        frozen = freeze_lottery(lottery=lottery)
        if frozen.mode == Chance.WITNESS and frozen.state == LotteryState.CLOSED:
            draw_lottery(lottery=frozen)
    return len(due)
