"""What time does to rewards."""

from __future__ import annotations

from celery import shared_task

from community.referral import services


@shared_task(name="community.expire_rewards", queue="default", soft_time_limit=60)
def expire_rewards() -> int:
    """Nothing was ordered within thirty days."""
    return services.expire_rewards()
