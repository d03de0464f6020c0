"""Setting experiments up, starting, stopping and deciding them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from analytics.experiments.assigning import arm_at
from analytics.experiments.errors import (
    AnotherRuns,
    ArmsIncomplete,
    EndsTooEarly,
    NobodyToTry,
    NotOnSale,
    SameTitle,
    WrongState,
)
from analytics.experiments.events import ExperimentDecided, ExperimentStarted, ExperimentStopped
from analytics.experiments.models import MOVES, Arm, Experiment, ExperimentState, Metric, Subject
from analytics.experiments.running import forget_running, write_exposures
from analytics.segments.models import Segment
from analytics.segments.selectors import people_of, wanting_offers
from analytics.segments.services import hand_out
from catalog.products.models import Product
from catalog.products.services import rename_product
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.promotions.models import CouponTerms

MOST_ARMS = 8


@dataclass(frozen=True)
class ArmDraft:
    name: str
    weight: int = 50
    shows: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ExperimentDraft:
    """What somebody wants to find out. The first arm is the control."""

    name: str
    subject: str
    metric: str
    ends_at: datetime
    arms: Sequence[ArmDraft]
    guardrails: Sequence[str] = ()
    window_hours: int = 72
    product: Product | None = None
    segment: Segment | None = None


@transaction.atomic
def set_up(*, shop: Shop | None, draft: ExperimentDraft, actor: Any) -> Experiment:
    """A draft. Nobody sees anything of it yet."""
    _check(draft)
    if draft.ends_at <= now():
        raise EndsTooEarly(field="ends_at")
    experiment = Experiment.objects.create(
        shop=shop,
        subject=draft.subject,
        product=draft.product,
        segment=draft.segment,
        name=draft.name,
        metric=draft.metric,
        guardrails=[one for one in draft.guardrails if one != draft.metric and one in Metric.values],
        window_hours=draft.window_hours,
        ends_at=draft.ends_at,
        made_by=actor,
    )
    Arm.objects.bulk_create(
        Arm(experiment=experiment, place=place, name=arm.name, weight=arm.weight, shows=arm.shows)
        for place, arm in enumerate(draft.arms)
    )
    return experiment


def _check(draft: ExperimentDraft) -> None:
    different = {repr(sorted(arm.shows.items())) for arm in draft.arms}
    if not 2 <= len(draft.arms) <= MOST_ARMS or len(different) < len(draft.arms):
        raise ArmsIncomplete
    if any(not 1 <= arm.weight <= 1000 for arm in draft.arms):
        raise ArmsIncomplete(field="weight")
    if draft.product is not None:
        titles = [str(arm.shows.get("title", "")) for arm in draft.arms[1:]]
        if draft.product.title in titles:
            raise SameTitle(field="title")


@transaction.atomic
def start(*, experiment: Experiment, actor: Any) -> Experiment:
    """From now on people are shared out. Neither arms nor weights change any more."""
    experiment = _locked(experiment, ExperimentState.RUNNING)
    if experiment.ends_at <= now():
        raise EndsTooEarly(field="ends_at")
    if experiment.arms.count() < 2:
        raise ArmsIncomplete
    if experiment.product is not None and not experiment.product.is_listed:
        raise NotOnSale
    experiment.started_at = now()
    try:
        with transaction.atomic():
            _move(experiment, actor)
    except IntegrityError as clash:
        if "experiment_one_" not in str(clash):
            raise
        raise AnotherRuns from clash
    if experiment.subject == Subject.COUPON:
        _share_out_coupons(experiment, actor)
    publish(ExperimentStarted(experiment_id=experiment.pk))
    return experiment


def _share_out_coupons(experiment: Experiment, actor: Any) -> None:
    """Everybody of the audience who wants offers is in an arm from now on; arms with a coupon get theirs."""
    segment = experiment.segment
    if segment is None:
        raise NobodyToTry
    arms = list(experiment.arms.all())
    weights = [arm.weight for arm in arms]
    shared = {pk: arms[arm_at(experiment.salt, pk, weights)] for pk in wanting_offers(people_of(segment))}
    if {arm.pk for arm in shared.values()} != {arm.pk for arm in arms}:
        raise NobodyToTry
    write_exposures(experiment.pk, {pk: arm.pk for pk, arm in shared.items()})
    for arm in arms:
        if key := arm.shows.get("coupon"):
            terms = get_or_missing(CouponTerms.objects.select_related("campaign"), campaign__key=key)
            hand_out(segment=segment, terms=terms, actor=actor, among={pk for pk in shared if shared[pk] == arm})


@transaction.atomic
def stop(*, experiment: Experiment, actor: Any) -> Experiment:
    """Everybody sees the control again. What was seen so far is read."""
    experiment = _locked(experiment, ExperimentState.STOPPED)
    experiment.stopped_at = now()
    _move(experiment, actor)
    publish(ExperimentStopped(experiment_id=experiment.pk))
    return experiment


@transaction.atomic
def decide(*, experiment: Experiment, arm: Arm | None, note: str, actor: Any) -> Experiment:
    """What becomes of it: an arm, or none. A title that was chosen becomes the product's."""
    experiment = _locked(experiment, ExperimentState.DECIDED)
    if arm is not None and arm.experiment_id != experiment.pk:
        raise WrongState
    experiment.decided_at, experiment.choice, experiment.note = now(), arm, note
    _move(experiment, actor)
    title = str(arm.shows.get("title", "")) if arm else ""
    if experiment.subject == Subject.TITLE and experiment.product is not None and title:
        rename_product(product=experiment.product, title=title)
    publish(ExperimentDecided(experiment_id=experiment.pk))
    return experiment


@transaction.atomic
def delete_draft(*, experiment: Experiment) -> None:
    """Only what never ran can go."""
    experiment = locked_one(Experiment.objects.all(), experiment.pk)
    if experiment.state != ExperimentState.DRAFT:
        raise WrongState
    experiment.delete()


def stop_due() -> int:
    """Experiments whose end has come."""
    due = list(Experiment.objects.filter(state=ExperimentState.RUNNING, ends_at__lte=now()).order_by("pk")[:100])
    for experiment in due:
        try:
            stop(experiment=experiment, actor=None)
        except WrongState:  # somebody was faster
            continue
    return len(due)


def _locked(experiment: Experiment, to: ExperimentState) -> Experiment:
    found = locked_one(Experiment.objects.all(), experiment.pk)
    if MOVES.get(ExperimentState(found.state)) != to:
        raise WrongState
    found.state = to
    return found


def _move(experiment: Experiment, actor: Any) -> None:
    experiment.save()
    record(actor=actor, action=f"analytics.experiment_{experiment.state}", target=experiment)
    forget_running()
