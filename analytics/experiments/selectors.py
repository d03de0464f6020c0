"""Experiments somebody may see, and what was measured in each arm.

A person counts once their window is over: what happened in the first so many hours after they first saw their arm. Who
saw it later is "under way" and in no figure, so that no arm is helped by who came early.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from analytics.experiments.models import Experiment, Metric
from analytics.statistics.samples import Pairs
from analytics.tracking.days import site_zone
from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now

LOOK_BACK = timedelta(days=14)  # what somebody did before, for CUPED

# One statement a metric: y after somebody saw it, x the same thing in the days before, summed by arm.
SUMS = """
    SELECT e.arm_id, count(*), sum(m.y), sum(m.x), sum(m.y * m.y), sum(m.x * m.x), sum(m.x * m.y)
    FROM analytics_exposure e CROSS JOIN LATERAL (SELECT {y} AS y, {x} AS x) m
    WHERE e.experiment_id = %(experiment)s AND e.first_at <= %(seen_by)s GROUP BY e.arm_id"""
AFTER = "{at} >= e.first_at AND {at} < e.first_at + %(window)s"
BEFORE = "{at} >= e.first_at - %(look_back)s AND {at} < e.first_at"
ORDERS = """(SELECT COALESCE({figure}, 0)::float8 FROM orders_order o
    WHERE o.buyer_id = e.user_id AND {scope} AND {when})"""
REFUNDS = """(SELECT (count(*) > 0)::int::float8 FROM orders_refund r JOIN orders_order o ON o.id = r.order_id
    WHERE o.buyer_id = e.user_id AND r.state = 'done' AND {scope} AND {when})"""
VIEWS = """(SELECT count(*)::float8 FROM analytics_event v JOIN analytics_actor a ON a.id = v.actor_id
    WHERE a.user_id = e.user_id AND v.name = 'product_view' AND NOT v.is_bot AND NOT v.is_staff
    AND {scope} AND {when})"""
DAYS = """(SELECT count(DISTINCT (v.happened_at AT TIME ZONE %(zone)s)::date)::float8
    FROM analytics_event v JOIN analytics_actor a ON a.id = v.actor_id
    WHERE a.user_id = e.user_id AND v.name <> 'push_sent' AND v.name <> 'impression' AND NOT v.is_bot
    AND NOT v.is_staff AND {when})"""
OF_PRODUCT = """EXISTS (SELECT FROM orders_orderline l JOIN catalog_variant w ON w.id = l.variant_id
    WHERE l.order_id = o.id AND w.product_id = %(product)s)"""
PAID_FOR_PRODUCT = """(SELECT sum(l.total_cents - l.discount_cents) FROM orders_orderline l
    JOIN catalog_variant w ON w.id = l.variant_id WHERE l.order_id = o.id AND w.product_id = %(product)s)"""


def experiments_of(shop: Shop | None) -> QuerySet[Experiment]:
    """A shop's own; operators see those of all."""
    rows = Experiment.objects.select_related("shop", "product", "choice")
    return rows.filter(shop=shop) if shop else rows


def experiment_for(shop: Shop | None, *, key: str) -> Experiment:
    return get_or_missing(experiments_of(shop), key=key)


def products_to_test(shop: Shop) -> QuerySet[Product]:
    rows = Product.objects.filter(shop=shop, status=ListingStatus.LISTED)
    return rows.exclude(experiments__state="running").order_by("-sold_count", "-pk")


@dataclass(frozen=True)
class People:
    """Who has seen an arm, and whose window is over."""

    seen: int = 0
    counted: int = 0


def people_of(experiment: Experiment, *, as_of: datetime | None = None) -> dict[int, People]:
    """By arm; two statements."""
    rows = experiment.exposures.order_by().values_list("arm")
    seen = dict(rows.annotate(Count("pk")))
    done = dict(rows.filter(first_at__lte=_seen_by(experiment, as_of)).annotate(Count("pk")))
    return {pk: People(count, done.get(pk, 0)) for pk, count in seen.items()}


def _seen_by(experiment: Experiment, as_of: datetime | None) -> datetime:
    return (as_of or now()) - timedelta(hours=experiment.window_hours)


def sums_of(experiment: Experiment, metric: str, *, as_of: datetime | None = None) -> Mapping[int, Pairs]:
    """Sums of a metric by arm. For a ratio, x is what it is divided by; for all others, the days before."""
    y, x = _figures(Metric(metric), is_of_product=experiment.product_id is not None)
    values: dict[str, Any] = {
        "experiment": experiment.pk,
        "seen_by": _seen_by(experiment, as_of),
        "window": timedelta(hours=experiment.window_hours),
        "look_back": LOOK_BACK,
        "product": experiment.product_id,
        "shop": experiment.shop_id,
        "zone": site_zone(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(y=y, x=x), values)
        return {arm: Pairs(int(n), *(float(one) for one in sums)) for arm, n, *sums in cursor.fetchall()}


def _figures(metric: Metric, *, is_of_product: bool) -> tuple[str, str]:
    """The two fragments of a metric: constants of this file, filled with constants of this file."""
    scope = OF_PRODUCT if is_of_product else "(%(shop)s::bigint IS NULL OR o.shop_id = %(shop)s)"
    after, before = (text.format(at="o.paid_at") for text in (AFTER, BEFORE))
    if metric is Metric.PER_VIEW:
        viewed = "v.object_kind = 'product' AND v.object_id = %(product)s" if is_of_product else "TRUE"
        views = VIEWS.format(scope=viewed, when=AFTER.format(at="v.happened_at"))
        return ORDERS.format(figure="count(*)", scope=scope, when=after), views
    if metric is Metric.ACTIVE:
        return DAYS.format(when=AFTER.format(at="v.happened_at")), DAYS.format(when=BEFORE.format(at="v.happened_at"))
    if metric is Metric.REFUNDED:
        after, before = (text.format(at="r.done_at") for text in (AFTER, BEFORE))
        return REFUNDS.format(scope=scope, when=after), REFUNDS.format(scope=scope, when=before)
    paid = f"sum({PAID_FOR_PRODUCT})" if is_of_product else "sum(o.total_cents)"
    figure = {Metric.BOUGHT: "(count(*) > 0)::int", Metric.ORDERS: "count(*)", Metric.REVENUE: paid}[metric]
    return (
        ORDERS.format(figure=figure, scope=scope, when=after),
        ORDERS.format(figure=figure, scope=scope, when=before),
    )
