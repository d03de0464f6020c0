"""Asking for what customers are worth, and working it out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from analytics.value.errors import NoFit
from analytics.value.events import ValueAsked
from analytics.value.foretelling import ENOUGH, Foretold, foretell
from analytics.value.histories import histories
from analytics.value.models import CustomerValue, RunState, ValueRun
from analytics.value.rfm import Score, scores
from analytics.value.selectors import Bought, bought, currency_of, open_run, runs_of
from catalog.shops.models import Shop
from config.kernel.clock import local_day, now
from config.kernel.errors import TryAgain
from config.kernel.events import publish

LONGEST = timedelta(minutes=30)
BATCH = 2_000


@transaction.atomic
def ask_for_value(*, shop: Shop | None) -> ValueRun:
    """Begin a computation. Asking again meanwhile is the same one; one that got stuck is given up first."""
    known = open_run(shop)
    if known is not None and known.updated_at > now() - LONGEST:
        return known
    if known is not None:
        _finish(known, RunState.FAILED)
    try:
        with transaction.atomic():
            run = ValueRun.objects.create(shop=shop, as_of=now(), currency=currency_of(shop))
    except IntegrityError as clash:
        known = open_run(shop)
        if known is None:
            raise TryAgain from clash
        return known
    publish(ValueAsked(run_id=run.pk))
    return run


def work_out(*, run_pk: int) -> bool:
    """Do it, once: who comes second finds nothing to do. What fails says so on the page and is raised."""
    waiting = ValueRun.objects.filter(pk=run_pk, state=RunState.WAITING)
    if not waiting.update(state=RunState.RUNNING, progress=5, updated_at=now()):
        return False
    run = ValueRun.objects.select_related("shop").get(pk=run_pk)
    try:
        _work(run)
    except Exception:
        _finish(run, RunState.FAILED)
        raise
    return True


def _work(run: ValueRun) -> None:
    found = bought(run.shop, as_of=run.as_of)
    _tell(run, 30)
    end_day = local_day(run.as_of).toordinal()
    known = histories(found.purchases, end_day=end_day)
    run.customers, run.repeat_buyers = len(known), known.repeat_buyers
    foretold: Foretold | None = None
    run.findings = {"enough": ENOUGH}
    if known.repeat_buyers >= ENOUGH:
        try:
            foretold = foretell(found.purchases, end_day=end_day)
        except NoFit as refusal:
            run.findings["refused"] = refusal.code
        else:
            run.findings |= foretold.findings
    _tell(run, 70)
    _write(run, _rows(run, found, foretold))


def _rows(run: ValueRun, found: Bought, foretold: Foretold | None) -> list[CustomerValue]:
    customers = found.customers
    tomorrow = local_day(run.as_of) + timedelta(days=1)
    days = [(tomorrow - found.last_days[one]).days for one in customers]
    orders, cents = [found.orders[one] for one in customers], [found.cents[one] for one in customers]
    more = _foretold_of(foretold)
    return [
        _row(run, who, since, count, net, score, more.get(who, {}))
        for who, since, count, net, score in zip(
            customers, days, orders, cents, scores(days, orders, cents), strict=True
        )
    ]


def _row(
    run: ValueRun, who: int, since: int, count: int, net: int, score: Score, more: dict[str, Any]
) -> CustomerValue:
    return CustomerValue(
        run=run,
        user_id=who,
        days_since=since,
        orders=count,
        net_cents=net,
        recency=score.recency,
        frequency=score.frequency,
        money=score.money,
        group=score.group,
        **more,
    )


def _foretold_of(foretold: Foretold | None) -> dict[int, dict[str, Any]]:
    if foretold is None:
        return {}
    columns = (np.clip(foretold.p_alive, 0, 1), foretold.expected, np.rint(foretold.worth_cents))
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        who: {"p_alive": alive, "expected": coming, "worth_cents": int(worth)}
        for who, (alive, coming, worth) in zip(foretold.customers, rows, strict=True)
    }


@transaction.atomic
def _write(run: ValueRun, rows: list[CustomerValue]) -> None:
    """All of it appears at once, and takes the place of what was known before. People erased meanwhile stay away."""
    CustomerValue.objects.bulk_create(rows, batch_size=BATCH)
    CustomerValue.objects.filter(run=run, user__is_active=False).delete()
    run.save(update_fields=["customers", "repeat_buyers", "findings", "updated_at"])
    _finish(run, RunState.DONE)
    runs_of(run.shop).filter(pk__lt=run.pk).exclude(state__in=[RunState.WAITING, RunState.RUNNING]).delete()


def _tell(run: ValueRun, percent: int) -> None:
    run.progress = percent
    run.save(update_fields=["progress", "updated_at"])


def _finish(run: ValueRun, state: RunState) -> None:
    run.state, run.finished_at = state, now()
    run.progress = 100 if state == RunState.DONE else run.progress
    run.save(update_fields=["state", "progress", "finished_at", "updated_at"])
