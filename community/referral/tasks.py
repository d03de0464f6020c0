"""What time does to rewards."""

from __future__ import annotations

from celery import shared_task

from community.referral import services
from community.referral.posters import forget_old_posters


@shared_task(name="community.expire_rewards", queue="default", soft_time_limit=60)
def expire_rewards() -> int:
    """Nothing was ordered within thirty days."""
    return services.expire_rewards()


@shared_task(name="community.forget_posters", time_limit=300)
def forget_posters() -> int:
    """What was drawn a month ago."""
    return forget_old_posters()
