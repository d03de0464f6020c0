"""What pages ask at every request: which experiments run, and what this person sees. Fails open, to the control.

    variant = variant_of(experiment, user_pk)         which arm; writes nothing
    shown = see(experiment, user_pk)                  the same, and remembers that they saw it

The list of running experiments is one value in the cache, made anew every half minute and whenever one starts or stops.
A person who was shown something is remembered in the cache for a day and in the table for good.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction

from analytics.experiments.assigning import arm_at
from analytics.experiments.models import Experiment, ExperimentState, Exposure, Subject
from config.kernel.clock import now

log = logging.getLogger(__name__)

KEY, FRESH_S, SEEN_S = "experiments:running", 30, 86_400


@dataclass(frozen=True)
class Shown:
    """An arm as pages need it."""

    pk: int
    place: int
    weight: int
    shows: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_control(self) -> bool:
        return self.place == 0


@dataclass(frozen=True)
class Running:
    """An experiment that runs now."""

    pk: int
    subject: str
    product: int | None
    salt: str
    ends_at: datetime
    arms: Sequence[Shown]


def running() -> list[Running]:
    """All that run at this moment; nothing when neither cache nor database answers."""
    try:
        found = cache.get(KEY)
        if found is None:
            found = _read()
            cache.set(KEY, found, FRESH_S)
    except Exception:  # whatever is wrong with experiments, the page is shown without them
        log.exception("Experiments could not be read; everybody sees the control")
        return []
    moment = now()
    return [one for one in found if one.ends_at > moment]


def _read() -> list[Running]:
    rows = Experiment.objects.filter(state=ExperimentState.RUNNING).prefetch_related("arms").order_by("pk")
    return [
        Running(
            row.pk,
            row.subject,
            row.product_id,
            row.salt,
            row.ends_at,
            [Shown(arm.pk, arm.place, arm.weight, arm.shows) for arm in row.arms.all()],
        )
        for row in rows
    ]


def forget_running() -> None:
    """After the transaction: the next request reads anew."""
    transaction.on_commit(partial(cache.delete, KEY), robust=True)


def variant_of(experiment: Running, user_pk: int | None) -> Shown:
    """The arm of a person; guests are in the control."""
    if user_pk is None:
        return experiment.arms[0]
    return experiment.arms[arm_at(experiment.salt, user_pk, [arm.weight for arm in experiment.arms])]


def see(experiment: Running, user_pk: int | None) -> Shown:
    """The arm of a person who sees it now. The first time is written down."""
    arm = variant_of(experiment, user_pk)
    mark = f"experiments:seen:{experiment.pk}:{user_pk}"
    if user_pk is not None and cache.add(mark, 1, SEEN_S):
        try:
            write_exposures(experiment.pk, {user_pk: arm.pk})
        except Exception:  # who can't be counted sees the page all the same, and is counted the next time
            log.exception("An exposure could not be written")
            cache.delete(mark)
    return arm


def write_exposures(experiment_pk: int, arms: Mapping[int, int]) -> None:
    """Arm by person; who is written down already stays as they are. A race of two ends with one row."""
    moment = now()
    with transaction.atomic():
        Exposure.objects.bulk_create(
            (
                Exposure(experiment_id=experiment_pk, user_id=user, arm_id=arm, first_at=moment)
                for user, arm in sorted(arms.items())
            ),
            ignore_conflicts=True,
            batch_size=2_000,
        )


def titles_for(user_pk: int | None, product_pks: Sequence[int]) -> dict[int, str]:
    """Products among these that are called something else for this person. Seeing the control counts as seeing.
    For guests nothing is asked at all."""
    if user_pk is None:
        return {}
    wanted = set(product_pks)
    tests = [one for one in running() if one.subject == Subject.TITLE and one.product in wanted]
    shown = {one.product: see(one, user_pk).shows.get("title", "") for one in tests}
    return {product: title for product, title in shown.items() if product is not None and title}


def order_of_feed(user_pk: int | None) -> str:
    """The name of the order in which this person's Discover stands; empty for the usual one."""
    if user_pk is None:
        return ""
    test = next((one for one in running() if one.subject == Subject.FEED), None)
    return str(see(test, user_pk).shows.get("order", "")) if test else ""
